// Answers the live page's requests in a session of its own, for the process that serves the page.
import type { WriteContext } from "../api/context.ts";
import type { Caller } from "../session/retrieval-log.ts";
import type { Session } from "../session/session.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { createLog, type Log } from "../shared/log.ts";
import type { Question, Reply } from "../ui/io/views-process.ts";
import type { Pens, UiPorts } from "../ui/ports.ts";
import { answerTo } from "../ui/routes.ts";
import { authorship, personAt } from "./author.ts";
import type { CommandInput } from "./define-command.ts";
import { layerIn } from "./named-layer.ts";
import { openSession } from "./open-session.ts";
import type { Person } from "./person.ts";
import { line, unlogged } from "./reading.ts";
import { seenByHooks } from "./seen-by-hooks.ts";
import { placesOf } from "./watched-places.ts";

export interface UiWanted {
  /** 0 for any free port. */
  readonly port: number;
  readonly opens: boolean;
}

/** Runs until the serving process ends. Throws where the repository can't be used. */
export async function runUi({ options, terminal }: CommandInput, wanted: UiWanted): Promise<number> {
  const send = process.send?.bind(process);
  if (send === undefined)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "The page is served by a process of its own, which has not started this one.",
      "Run agentops-mcp ui, with ui as its first word.",
    );
  const person = personAt(terminal);
  const log = createLog("warn", null);
  const session = openSession(options, person === null ? "worker" : "supervisor", log);
  const released = new Promise<void>((resolve) => {
    process.once("disconnect", resolve);
    if (!process.connected) resolve();
  });
  try {
    const { watched, folder, name } = placesOf(options);
    const ports = portsOf(session, person, folder);
    // An unusable repository is reported here, and not by a page that nobody can use.
    await ports.read();
    // Ctrl-C goes to both processes; the serving one ends work under way.
    for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
    const tell = (reply: Reply): void => void send(reply, () => {});
    const rested = onceRested(() => warmUp(ports));
    process.on("message", (question: Question) => {
      rested.stir();
      void answer(ports, log, question).then(tell).finally(rested.rest);
    });
    const json = options.json === true;
    const store = await session.store();
    // A page of another layer looks like the team's, and a lesson must not be recorded in the wrong one.
    const layer = layerIn(options);
    const place = line(layer === null ? name : `${name}, layer ${layer.name}`);
    tell({ ready: { ...wanted, json, readOnly: person === null, place, watched, store } });
    // Read while the browser starts, with a first list, which takes as long again; a fault is the first page's to say.
    (await ports.read())
      .state()
      .then(() => answerTo(ports, new URL("http://127.0.0.1/"), null))
      .then(() => tell({ read: true }))
      .then(rested.rest, () => {});
    await released;
    return 0;
  } finally {
    session.close();
    // While it listens for the other process, it would not end by itself.
    if (process.connected) process.disconnect();
  }
}

async function answer(ports: UiPorts, log: Log, { number, path, form }: Question): Promise<Reply> {
  try {
    const typed = form === null ? null : new URLSearchParams(form);
    return { number, answer: await answerTo(ports, new URL(path, "http://127.0.0.1"), typed) };
  } catch (error) {
    log.error({ err: error }, "a request of the page failed");
    return { number, fault: String(error) };
  }
}

/** Milliseconds: less than a person takes from a page to the first letter. */
const RESTED_MS = 300;

/** Runs the work once, as soon as nothing was asked for a while. */
function onceRested(work: () => Promise<void>): { stir(): void; rest(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isDone = false;
  return {
    stir: () => clearTimeout(timer),
    rest() {
      clearTimeout(timer);
      if (isDone) return;
      timer = setTimeout(() => {
        isDone = true;
        work().catch(() => {});
      }, RESTED_MS);
    },
  };
}

/**
 * Searches once with and once without a result, as these load different parts that the person's first letter should not
 * wait for.
 */
async function warmUp(ports: UiPorts): Promise<void> {
  for (const task of ["what is known", "zzzz"])
    await answerTo(ports, new URL(`http://127.0.0.1/?q=${encodeURIComponent(task)}`), null);
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
      // A page is updated when more is known, and until then shows what there is.
      return unlogged({ ...read, state: read.soon });
    },
    ...seenByHooks(folder),
  };
}
