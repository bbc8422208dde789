// A real NATS server with JetStream, on a port of its own and with its own folder, that can be stopped, frozen and emptied.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { removeFolder, temporaryFolder } from "./repository.ts";

/** `.ci/run` installs it; where it is missing these tests are skipped, and that is seen. */
export const hasNats = spawnSync("nats-server", ["--version"]).status === 0;

export interface NatsServer {
  readonly url: string;
  /** Until `thaw` its process gets no processor time, and clients get no answer. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
  /** On the same port; `empty` as if it had never stored anything. */
  start(how?: { readonly empty: boolean }): Promise<void>;
  remove(): Promise<void>;
}

export async function startNats(args: readonly string[] = []): Promise<NatsServer> {
  const folder = temporaryFolder();
  const port = await freePort();
  let running: ChildProcess | null = null;
  const server: NatsServer = {
    url: `nats://127.0.0.1:${port}`,
    freeze: () => void running?.kill("SIGSTOP"),
    thaw: () => void running?.kill("SIGCONT"),
    async start(how) {
      const store = path.join(folder, "store");
      if (how?.empty) rmSync(store, { recursive: true, force: true });
      const own = ["-js", "-sd", store, "-a", "127.0.0.1", "-p", String(port)];
      running = spawn("nats-server", [...own, ...args], { stdio: "ignore" });
      while (!(await answers(port))) await sleep(20);
    },
    async stop() {
      const ending = running;
      running = null;
      if (!ending || ending.exitCode !== null) return;
      const ended = once(ending, "exit");
      ending.kill("SIGKILL");
      await ended;
    },
    async remove() {
      await server.stop();
      removeFolder(folder);
    },
  };
  await server.start();
  return server;
}

async function freePort(): Promise<number> {
  const listening = net.createServer().listen(0, "127.0.0.1");
  await once(listening, "listening");
  const address = listening.address();
  listening.close();
  await once(listening, "close");
  return typeof address === "object" && address ? address.port : 0;
}

/** True once it sends the INFO line with which NATS greets. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
