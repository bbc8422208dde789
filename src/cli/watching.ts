// Shows the same again whenever something is recorded or noted, until the person ends it.
import type { ReadContext } from "../api/context.ts";
import { createLog } from "../shared/log.ts";
import { watchChanges } from "../ui/io/watch.ts";
import type { CommandInput } from "./define-command.ts";
import { openSession } from "./open-session.ts";
import { unlogged } from "./reading.ts";
import { placesOf } from "./watched-places.ts";

/** Milliseconds: leases expire and sessions fall silent without a record. */
const AGAIN_MS = 15_000;

export interface Told {
  readonly facts: Record<string, unknown>;
  readonly text: string;
}

/** Exit code 0 once a signal comes. Throws where the repository can't be used. */
export async function watching(
  { options, terminal }: CommandInput,
  tell: (context: ReadContext) => Promise<Told>,
): Promise<number> {
  const session = openSession(options, "worker", createLog("warn", null));
  let wake = (): void => {};
  let ended = false;
  const end = (): void => {
    ended = true;
    wake();
  };
  process.once("SIGINT", end).once("SIGTERM", end).once("SIGHUP", end);
  const unwatch = watchChanges(placesOf(options).watched, () => wake());
  try {
    while (!ended) {
      let timer: NodeJS.Timeout | undefined;
      // Watched from before the look, so that no change in between is missed.
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, AGAIN_MS);
      });
      const by = { session: "terminal", runtime: "agentops-mcp" };
      const { read } = await session.contexts(by, new AbortController().signal);
      const { facts, text } = await tell(unlogged({ ...read, state: read.soon }));
      terminal.show(facts, text);
      if (!ended) await changed;
      clearTimeout(timer);
    }
    return 0;
  } finally {
    unwatch();
    session.close();
    process.removeListener("SIGINT", end).removeListener("SIGTERM", end).removeListener("SIGHUP", end);
  }
}
