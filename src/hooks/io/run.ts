// Runs `agentops-mcp hook`: one event in, at most one answer out. It blocks only what the envelope forbids.
import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, statSync } from "node:fs";
import path from "node:path";
import { everywhereFile, hereFile } from "../../git/layers.ts";
import { findPlace, type Place } from "../../git/place.ts";
import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import type { HookAnswer, HookDialect, HookEvent, HookEventName } from "../../runtimes/hooks/event.ts";
import { SILENCE } from "../../runtimes/hooks/event.ts";
import { makeFoldersNow } from "../../shared/files.ts";
import { cleanSession, sessionFromProcess, sessionFromWish, tellSession } from "../../shared/identity.ts";
import { deadlineOf, STILL_READING, writingOf } from "../deadlines.ts";
import { answerTo } from "./answer.ts";
import { beforeTool } from "./before-tool.ts";
import { createGuard, type HookFault } from "./guard.ts";
import type { HookHost } from "./host.ts";
import { type HookPolicy, readPolicy } from "./kept-policy.ts";
import { notesFile, unfolded } from "./notes-file.ts";
import type { HookWork, Programs } from "./programs.ts";
import { readInput } from "./read-input.ts";
import { createSpeech, type Speech } from "./speech.ts";
import { trialAfter } from "./tell-envelope.ts";
import type { HookView } from "./view-file.ts";
import { makeApart, openViews } from "./views.ts";

/** Milliseconds after the deadline in which a process may still be writing. */
const LAST_WORDS_MS = 1_000;
const LARGEST_LOG_BYTES = 256 * 1024;

/** Ends its host: with 0, or with 2 where a missing answer would mean yes. */
export async function runHook(host: HookHost, { slow, past, judge, more }: Programs): Promise<never> {
  const { args, env } = host;
  const named = read(args);
  if ("problem" in named) {
    host.complain(`agentops-mcp hook: ${named.problem}\n`);
    return host.exit(0);
  }
  const { dialect, native, name } = named;
  const guard = createGuard(dialect, native, host);
  let folder: string | null = null;
  const speeches: Speech[] = [];
  const giveUp = (fault: HookFault): never => {
    for (const speech of speeches) speech.unsaid();
    return guard.giveUp(fault);
  };
  const fault = (error: unknown): never => {
    if (folder !== null) log(folder, args, error);
    return giveUp({ kind: "failed" });
  };
  host.onFault(fault);
  host.output.once("error", () => giveUp({ kind: "not_read" }));
  const opened = new Map<string, HookWork>();
  const workIn = async (place: Place): Promise<HookWork> => {
    const work = opened.get(place.worktree) ?? (await slow()).openHookWork(place);
    opened.set(place.worktree, work);
    return work;
  };
  let tooLate = async () => {};
  // A session's start must say that lessons exist, also where reading takes too long.
  let reading = false;
  const limitMs = deadlineOf(name, env);
  const until = Date.now() + limitMs + LAST_WORDS_MS;
  const print = printTo(host.output);
  const inTime = host.after(limitMs, () =>
    tooLate()
      .then(() => (reading ? print(render(dialect, native, { ...SILENCE, context: STILL_READING })) : false))
      .finally(() => giveUp({ kind: "late", afterMs: limitMs })),
  );
  /** Leaves to the next hook what this one has no time for. */
  const slowly = async <T>(
    place: Place,
    work: (parts: HookWork) => Promise<T>,
    reads = false,
  ): Promise<T> => {
    reading = reads;
    tooLate = () => makeApart(host, place);
    const made = await work(await workIn(place));
    tooLate = async () => {};
    reading = false;
    return made;
  };
  const policy = async (place: Place): Promise<HookPolicy> =>
    readPolicy(place, Date.now()) ?? slowly(place, (parts) => parts.makePolicy());
  const speechIn = (place: Place, { event, session }: Heard): Speech => {
    const file = notesFile(place.folder, session);
    const speech = createSpeech(file, event?.subagent ?? null, until, () => randomBytes(8).toString("hex"));
    speeches.push(speech);
    return speech;
  };
  const runtime = args[1] ?? "";
  const decide = async (heard: Heard): Promise<{ readonly stop: boolean; readonly tell: string | null }> => {
    const place = guard.placeFor(heard.event);
    if (!place) return { stop: false, tell: null };
    ({ folder } = place);
    return beforeTool(heard.event, {
      place,
      session: heard.session,
      runtime,
      host,
      judge,
      speech: speechIn(place, heard),
      policy: () => policy(place),
      async print(answer) {
        await print(render(dialect, native, answer));
      },
    });
  };
  const answer = async (event: HookEvent, place: Place, session: string, told: string | null) => {
    ({ folder } = place);
    const speech = speechIn(place, { event, session });
    const trial = told ?? (await trialAfter(event, { place, session, runtime, host, speech, judge }));
    const isStart = name === "session-start";
    const views = openViews(host, limitMs, (at) => slowly(at, (parts) => parts.makeView(), isStart));
    let viewed: Promise<HookView> | null = null;
    const said = await answerTo(event, {
      place,
      session,
      notes: notesFile(place.folder, session),
      runtime,
      speech,
      agent: event.subagent,
      past,
      more,
      view() {
        viewed ??= hasLayers(place) ? more().layeredView(place, views.at) : views.at(place);
        return viewed;
      },
    });
    const isOut = await print(render(dialect, native, { ...said, tell: joined(said.tell, trial) }));
    inTime();
    for (const each of speeches) isOut ? each.said() : each.unsaid();
    host.after(writingOf(env), () => host.exit(0));
    await views.keep();
    await afterwards(event, { place, session, workIn, host });
  };
  const hear = async (): Promise<void> => {
    const input = await readInput(host.input);
    const event = input === null ? null : dialect.parse(native, input);
    const session = sessionFromWish(env) ?? cleanSession(event?.session) ?? sessionFromProcess(host.parent);
    const { stop, tell } = await decide({ event, session });
    if (stop) return;
    guard.decided();
    const place = event ? findPlace(env.AGENTOPS_DIR || event.cwd || host.cwd) : null;
    if (event && place) await answer(event, place, session, tell);
  };
  await hear().catch(fault);
  return host.exit(0);
}

