// Runs the live page for a command line: opens the session, prints the link, and ends with the terminal.
import os from "node:os";
import type { WriteContext } from "../api/context.ts";
import type { Caller } from "../session/retrieval-log.ts";
import type { Session } from "../session/session.ts";
import { createLog } from "../shared/log.ts";
import { serveUi, type UiServer } from "../ui/io/server.ts";
import { watchChanges } from "../ui/io/watch.ts";
import type { Pens, UiPorts } from "../ui/ports.ts";
import { authorship, personAt } from "./author.ts";
import type { CommandInput } from "./define-command.ts";
import { openInBrowser } from "./open-program.ts";
import { openSession } from "./open-session.ts";
import type { Person } from "./person.ts";
import { line } from "./reading.ts";
import { seenByHooks } from "./seen-by-hooks.ts";
import { placesOf } from "./watched-places.ts";

export interface UiWanted {
  /** 0 for one that is free. */
  readonly port: number;
  readonly opens: boolean;
}

/** Throws INVALID_ARGUMENT where the port is taken, and what makes the repository unusable. */
export async function runUi(input: CommandInput, { port, opens }: UiWanted): Promise<number> {
  const { options, terminal } = input;
  const person = personAt(terminal);
  const log = createLog("warn", null);
  const session = openSession(options, person === null ? "worker" : "supervisor", log);
  try {
    const { watched, folder, name } = placesOf(options);
    const ports = portsOf(session, person, folder);
    // What makes it unusable is said here, and not by a page that nobody can use.
    const context = await ports.read();
    // Read while the browser starts; a fault is the first page's to say.
    context.state().catch(() => {});
    const server = await serveUi({
      ports,
      port,
      place: line(name),
      onFault: (error) => log.error({ err: error }, "a request of the page failed"),
    });
    const unwatch = watchChanges(watched, server.changed);
    try {
      tell(input, server, { opens, readOnly: person === null });
      await ended(input, server);
    } finally {
      unwatch();
      await server.close();
    }
    return 0;
  } finally {
    session.close();
  }
}

function portsOf(session: Session, person: Person | null, folder: string | null): UiPorts {
  const never = new AbortController().signal;
  const write = async (by: Caller): Promise<WriteContext> => (await session.contexts(by, never)).write;
  const pens: Pens | null =
    person === null
      ? null
      : {
          authority: person.authority,
          author: () => write(authorship(person, Date.now())),
          decider: () => write({ session: person.session, runtime: person.runtime }),
        };
  return {
    pens,
    async read() {
      const { read } = await session.contexts({ session: "terminal", runtime: "agentops-mcp" }, never);
      // A page is made anew when more is known, and shows meanwhile what is.
      return { ...read, state: read.soon, noteRetrieval: () => {} };
    },
    ...seenByHooks(folder),
  };
}

function tell(
  { terminal }: CommandInput,
  server: UiServer,
  { opens, readOnly }: { readonly opens: boolean; readonly readOnly: boolean },
): void {
  const url = server.link();
  const remote = process.env.SSH_CONNECTION !== undefined || process.env.SSH_TTY !== undefined;
  const opened = opens && terminal.interactive && !remote && openInBrowser(url, process.env);
  const forward = `ssh -L ${server.port}:127.0.0.1:${server.port} ${os.userInfo().username}@${os.hostname()}`;
  terminal.answer(
    { url, port: server.port, read_only: readOnly, opened, forward },
    [
      url,
      ...(opened
        ? ["It opens in your browser."]
        : ["Open it in a browser of this machine; the link works once."]),
      ...(remote ? [`From your own machine, first: ${forward}`] : []),
      ...(readOnly
        ? ["Read only: no person is at this terminal."]
        : ["Press Enter for a new link, Ctrl-C to end."]),
    ].join("\n"),
  );
}

/** Until a signal comes; meanwhile Enter prints a new link. */
function ended({ terminal }: CommandInput, server: UiServer): Promise<void> {
  return new Promise((resolve) => {
    const more = () => terminal.note(server.link());
    if (terminal.interactive) process.stdin.on("data", more);
    const end = () => {
      process.stdin.removeListener("data", more).pause();
      resolve();
    };
    process.once("SIGINT", end).once("SIGTERM", end).once("SIGHUP", end);
  });
}
