// The live page as it is served, over a real session in the test's own process, and a browser's requests to it.
import { request } from "node:http";
import path from "node:path";
import { injectedInto, notedSessions } from "../../src/hooks/io/injected.ts";
import { createSession } from "../../src/session/session.ts";
import type { Meanwhile } from "../../src/ui/answer.ts";
import { serveUi, type UiServer } from "../../src/ui/io/server.ts";
import { watchChanges } from "../../src/ui/io/watch.ts";
import type { UiPorts } from "../../src/ui/ports.ts";
import { answerTo } from "../../src/ui/routes.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

export interface Got {
  readonly status: number;
  readonly text: string;
  readonly bytes: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Served {
  readonly repository: TestRepository;
  readonly server: UiServer;
  readonly faults: readonly unknown[];
  /** Of the browser that was let in. */
  readonly cookie: string;
  /** As a stranger who sends just this. */
  ask(path: string, sent?: Sent): Promise<Got>;
  /** As the browser that was let in. */
  get(path: string): Promise<Got>;
  /** A form of the page itself, and what is shown after it. */
  post(path: string, form: Record<string, string>): Promise<Got>;
  /** Comes back when the page is told of the next change. */
  nextChange(): Promise<void>;
  close(): Promise<void>;
}

interface Serving {
  readonly readOnly?: boolean;
  readonly repository?: TestRepository;
  /** What the first page that opens is shown, as from the time before. */
  readonly meanwhile?: Meanwhile | null;
}

/** With a person at the terminal that started it, unless `readOnly`. */
export async function serve({
  readOnly = false,
  repository = createRepository(),
  meanwhile: wanted = null,
}: Serving = {}): Promise<Served> {
  let meanwhile = wanted;
  const faults: unknown[] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: (fault: unknown) => faults.push(fault),
    written: async () => {},
  };
  const session = createSession(
    {
      dir: repository.dir,
      knowledge: null,
      base: null,
      role: readOnly ? "worker" : "supervisor",
      runtimeProcess: "s-page",
      program: "",
      version: "0.0.0-test",
    },
    log,
  );
  const never = new AbortController().signal;
  const write = async (name: string) =>
    (await session.contexts({ session: name, runtime: "terminal" }, never)).write;
  let lessons = 0;
  const folder = path.join(repository.dir, ".git/agentops");
  const ports: UiPorts = {
    pens: readOnly
      ? null
      : {
          authority: "ann",
          author: () => write(`terminal-ann.${++lessons}`),
          decider: () => write("terminal-ann"),
        },
    read: async () => ({
      ...(await session.contexts({ session: "terminal", runtime: "test" }, never)).read,
      noteRetrieval: () => {},
    }),
    noted: async () => notedSessions(folder),
    injected: async (state, name) => injectedInto(state, folder, name),
  };
  const server = await serveUi({
    answer: (url, form) => answerTo(ports, url, form),
    meanwhile: () => {
      const first = meanwhile;
      meanwhile = null;
      return first;
    },
    wake: () => {},
    readOnly,
    port: 0,
    place: "shop",
    onFault: (fault) => faults.push(fault),
  });
  const unwatch = watchChanges(
    {
      commonDir: path.join(repository.dir, ".git"),
      lessons: path.join(repository.dir, ".agentops/learnings"),
      notes: path.join(folder, "sessions"),
    },
    server.changed,
  );
  const ask = (where: string, sent: Sent = {}) => asked(server.port, where, sent);
  const entered = await ask(pathOf(server.link()));
  const cookie = String(entered.headers["set-cookie"] ?? "").split(";")[0] ?? "";
  const origin = `http://127.0.0.1:${server.port}`;
  const get = (where: string) => ask(where, { headers: { cookie } });
  return {
    repository,
    server,
    faults,
    cookie,
    ask,
    get,
    async post(where, form) {
      const headers = { cookie, origin, "content-type": "application/x-www-form-urlencoded" };
      const got = await ask(where, { method: "POST", headers, body: new URLSearchParams(form).toString() });
      return got.status === 303 ? get(String(got.headers.location)) : got;
    },
    nextChange: () =>
      new Promise((resolve, reject) => {
        const listening = request(
          { host: "127.0.0.1", port: server.port, path: "/events", headers: { cookie } },
          (response) => {
            response.setEncoding("utf8").on("data", (text: string) => {
              if (!text.includes("event: changed")) return;
              listening.destroy();
              resolve();
            });
          },
        );
        listening.on("error", reject).end();
      }),
    async close() {
      unwatch();
      await server.close();
      session.close();
      repository.remove();
    },
  };
}

export const pathOf = (link: string): string => link.slice(new URL(link).origin.length);

function asked(port: number, where: string, { method = "GET", headers = {}, body }: Sent): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, path: where, method, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const all = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            text: all.toString("utf8"),
            bytes: all.length,
            headers: response.headers,
          });
        });
      },
    );
    sent.on("error", reject).end(body);
  });
}
