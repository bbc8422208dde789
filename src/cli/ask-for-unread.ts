// Asks upward for messages that nobody has read in time, before somebody looks at what waits.
import { createLog } from "../shared/log.ts";
import { escalateUnread } from "../use-cases/leave-message.ts";
import { authorOf } from "./author.ts";
import type { CommandInput } from "./define-command.ts";
import { openSession } from "./open-session.ts";

/** Never throws: who looks is told all the same where nothing can be written. */
export async function askForUnread({ options, terminal }: CommandInput): Promise<void> {
  const session = openSession(options, "worker", createLog("silent", null));
  try {
    const { write } = await session.contexts(
      authorOf(terminal, "message", Date.now()),
      new AbortController().signal,
    );
    await escalateUnread(write);
  } catch {
    // The next one who looks tries again.
  } finally {
    session.close();
  }
}
