// Clients in the test's own process that share one place and are closed after each test.
import { type ClientOptions, type ProcessClient, startClient, type TestClient } from "./client.ts";
import { inProcess } from "./in-process.ts";

export interface Clients {
  start(session: string, args?: string[]): Promise<TestClient>;
  /** A client whose server is a process of its own, to be stopped or killed. */
  startProcess(session: string, args?: string[]): Promise<ProcessClient>;
  /** Closes all that were started; for `afterEach`, before their folder is removed. */
  closeAll(): Promise<void>;
}

/** `dir` is asked at each start. With `ownRuntime` each client counts as a runtime process of its own. */
export function clientsIn(dir: () => string, { ownRuntime = false } = {}): Clients {
  let clients: TestClient[] = [];
  function kept<T extends TestClient>(client: T): T {
    clients.push(client);
    return client;
  }
  return {
    start: async (session, args = []) => kept(await inProcess(dir(), { session, args, ownRuntime })),
    startProcess: async (session, args = []) => kept(await startClient(dir(), { session, args, ownRuntime })),
    async closeAll() {
      await Promise.all(clients.map((client) => client.close().catch(() => {})));
      clients = [];
    },
  };
}

/** Runs `work` with a client and closes it, whatever happens. */
export async function withClient<T>(
  dir: string,
  options: ClientOptions,
  work: (client: TestClient) => Promise<T>,
): Promise<T> {
  const client = await inProcess(dir, options);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
