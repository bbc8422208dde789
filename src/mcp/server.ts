// Connects the catalog to both versions of the protocol, over a pair of streams. Only this folder imports the MCP SDK.
import type { Readable, Writable } from "node:stream";
import {
  CLIENT_INFO_META_KEY,
  type ProtocolEra,
  Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { AgentOpsError, type ErrorCode } from "../shared/errors.ts";
import { didYouMean } from "../shared/nearest.ts";
import { sanitise } from "../shared/text/safe-text.ts";
import { askByForm } from "./forms.ts";
import type { Greeting } from "./greeting.ts";
import { createLines } from "./lines.ts";
import { offerPrompts } from "./offer-prompts.ts";
import { offerResources } from "./offer-resources.ts";
import { offerSkills, SKILLS_EXTENSION } from "./offer-skills.ts";
import type { ServerPorts } from "./ports.ts";
import { progressOf } from "./progress.ts";
import { type CallResult, failure, type InputRequired, runTool } from "./run-tool.ts";
import { listTool } from "./serialise.ts";

/** The streams that a client writes to and reads from; for a process its stdin and stdout. */
export interface ClientStreams {
  readonly input: Readable;
  readonly output: Writable;
  /** Where the handshake may have been answered already. */
  readonly greeting?: Greeting;
}

export interface RunningServer {
  /** `claude-code`, `codex-mcp-client` and the like; empty before the handshake. */
  runtime(): string;
  /** Resolves when all requests so far are answered. */
  answered(): Promise<void>;
  /** Resolves when the transport has given up, as it does at a message beyond its limit. */
  readonly closed: Promise<void>;
  /** From now on calls are refused with SHUTTING_DOWN. */
  refuse(): void;
}

const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;
/** Mistakes of a client that asks for a resource or a prompt, which get the specification's own code. */
const ASKED_WRONGLY: ReadonlySet<ErrorCode> = new Set(["NOT_FOUND", "INVALID_ARGUMENT"]);
/** In bytes; a client can reach the SDK's limit of 10 MiB by mistake. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
/** Lists stay the same during a connection, and change when somebody changes the phases. */
const LISTED = { ttlMs: 300_000, cacheScope: "private" } as const;

export function startServer(ports: ServerPorts, { input, output, greeting }: ClientStreams): RunningServer {
  const { contexts, log } = ports;
  let refusing = false;
  /** The client's name in the last request of the newer protocol version. */
  let named: string | null = null;
  let serving: Server | null = null;
  /** Aborted when nobody is left to fill in a form. */
  const gone = new AbortController();
  for (const end of ["end", "close"] as const) input.once(end, () => gone.abort());
  const lines = createLines(input, output, MAX_MESSAGE_BYTES, greeting?.end());
  serveStdio(createServer, {
    transport: lines,
    onerror: (error) => log.warn({ err: error }, "protocol error"),
  });

  return {
    runtime: () => named ?? serving?.getClientVersion()?.name ?? "",
    answered: () => lines.answered(),
    closed: lines.closed,
    refuse: () => {
      refusing = true;
      gone.abort();
    },
  };

  /**
   * A server for the protocol version of the connection's first message; a client that only asks for the versions gets
   * another one.
   */
  function createServer({ era }: { readonly era: ProtocolEra }): Server {
    const { serverInfo, capabilities, instructions } = ports.introduction;
    // The extension belongs to the newer version, and a client of the older one could not use it.
    const extensions = era === "modern" ? { extensions: { [SKILLS_EXTENSION]: {} } } : {};
    const server = new Server(serverInfo, {
      capabilities: { ...capabilities, ...extensions },
      instructions,
      cacheHints: {
        "tools/list": LISTED,
        "prompts/list": LISTED,
        "resources/list": LISTED,
        "resources/templates/list": LISTED,
      },
    });
    serving = server;
    server.setRequestHandler("tools/list", async () => {
      const { tools, layers = [] } = await ports.catalog();
      return {
        tools: tools.map((tool) =>
          tool.listed && layers.length === 0 ? tool.listed : listTool(tool.name, tool.spec, layers),
        ),
      };
    });
    server.setRequestHandler("tools/call", ({ params }, context) =>
      call(params, context, server.getClientCapabilities()),
    );
    offerResources(server, ports, { orProtocolError, era });
    offerPrompts(server, ports, orProtocolError);
    if (era === "modern") offerSkills(server, ports, { orProtocolError, cached: LISTED });
    return server;
  }

  async function call(
    params: { name: string; arguments?: Record<string, unknown> | undefined },
    { mcpReq }: ServerContext,
    capabilities: unknown,
  ): Promise<CallResult | InputRequired> {
    named = clientIn(mcpReq.envelope) ?? named;
    if (refusing) return failure(shuttingDown(), params.name, log);
    const { tools } = await ports.catalog();
    const tool = tools.find(({ name }) => name === params.name);
    if (!tool) {
      const names = tools.map(({ name }) => name);
      const refused = failure(unknownTool(didYouMean(params.name, names)), "unknown", log);
      // The newer version has a protocol error for this; in the older one it has always been an answer that a model reads.
      if (mcpReq.envelope) throw protocolError(refused, INVALID_PARAMS);
      return refused;
    }
    let tell: ((what: string) => void) | null = null;
    const report = (what: string): void => {
      tell ??= progressOf(mcpReq._meta, mcpReq.notify);
      tell(sanitise(what));
    };
    return runTool(
      tool,
      params.arguments,
      { contexts, log },
      {
        signal: mcpReq.signal,
        meta: mcpReq._meta,
        report,
        ask: (question, signal) =>
          askByForm(mcpReq, capabilities, question, AbortSignal.any([signal, gone.signal])),
      },
    );
  }

  /** Resources and prompts have no `isError`, so their errors are the protocol's own, with the same words. */
  async function orProtocolError<T>(work: () => Promise<T>, asked?: Record<string, string>): Promise<T> {
    try {
      if (refusing) throw shuttingDown();
      return await work();
    } catch (error) {
      const wrong = error instanceof AgentOpsError && ASKED_WRONGLY.has(error.code);
      const told = failure(error, "resource", log);
      throw wrong ? protocolError(told, INVALID_PARAMS, asked) : protocolError(told, INTERNAL_ERROR);
    }
  }
}

/** In the newer version each request may name the client. */
function clientIn(envelope: ServerContext["mcpReq"]["envelope"]): string | null {
  const name: unknown = Object(Object(envelope)[CLIENT_INFO_META_KEY]).name;
  return typeof name === "string" && name !== "" ? name : null;
}

/** The SDK's own class would put the code in front of these words a second time. */
const protocolError = (
  { content: [first] }: CallResult,
  code: number,
  data?: Record<string, string>,
): Error => Object.assign(new Error(first?.text), { code }, data ? { data } : {});

const unknownTool = (fix: string): AgentOpsError =>
  new AgentOpsError("UNKNOWN_TOOL", "This server has no such tool in this role and these phases.", fix);

const shuttingDown = (): AgentOpsError =>
  new AgentOpsError(
    "SHUTTING_DOWN",
    "The server is stopping; this call was not carried out.",
    "Start the server again and repeat the call.",
  );
