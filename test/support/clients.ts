// Clients that work in one place and end with the test that has started them.
import { startClient, type TestClient } from "./client.ts";
import { EMPTY_HOME } from "./journal.ts";

export interface Clients {
  start(session: string, args?: string[]): Promise<TestClient>;
  /** Closes all that were started, for `afterEach`, before their folder is removed. */
  closeAll(): Promise<void>;
}

/** `dir` is asked at each start. With `ownRuntime` each client is a runtime process of its own. */
export function clientsIn(dir: () => string, { ownRuntime = false } = {}): Clients {
  let clients: TestClient[] = [];
  return {
    async start(session, args = []) {
      const client = await startClient(dir(), { session, args, ownRuntime, env: { HOME: EMPTY_HOME } });
      clients.push(client);
      return client;
    },
    async closeAll() {
      await Promise.all(clients.map((client) => client.close()));
      clients = [];
    },
  };
}
