// Gives commands that only read a session without writes, and exit code 1 for "nothing found".
import type { Layer, ReadContext } from "../api/context.ts";
import { memoryProblem } from "../records/memory-problem.ts";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { createLog } from "../shared/log.ts";
import { safeLine, sanitise } from "../shared/text/safe-text.ts";
import type { CommandInput } from "./define-command.ts";
import { forPeople } from "./for-people.ts";
import { openSession } from "./open-session.ts";

/** Runs `work` with a context that logs no retrieval, as a person who looks around is no session that was served. */
export async function reading(
  { options, terminal }: CommandInput,
  work: (context: ReadContext) => Promise<number>,
): Promise<number> {
  const session = openSession(options, "worker", createLog("warn", null));
  try {
    const by = { session: "terminal", runtime: "agentops-mcp" };
    const { read } = await session.contexts(by, new AbortController().signal);
    const { state, problem } = asFarAsRead(read);
    const code = await work(unlogged({ ...read, state }));
    const lacks = problem();
    if (lacks !== null) terminal.note(lacks);
    return code;
  } catch (error) {
    if (!(error instanceof AgentOpsError) || error.code !== "NOT_FOUND") throw error;
    const [problem, fix] = [error.message, error.fix].map((text) => forPeople(text));
    terminal.note(`${problem} ${fix}`);
    if (options.json === true) terminal.answer({ found: false, problem, fix });
    return 1;
  } finally {
    session.close();
  }
}

/** In no layer either. */
export function unlogged(read: ReadContext): ReadContext {
  const quiet = (layers: readonly Layer<ReadContext>[]): Layer<ReadContext>[] =>
    layers.map((each) => ({ ...each, context: unlogged(each.context) }));
  return {
    ...read,
    noteRetrieval: () => {},
    async layers() {
      const { nearer, farther, problems } = await read.layers();
      return { nearer: quiet(nearer), farther: quiet(farther), problems };
    },
  };
}

/** For a person who looks around, as most of it now is better than all of it later. `problem` says what was left out. */
export function asFarAsRead(read: Pick<ReadContext, "state" | "soon">): {
  state(): Promise<State>;
  problem(): string | null;
} {
  let part: State | null = null;
  return {
    async state() {
      const all = part === null ? await read.state().catch(ifStillReading) : null;
      if (all !== null) return all;
      part = await read.soon();
      return part;
    },
    problem: () => part && memoryProblem(part, false),
  };
}

function ifStillReading(error: unknown): null {
  if (error instanceof AgentOpsError && error.code === "STILL_READING") return null;
  throw error;
}

/** Stored text on one line, without control characters. */
export const line = safeLine;

/** A redaction never deletes a person's file, which git may hold in its index too. */
export const fileToDelete = (file: string): string =>
  `${line(file)} holds the redacted text: delete it, and where it is staged or committed take it out there too.`;

/** Stored text, indented and without control characters. */
export const paragraph = (text: string, indent: string): string =>
  sanitise(text)
    .trim()
    .replace(/^(?=.)/gm, indent);
