// The server as the example configuration names it, and what it says of itself to a plain MCP client.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { z } from "zod";
import { PROJECT_ROOT } from "./runtimes/installed.ts";

interface ServerConfig {
  readonly command: string;
  readonly args: readonly string[];
}

const Configuration = z.object({
  mcpServers: z.record(z.string(), z.object({ command: z.string(), args: z.array(z.string()) })),
});

/** The servers of the root's `mcp.json`, with paths that hold from any folder. */
export async function exampleServers(): Promise<Record<string, ServerConfig>> {
  const { mcpServers } = Configuration.parse(
    JSON.parse(await readFile(resolve(PROJECT_ROOT, "mcp.json"), "utf8")),
  );
  const absolute = (arg: string) => (arg.startsWith("dist/") ? resolve(PROJECT_ROOT, arg) : arg);
  return Object.fromEntries(
    Object.entries(mcpServers).map(([name, { command, args }]) => [
      name,
      { command, args: args.map(absolute) },
    ]),
  );
}

/** The instructions, and the tools with their descriptions, that a model must be shown, asked for by a client that leaves nothing out. */
export async function selfDescription(server: ServerConfig, cwd: string, home: string) {
  const client = new Client({ name: "agentops-e2e", version: "0" });
  const env = { PATH: process.env.PATH ?? "", HOME: home };
  await client.connect(
    new StdioClientTransport({ command: server.command, args: [...server.args], cwd, env }),
  );
  try {
    const { tools } = await client.listTools();
    const descriptions = new Map(tools.map(({ name, description }) => [name, description ?? ""]));
    return { instructions: client.getInstructions() ?? "", tools: descriptions };
  } finally {
    await client.close();
  }
}
