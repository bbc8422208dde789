// Binds the catalog to the protocol over a pair of streams, in both of its eras. The MCP SDK is imported in this folder and nowhere else.
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

/** What a client writes to and reads from: of a process, its stdin and stdout. */
export interface ClientStreams {
  readonly input: Readable;
  readonly output: Writable;
  /** Where a handshake may have been answered before. */
  readonly greeting?: Greeting;
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

const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;
/** What a client has asked wrongly where it asked for a resource or a prompt, in the code that the specification has for it. */
const ASKED_WRONGLY: ReadonlySet<ErrorCode> = new Set(["NOT_FOUND", "INVALID_ARGUMENT"]);
/** A client can reach the 10 MiB of the SDK by mistake. */
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
/** Lists stay the same during a connection, and change where somebody changes the phases. */
const LISTED = { ttlMs: 300_000, cacheScope: "private" } as const;

export function startServer(ports: ServerPorts, { input, output, greeting }: ClientStreams): RunningServer {
  const { contexts, log } = ports;
  let refusing = false;
  /** As the last request of the newer era named it. */
  let named: string | null = null;
  let serving: Server | null = null;
  /** Nobody is left who could fill in a form. */
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

  /** One for the connection, in the era that its first message speaks; a client that only asks which ones there are gets another. */
  function createServer({ era }: { readonly era: ProtocolEra }): Server {
    const { serverInfo, capabilities, instructions } = ports.introduction;
    // The extension is of the newer era, and a client of the older one would find no use for it.
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
      // The newer era has it as an error of the protocol; in the older one it has always been an answer that a model reads.
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

  /** Resources and prompts have no `isError`; their faults are the protocol's own errors, with the same words. */
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

/** The newer era names the client with each request, where it does. */
function clientIn(envelope: ServerContext["mcpReq"]["envelope"]): string | null {
  const name: unknown = Object(Object(envelope)[CLIENT_INFO_META_KEY]).name;
  return typeof name === "string" && name !== "" ? name : null;
}

/** Of the SDK's own class the code would stand in front of these words a second time. */
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