const joined = (...texts: readonly (string | null)[]): string | null =>
  texts.filter((text) => text !== null).join(" ") || null;

/** Most repositories name no layer, and then two looks at the disk are all that layers cost. */
const hasLayers = ({ commonDir }: Place): boolean =>
  [everywhereFile(), hereFile(commonDir)].some((file) => existsSync(file));

/** What the runtime said; `event` null: it can't be read. */
interface Heard {
  readonly event: HookEvent | null;
  readonly session: string;
}

interface Named {
  readonly dialect: HookDialect;
  readonly native: string;
  readonly name: HookEventName;
}

/** The hook that a settings file names, or in one line what is wrong with its names. */
function read([option, runtime = "", native = ""]: readonly string[]): Named | { readonly problem: string } {
  const shown = (name: string): string => JSON.stringify(name.slice(0, LONGEST_NAME));
  const dialect = option === "--runtime" && Object.hasOwn(HOOK_DIALECTS, runtime) && HOOK_DIALECTS[runtime];
  if (!dialect) {
    const known = Object.keys(HOOK_DIALECTS).join(", ");
    return { problem: `no runtime with hooks is named ${shown(runtime)}; known are ${known}.` };
  }
  const name = Object.hasOwn(dialect.events, native) && dialect.events[native];
  if (name) return { dialect, native, name };
  const known = Object.keys(dialect.events).join(", ");
  return { problem: `${runtime} has no event ${shown(native)} that is answered here; known are ${known}.` };
}

const LONGEST_NAME = 60;

function render(dialect: HookDialect, native: string, answer: HookAnswer): string {
  const silent = Object.values(answer).every((part) => part === null);
  return silent ? "" : dialect.render(native, answer);
}

/** True once the runtime has taken the text; false where there was none. */
const printTo =
  (output: HookHost["output"]) =>
  (text: string): Promise<boolean> =>
    new Promise((resolve) => {
      if (text === "") resolve(false);
      // A failed write ends the process through the stream's own error event.
      else output.write(text, (error) => !error && resolve(true));
    });

interface Afterwards {
  readonly place: Place;
  readonly session: string;
  readonly workIn: (place: Place) => Promise<HookWork>;
  readonly host: HookHost;
}

/** What can wait until the model has its answer. */
async function afterwards(event: HookEvent, { place, session, workIn, host }: Afterwards): Promise<void> {
  if (event.event === "session-start") {
    const { folder } = place;
    makeFoldersNow(folder, path.join(folder, "sessions"));
    if (event.subagent === null) tellSession(folder, session, host.parent);
    // Notes of sessions that never ended properly; a new session must not wait for them.
    if (unfolded(folder).some((each) => each !== session))
      await host.startApart(["hook", "--fold"], place.worktree);
  }
  if (event.event === "before-compaction" || event.event === "session-end")
    await (await workIn(place)).recordNotes(session);
}

/** The runtime must not see an error, and it must not be lost either. */
function log(folder: string, args: readonly string[], error: unknown): void {
  try {
    const file = path.join(folder, "hooks.log");
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LARGEST_LOG_BYTES) return;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    appendFileSync(file, `${new Date().toISOString()} ${args.join(" ").slice(0, 100)}: ${stack}\n`);
  } catch {
    // There is no place left to report it.
  }
}
