// Runs `agentops-mcp hook`: one event in, at most one answer out. It stands in the way only of what the envelope forbids.
import { randomBytes } from "node:crypto";
import { appendFileSync, statSync } from "node:fs";
import path from "node:path";
import { findPlace, type Place } from "../../git/place.ts";
import { startApart } from "../../git/this-program.ts";
import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import type { HookAnswer, HookDialect, HookEvent, HookEventName } from "../../runtimes/hooks/event.ts";
import { SILENCE } from "../../runtimes/hooks/event.ts";
import { makeFoldersNow } from "../../shared/files.ts";
import { cleanSession, sessionFromProcess, sessionFromWish, tellSession } from "../../shared/identity.ts";
import { deadlineOf, STILL_READING, writingOf } from "../deadlines.ts";
import { answerTo } from "./answer.ts";
import { beforeTool } from "./before-tool.ts";
import { createGuard, type HookFault } from "./guard.ts";
import { type HookPolicy, readPolicy } from "./kept-policy.ts";
import { notesFile, unfolded } from "./notes-file.ts";
import type { HookWork, Programs } from "./programs.ts";
import { readInput } from "./read-input.ts";
import { createSpeech, type Speech } from "./speech.ts";
import { trialAfter } from "./tell-envelope.ts";
import { claimView, readView } from "./view-file.ts";
import { viewKey } from "./view-key.ts";

/** So long after its deadline a process may still be writing. */
const LAST_WORDS_MS = 1_000;
const LARGEST_LOG_BYTES = 256 * 1024;

/** `args` are `--runtime <name> <event>`. Ends the process: with 0, or with 2 where no answer means no. */
export async function runHook(args: readonly string[], { slow, past }: Programs): Promise<never> {
  const named = read(args);
  if ("problem" in named) {
    process.stderr.write(`agentops-mcp hook: ${named.problem}\n`);
    process.exit(0);
  }
  const { dialect, native, name } = named;
  const guard = createGuard(dialect, native);
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
  process.once("uncaughtException", fault).once("unhandledRejection", fault);
  process.stdout.once("error", () => giveUp({ kind: "not_read" }));
  const opened = new Map<string, HookWork>();
  const workIn = async (place: Place): Promise<HookWork> => {
    const work = opened.get(place.worktree) ?? (await slow()).openHookWork(place);
    opened.set(place.worktree, work);
    return work;
  };
  let tooLate = async () => {};
  // A session's start must not pass in silence.
  let reading = false;
  const limitMs = deadlineOf(name, process.env);
  const until = Date.now() + limitMs + LAST_WORDS_MS;
  const deadline = setTimeout(
    () =>
      tooLate()
        .then(() =>
          reading ? print(render(dialect, native, { ...SILENCE, context: STILL_READING })) : false,
        )
        .finally(() => giveUp({ kind: "late", afterMs: limitMs })),
    limitMs,
  );
  /** The next hook finds what this one has no time for. */
  const slowly = async <T>(
    place: Place,
    work: (parts: HookWork) => Promise<T>,
    reads = false,
  ): Promise<T> => {
    reading = reads;
    tooLate = async () => {
      if (claimView(place)) await startApart(["hook", "--make-view"], place.worktree);
    };
    const made = await work(await workIn(place));
    tooLate = async () => {};
    reading = false;
    return made;
  };
  const policy = async (place: Place): Promise<HookPolicy> =>
    readPolicy(place, Date.now()) ?? slowly(place, (parts) => parts.makePolicy());
  try {
    const input = await readInput();
    const event = input === null ? null : dialect.parse(native, input);
    const session = sessionFromWish(process.env) ?? cleanSession(event?.session) ?? sessionFromProcess();
    const runtime = args[1] ?? "";
    const speechIn = (place: Place): Speech => {
      const file = notesFile(place.folder, session);
      const speech = createSpeech(file, event?.subagent ?? null, until, () => randomBytes(8).toString("hex"));
      speeches.push(speech);
      return speech;
    };
    const bounds = guard.placeFor(event);
    let told: string | null = null;
    if (bounds) {
      ({ folder } = bounds);
      const { stop, tell } = await beforeTool(event, {
        place: bounds,
        session,
        runtime,
        speech: speechIn(bounds),
        policy: () => policy(bounds),
        async print(answer) {
          await print(render(dialect, native, answer));
        },
      });
      if (stop) process.exit(0);
      told = tell;
    }
    guard.decided();
    let keepView = async () => {};
    const place = event ? findPlace(process.env.AGENTOPS_DIR || event.cwd || process.cwd()) : null;
    if (event && place) {
      ({ folder } = place);
      const speech = speechIn(place);
      const trial = told ?? (await trialAfter(event, { place, session, runtime, speech }));
      const answer = await answerTo(event, {
        place,
        notes: notesFile(place.folder, session),
        runtime,
        speech,
        agent: event.subagent,
        past,
        async view() {
          const kept = readView(place, Date.now());
          if (kept && kept.key === viewKey(place, kept.kinds)) return kept;
          const made = await slowly(place, (parts) => parts.makeView(), name === "session-start");
          keepView = async () => {
            // A runtime waits for the end of the process: what takes too long for it is left to one of its own.
            if (performance.now() < limitMs / 2) await made.keep();
            else if (claimView(place)) await startApart(["hook", "--make-view"], place.worktree);
          };
          return made.view;
        },
      });
      const isOut = await print(render(dialect, native, { ...answer, tell: joined(answer.tell, trial) }));
      clearTimeout(deadline);
      for (const each of speeches) isOut ? each.said() : each.unsaid();
      setTimeout(() => process.exit(0), writingOf(process.env));
      await keepView();
      await afterwards(event, place, session, workIn);
    }
  } catch (error) {
    fault(error);
  }
  process.exit(0);
}

const joined = (...texts: readonly (string | null)[]): string | null =>
  texts.filter((text) => text !== null).join(" ") || null;

interface Named {
  readonly dialect: HookDialect;
  readonly native: string;
  readonly name: HookEventName;
}

/** What is meant, or what is wrong with the names in a settings file, in one line. */
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

/** True once the runtime's end has taken the text; false where there was none to take. */
const print = (text: string): Promise<boolean> =>
  new Promise((resolve) => {
    if (text === "") resolve(false);
    // What could not be written ends the process by the stream's own event.
    else process.stdout.write(text, (error) => !error && resolve(true));
  });

/** What can wait until the model has its answer. */
async function afterwards(
  event: HookEvent,
  place: Place,
  session: string,
  workIn: (place: Place) => Promise<HookWork>,
): Promise<void> {
  if (event.event === "session-start") {
    const { folder } = place;
    makeFoldersNow(folder, path.join(folder, "sessions"));
    if (event.subagent === null) tellSession(folder, session);
    // Notes of sessions that ended without a word; the new session must not wait for them.
    if (unfolded(folder).some((each) => each !== session))
      await startApart(["hook", "--fold"], place.worktree);
  }
  if (event.event === "before-compaction" || event.event === "session-end")
    await (await workIn(place)).recordNotes(session);
}

/** A fault must not be seen by the runtime, nor be lost. */
function log(folder: string, args: readonly string[], error: unknown): void {
  try {
    const file = path.join(folder, "hooks.log");
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LARGEST_LOG_BYTES) return;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    appendFileSync(file, `${new Date().toISOString()} ${args.join(" ").slice(0, 100)}: ${stack}\n`);
  } catch {
    // There is nowhere left to say it.
  }
}
