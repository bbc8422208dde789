// A real MCP client on a real session in the test's own process, which starts at once.

import catalog from "agentops:catalog";
import path from "node:path";
import { PassThrough } from "node:stream";
import { parseArgs } from "node:util";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { introduce } from "../../src/mcp/greeting.ts";
import { instructionsFor } from "../../src/mcp/instructions.ts";
import { ROLES } from "../../src/records/record.ts";
import { serveSession } from "../../src/session/serve.ts";
import { createSession } from "../../src/session/session.ts";
import { sessionFromProcess } from "../../src/shared/identity.ts";
import type { Log } from "../../src/shared/log.ts";
import {
  asTestClient,
  type ClientOptions,
  configuredServer,
  connectClient,
  type TestClient,
} from "./client.ts";

let runtimes = 0;

/**
 * Opens a session in `cwd` with the server's own arguments `--role`, `--knowledge` and `--base`, and shakes hands.
 * Without `ownRuntime` its runtime is this process, as it is of the servers and hooks that a test starts.
 */
export async function inProcess(cwd: string, options: ClientOptions = {}): Promise<TestClient> {
  const { role: wanted, knowledge, base } = optionsIn(options.args ?? []);
  const role = ROLES.find((each) => each === wanted) ?? "worker";
  const { log, lines } = createKeptLog();
  const runtimeProcess = options.ownRuntime ? `s-own-${++runtimes}` : sessionFromProcess(process.pid);
  const session = createSession(
    {
      dir: cwd,
      knowledge: knowledge === undefined ? null : path.resolve(cwd, knowledge),
      base: base ?? null,
      role,
      runtimeProcess,
      program: configuredServer().args[0] ?? "",
      version: "0.0.0-test",
    },
    log,
  );
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const served = await serveSession(
    {
      session,
      role,
      parts: null,
      introduction: introduce("0.0.0-test", instructionsFor(role, null)),
      wished: options.session ?? null,
      otherwise: runtimeProcess,
      catalog,
      log,
    },
    { input: toServer, output: toClient },
  );
  // The SDK's stdio transport serves both ends, as it reads one stream and writes another.
  const client = await connectClient(new StdioServerTransport(toClient, toServer), options.runtime);
  return {
    ...asTestClient(client),
    stderr: () => lines.join("\n"),
    async close() {
      await served.finish();
      await client.close();
      session.close();
    },
  };
}

function optionsIn(args: readonly string[]) {
  const text = { type: "string" } as const;
  return parseArgs({ args: [...args], options: { role: text, knowledge: text, base: text } }).values;
}

/** Keeps the log lines that a process would write to stderr. */
function createKeptLog(): { readonly log: Log; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const write: Log["warn"] = (facts, text) => {
    const shown = typeof facts === "string" ? facts : JSON.stringify({ ...facts, err: String(facts.err) });
    lines.push([text, shown].filter(Boolean).join(" "));
  };
  return { log: { info: () => {}, warn: write, error: write, written: async () => {} }, lines };
}
