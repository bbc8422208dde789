// Tells who records a lesson by a command: a person at a terminal, or any other caller.
import { AgentOpsError } from "../shared/errors.ts";
import { sessionFromProcess, sessionFromRuntime, sessionFromWish } from "../shared/identity.ts";
import { type Person, requirePerson } from "./person.ts";
import type { Terminal } from "./terminal.ts";

export interface Author {
  readonly session: string;
  readonly runtime: string;
  /** Null where nobody is at a terminal, or where an agent runs it. */
  readonly person: Person | null;
}

export function authorOf(terminal: Pick<Terminal, "interactive">, command: string, now: number): Author {
  const person = personAt(terminal);
  if (person) return { ...authorship(person, now), person };
  const session = sessionFromWish(process.env) ?? sessionFromRuntime(process.env) ?? sessionFromProcess();
  return { session, runtime: `agentops-mcp ${command}`, person };
}

/** Each lesson gets a session of its own, as decisions of its author's session about it would not count. */
export const authorship = ({ session, runtime }: Person, now: number) => ({
  session: `${session}.${now.toString(36)}`,
  runtime,
});

export function personAt(terminal: Pick<Terminal, "interactive">): Person | null {
  try {
    return requirePerson(terminal, process.env, "");
  } catch (error) {
    if (error instanceof AgentOpsError && error.code === "PERSON_REQUIRED") return null;
    throw error;
  }
}
