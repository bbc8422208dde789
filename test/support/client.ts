// A real MCP client on a real server process, for tests, demo and benchmarks.
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

interface McpJson {
  mcpServers: Record<string, { command: string; args: string[] }>;
}

/** The command of the repository's own mcp.json, with its paths made absolute so that it runs from any folder. */
export function configuredServer(): { command: string; args: string[] } {
  const { mcpServers }: McpJson = JSON.parse(readFileSync(path.join(ROOT, "mcp.json"), "utf8"));
  const server = mcpServers.agentops;
  if (!server) throw new Error("mcp.json names no server agentops");
  return { command: server.command, args: server.args.map((arg) => path.resolve(ROOT, arg)) };
}

export interface Answer {
  isError: boolean;
  text: string;
  facts: Record<string, unknown>;
}

export interface TestClient {
  readonly client: Client;
  readonly pid: number;
  call(tool: string, args?: Record<string, unknown>): Promise<Answer>;
  read(uri: string): Promise<string>;
  /** What the server wrote to stderr so far. */
  stderr(): string;
  close(): Promise<void>;
}

export interface ClientOptions {
  session?: string;
  runtime?: string;
  args?: string[];
  env?: Record<string, string>;
  /** Starts it from another process, which stands for another runtime than this one. */
  ownRuntime?: boolean;
  /** Starts it from a shell, as a tool that runs commands does. */
  fromShell?: boolean;
}

/** A process whose only work is to have started the server. */
const RUNTIME = `const [command, ...args] = process.argv.slice(1);
require("node:child_process").spawn(command, args, { stdio: "inherit" }).on("exit", (code) => process.exit(code ?? 1));`;

/** Starts the configured server in `cwd` and shakes hands. */
export async function startClient(cwd: string, options: ClientOptions = {}): Promise<TestClient> {
  const { command, args } = configuredServer();
  const program = [command, ...args, ...(options.args ?? [])];
  const runtime = options.ownRuntime ? ["node", "-e", RUNTIME] : [];
  const shell = options.fromShell ? ["sh", "-c", '"$@"; exit $?', "sh"] : [];
  const [started = "", ...rest] = [...runtime, ...shell, ...program];
  const transport = new StdioClientTransport({
    command: started,
    args: rest,
    cwd,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      ...(options.session ? { AGENTOPS_SESSION: options.session } : {}),
      ...options.env,
    },
    stderr: "pipe",
  });
  let stderr = "";
  transport.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const client = new Client({ name: options.runtime ?? "test-client", version: "1.0.0" });
  await client.connect(transport);
  return {
    client,
    pid: transport.pid ?? 0,
    async call(name, args = {}) {
      const result = await client.callTool({ name, arguments: args });
      const [first] = result.content as { text: string }[];
      return {
        isError: result.isError === true,
        text: first?.text ?? "",
        facts: (result.structuredContent ?? {}) as Record<string, unknown>,
      };
    },
    async read(uri) {
      const { contents } = await client.readResource({ uri });
      const [first] = contents;
      return first && "text" in first ? first.text : "";
    },
    stderr: () => stderr,
    close: () => client.close(),
  };
}
