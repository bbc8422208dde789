// `agentops-mcp hook`: one event of a runtime in, at most one answer out. Quick, silent, and never in the way.
import { randomBytes } from "node:crypto";
import { appendFileSync, statSync } from "node:fs";
import path from "node:path";
import type { HookAnswer, HookDialect, HookEvent } from "../domain/hook.ts";
import { startApart } from "../git/detach.ts";
import { cleanSession, sessionFromProcess, sessionFromWish, tellSession } from "../identity.ts";
import { HOOK_DIALECTS } from "../runtimes/hooks/all.ts";
import { answerTo } from "./answer.ts";
import { findPlace, type Place } from "./place.ts";
import { spoolFile, unfolded } from "./spool.ts";
import { claimMaking, type HookView, makeFolder, readView } from "./view.ts";
import { viewKey } from "./view-key.ts";

/** What takes a journal, and so most of this program; loaded only when needed. */
export interface Slow {
  /** Reads journal, base and working tree, and keeps the view for the next hook. */
  makeView(place: Place, key: string): Promise<HookView>;
  /** Writes a session's notes into the journal. */
  foldNotes(place: Place, session: string): Promise<void>;
}

/** An answer later than this is none: the runtime and its user are waiting. */
const ANSWER_MS = 1_500;
/** Nobody waits for an answer to the events after which the journal is written; runtimes give them longer. */
const WRITE_MS = 5_000;
const MOST_INPUT_BYTES = 16 * 1024 * 1024;
const LARGEST_LOG_BYTES = 256 * 1024;

/** `args` are `--runtime <name> <event>`. Ends the process with 0, whatever happens. */
export async function runHook(args: readonly string[], slow: () => Promise<Slow>): Promise<never> {
  let folder: string | null = null;
  const fault = (error: unknown): void => {
    if (folder !== null) log(folder, args, error);
    process.exit(0);
  };
  process.once("uncaughtException", fault).once("unhandledRejection", fault);
  process.stdout.once("error", () => process.exit(0));
  let tooLate = async () => {};
  const deadline = setTimeout(() => tooLate().finally(() => process.exit(0)), ANSWER_MS);
  try {
    const { dialect, native } = read(args);
    const input = await readInput();
    const event = dialect && native && input !== null ? parse(dialect, native, input) : null;
    const place = event ? findPlace(process.env.AGENTOPS_DIR || event.cwd || process.cwd()) : null;
    if (dialect && native && event && place) {
      ({ folder } = place);
      const session = sessionFromWish(process.env) ?? cleanSession(event.session) ?? sessionFromProcess();
      const answer = await answerTo(event, {
        place,
        spool: spoolFile(place.folder, session),
        runtime: args[1] ?? "",
        view: async () => {
          const key = viewKey(place);
          const kept = readView(place, Date.now());
          if (kept?.key === key) return kept;
          // The next hook finds what this one has no time for.
          tooLate = async () => {
            if (claimMaking(place)) await startApart(["hook", "--make-view"], place.worktree);
          };
          const made = await (await slow()).makeView(place, key);
          tooLate = async () => {};
          return made;
        },
        key: () => randomBytes(8).toString("hex"),
      });
      await print(render(dialect, native, answer));
      clearTimeout(deadline);
      setTimeout(() => process.exit(0), WRITE_MS);
      await afterwards(event, place, session, slow);
    }
  } catch (error) {
    fault(error);
  }
  process.exit(0);
}

function read(args: readonly string[]): { dialect: HookDialect | null; native: string | null } {
  const [option, runtime = "", native = null] = args;
  const known = option === "--runtime" && Object.hasOwn(HOOK_DIALECTS, runtime);
  return { dialect: (known && HOOK_DIALECTS[runtime]) || null, native };
}

/** Null for what is no JSON, or more than any runtime sends. */
function readInput(): Promise<unknown> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    process.stdin
      .on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MOST_INPUT_BYTES) chunks.push(chunk);
        else chunks.length = 0;
      })
      .once("error", () => resolve(null))
      .once("end", () => {
        try {
          resolve(size > MOST_INPUT_BYTES ? null : JSON.parse(Buffer.concat(chunks).toString("utf8")));
        } catch {
          resolve(null);
        }
      });
  });
}

function parse(dialect: HookDialect, native: string, input: unknown): HookEvent | null {
  return Object.hasOwn(dialect.events, native) ? dialect.parse(native, input) : null;
}

function render(dialect: HookDialect, native: string, answer: HookAnswer): string {
  return answer.context === null && answer.ask === null ? "" : dialect.render(native, answer);
}

const print = (text: string): Promise<void> =>
  new Promise((resolve) => {
    if (text === "") resolve();
    else process.stdout.write(text, () => resolve());
  });

/** What can wait until the model has its answer. */
async function afterwards(event: HookEvent, place: Place, session: string, slow: () => Promise<Slow>) {
  if (event.event === "session-start") {
    const { folder } = place;
    for (const each of [folder, path.join(folder, "sessions")]) makeFolder(each);
    if (event.subagent === null) tellSession(folder, session);
    // What sessions that ended without a word have left; the new one must not wait for it.
    if (unfolded(folder).some((each) => each !== session))
      await startApart(["hook", "--fold"], place.worktree);
  }
  if (event.event === "before-compaction" || event.event === "session-end")
    await (await slow()).foldNotes(place, session);
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
