// Asks a process of its own for what the page shows, and ends it when nobody asks: what is known takes memory, the page none.
import { type ChildProcess, fork } from "node:child_process";
import type { Answer } from "../answer.ts";
import type { Watched } from "./watch.ts";

/** What that process tells once it is ready to answer. */
export interface Ready {
  readonly port: number;
  readonly opens: boolean;
  readonly json: boolean;
  readonly readOnly: boolean;
  readonly place: string;
  readonly watched: Watched;
  /** The git folder of the store that is shown, a layer's own where it is one's. */
  readonly store: string;
}

/** `form` is null for what only looks. */
export interface Question {
  readonly number: number;
  readonly path: string;
  readonly form: string | null;
}

export type Reply =
  | { readonly ready: Ready }
  /** The records are read and were listed once, so that what is asked from now on is answered at once. */
  | { readonly read: true }
  | { readonly number: number; readonly answer: Answer }
  | { readonly number: number; readonly fault: string };

/** In the environment of that process, by which `src/programs/start.ts` knows what it is started for. */
const VIEWS_VARIABLE = "AGENTOPS_UI_VIEWS";

/** How long it is kept after the last question. */
const IDLE_MS = 60_000;
/** They take seconds of work at once, for which nothing else waits. */
const APART = "/waiting/compared";

export interface Views {
  readonly ready: Ready;
  ask(path: string, form: string | null): Promise<Answer>;
  /** True until the process that runs has read the records. */
  isCold(): boolean;
  /** Starts it before it is asked, as a person is about to. */
  wake(): void;
  close(): void;
}

interface Running {
  readonly ready: Promise<Ready>;
  ask(path: string, form: string | null): Promise<Answer>;
  isBusy(): boolean;
  hasRead(): boolean;
  end(): void;
}

/** `null` with the exit code where that process could not begin; it has said why. */
export async function startViews(
  program: string,
  args: readonly string[],
): Promise<{ readonly views: Views } | { readonly code: number }> {
  let running: Running | null = null;
  let idle: NodeJS.Timeout | undefined;
  let apart: Promise<unknown> = Promise.resolve();

  function current(): Running {
    running ??= start(program, args, () => {
      running = null;
    });
    return running;
  }

  function rest(): void {
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (running?.isBusy()) rest();
      else running?.end();
    }, IDLE_MS);
    // It keeps nobody alive by itself.
    idle.unref();
  }

  async function askApart(path: string): Promise<Answer> {
    const other = start(program, args, () => {});
    try {
      await other.ready;
      return await other.ask(path, null);
    } finally {
      other.end();
    }
  }

  const first = current();
  const ready = await first.ready.catch((code: unknown) => (typeof code === "number" ? code : 2));
  if (typeof ready === "number") return { code: ready };
  rest();
  const views: Views = {
    ready,
    async ask(path, form) {
      if (form === null && path === APART) {
        const mine = apart.then(() => askApart(path));
        apart = mine.catch(() => {});
        return mine;
      }
      const asked = current();
      await asked.ready;
      return asked.ask(path, form).finally(rest);
    },
    isCold: () => running?.hasRead() !== true,
    wake() {
      current().ready.then(rest, () => {});
    },
    close() {
      clearTimeout(idle);
      running?.end();
    },
  };
  return { views };
}

function start(program: string, args: readonly string[], gone: () => void): Running {
  const env = { ...process.env, [VIEWS_VARIABLE]: "1" };
  const child: ChildProcess = fork(program, args, { env, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  const waiting = new Map<number, { done(answer: Answer): void; failed(error: Error): void }>();
  let number = 0;
  let hasRead = false;
  const ready = new Promise<Ready>((resolve, reject) => {
    child.on("message", (reply: Reply) => {
      if ("ready" in reply) return resolve(reply.ready);
      hasRead = true;
      if ("read" in reply) return;
      const asked = waiting.get(reply.number);
      waiting.delete(reply.number);
      if ("answer" in reply) asked?.done(reply.answer);
      else asked?.failed(new Error(reply.fault));
    });
    child.once("exit", (code) => reject(code ?? 1));
    child.once("error", reject);
  });
  // Whoever waits for it is told; nobody may be waiting.
  ready.catch(() => {});
  child.once("exit", () => {
    gone();
    for (const { failed } of waiting.values())
      failed(new Error("the process that reads the records has ended"));
    waiting.clear();
  });
  return {
    ready,
    ask: (path, form) =>
      new Promise((done, failed) => {
        number += 1;
        waiting.set(number, { done, failed });
        child.send({ number, path, form } satisfies Question, (error) => {
          if (error) failed(error);
        });
      }),
    isBusy: () => waiting.size > 0,
    hasRead: () => hasRead,
    end() {
      gone();
      if (child.connected) child.disconnect();
    },
  };
}
