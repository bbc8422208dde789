// Runs a person's command with a supervisor's authority, and closes its session whatever happens.
import type { WriteContext } from "../api/context.ts";
import { createLog } from "../shared/log.ts";
import type { CommandInput } from "./define-command.ts";
import { openSession } from "./open-session.ts";
import { type Person, requirePerson } from "./person.ts";

/** Throws PERSON_REQUIRED where nobody is at a terminal, or where an agent runs it; `what` names the command. */
export async function asPerson(
  { options, terminal }: CommandInput,
  what: string,
  work: (write: WriteContext, person: Person) => Promise<number>,
): Promise<number> {
  const person = requirePerson(terminal, process.env, what);
  const session = openSession(options, "supervisor", createLog("warn", null));
  try {
    const by = { session: person.session, runtime: person.runtime };
    const { write } = await session.contexts(by, new AbortController().signal);
    return await work(write, person);
  } finally {
    session.close();
  }
}
