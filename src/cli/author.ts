// Tells who hands in a lesson by a command: a person at a terminal, or whatever else has run it.
import { AgentOpsError } from "../shared/errors.ts";
import { sessionFromProcess, sessionFromRuntime, sessionFromWish } from "../shared/identity.ts";
import { type Person, requirePerson } from "./person.ts";
import type { Terminal } from "./terminal.ts";

export interface Author {
  readonly session: string;
  readonly runtime: string;
  /** Null where nobody is at a terminal, or an agent is. */
  readonly person: Person | null;
}

export function authorOf(terminal: Pick<Terminal, "interactive">, command: string, now: number): Author {
  const person = personAt(terminal);
  if (person) return { ...authorship(person, now), person };
  const session = sessionFromWish(process.env) ?? sessionFromRuntime(process.env) ?? sessionFromProcess();
  return { session, runtime: `agentops-mcp ${command}`, person };
}

/** A session of its own for each lesson: as its author's, the person's decisions on it would count for nothing. */
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
