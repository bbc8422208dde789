// Escalates messages that nobody was told in time, before a person looks at what waits.
import { createLog } from "../shared/log.ts";
import { escalateUnread } from "../use-cases/leave-message.ts";
import { authorOf } from "./author.ts";
import type { CommandInput } from "./define-command.ts";
import { openSession } from "./open-session.ts";

/** Never throws, as the person gets an answer even where nothing can be written. */
export async function askForUnread({ options, terminal }: CommandInput): Promise<void> {
  const session = openSession(options, "worker", createLog("silent", null));
  try {
    const { write } = await session.contexts(
      authorOf(terminal, "message", Date.now()),
      new AbortController().signal,
    );
    await escalateUnread(write);
  } catch {
    // The next person who looks tries again.
  } finally {
    session.close();
  }
}
