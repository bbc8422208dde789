// Binds the catalog to the protocol over a pair of streams. The MCP SDK is imported in this folder and nowhere else.
import type { Readable, Writable } from "node:stream";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { AgentOpsError, type ErrorCode } from "../shared/errors.ts";
import { didYouMean } from "../shared/nearest.ts";
import { sanitise } from "../shared/text/safe-text.ts";
import { createLines } from "./lines.ts";
import { offerPrompts } from "./offer-prompts.ts";
import { offerResources } from "./offer-resources.ts";
import type { ServerPorts } from "./ports.ts";
import { progressOf } from "./progress.ts";
import { failure, runTool } from "./run-tool.ts";
import { listTool } from "./serialise.ts";

/** What a client writes to and reads from: of a process, its stdin and stdout. */
export interface ClientStreams {
  readonly input: Readable;
  readonly output: Writable;
}

export interface RunningServer {
  /** `claude-code`, `codex-mcp-client` and the like; empty before the handshake. */
  runtime(): string;
  /** Resolves when all that was asked before is answered. */
  answered(): Promise<void>;
  /** Resolves when the transport has given up, as it does at a message beyond its limit. */
  readonly closed: Promise<void>;
  /** From now on calls are refused with SHUTTING_DOWN. */
  refuse(): void;
}

/** Where resources and prompts fail in a way that JSON-RPC or the MCP specification has a code for. */
const PROTOCOL_CODES: Partial<Record<ErrorCode, number>> = { NOT_FOUND: -32002, INVALID_ARGUMENT: -32602 };
const INTERNAL_ERROR = -32603;
/** A client can reach the 10 MiB of the SDK by mistake. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

export async function startServer(
  ports: ServerPorts,
  { input, output }: ClientStreams,
): Promise<RunningServer> {
  const { contexts, log } = ports;
  const server = new Server(
    { name: "agentops", title: "AgentOps", version: ports.version },
    {
      capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
      instructions: ports.instructions,
    },
  );
  let refusing = false;

  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: (await ports.catalog()).tools.map(({ name, spec }) => listTool(name, spec)),
  }));

  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, sendNotification }) => {
    if (refusing) return failure(shuttingDown(), params.name, log);
    const { tools } = await ports.catalog();
    const tool = tools.find(({ name }) => name === params.name);
    if (!tool) {
      const names = tools.map(({ name }) => name);
      return failure(
        new AgentOpsError(
          "UNKNOWN_TOOL",
          "This server has no such tool in this role and these phases.",
          didYouMean(params.name, names),
        ),
        "unknown",
        log,
      );
    }
    let tell: ((what: string) => void) | null = null;
    const report = (what: string): void => {
      tell ??= progressOf(params._meta, sendNotification);
      tell(sanitise(what));
    };
    const call = { signal, meta: params._meta, report };
    return runTool(tool, params.arguments, { contexts, log }, call);
  });

  offerResources(server, ports, orProtocolError);
  offerPrompts(server, ports, orProtocolError);

  server.onerror = (error) => log.warn({ err: error }, "protocol error");
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
  });
  const lines = createLines(input, output, MAX_MESSAGE_BYTES);
  await server.connect(lines);

  return {
    runtime: () => server.getClientVersion()?.name ?? "",
    answered: () => lines.answered(),
    closed,
    refuse: () => {
      refusing = true;
    },
  };

  /** Resources and prompts have no `isError`; their faults are the protocol's own errors, with the same words. */
  async function orProtocolError<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (refusing) throw shuttingDown();
      return await work();
    } catch (error) {
      const [first] = failure(error, "resource", log).content;
      const code = error instanceof AgentOpsError ? PROTOCOL_CODES[error.code] : undefined;
      // McpError would put the code in front of these words a second time.
      throw Object.assign(new Error(first?.text), { code: code ?? INTERNAL_ERROR });
    }
  }
}

const shuttingDown = (): AgentOpsError =>
  new AgentOpsError(
    "SHUTTING_DOWN",
    "The server is stopping; this call was not carried out.",
    "Start the server again and repeat the call.",
  );
