// The words in which tests talk about a model: what it was shown and what it does next, whatever the wire format.

/** A tool as the model was offered it; `server` is the MCP server's name in the configuration, null for built-in tools. */
export interface OfferedTool {
  readonly server: string | null;
  /** How the runtime joins the two, where it has a way of its own. */
  readonly joint?: string;
  readonly name: string;
  readonly description: string;
}

/** One request of a runtime to the model. `context` is all text except tool results: system text, messages, server instructions. */
export interface ModelRequest {
  readonly tools: readonly OfferedTool[];
  readonly context: string;
  /** One text for each tool call so far, oldest first, as the runtime showed it to the model. */
  readonly toolResults: readonly string[];
  /** How often the model has said something and stopped so far. */
  readonly saidSoFar: number;
}

type Arguments = Record<string, unknown>;

/**
 * What a script lets the model do: call a tool of an MCP server by its plain name, run a shell command, write a file
 * by the runtime's own tool, call another tool of the runtime itself, or say something and stop.
 */
export type Turn =
  | { readonly shell: string | ((results: readonly string[]) => string) }
  | { readonly write: string; readonly text: string }
  | { readonly builtin: string; readonly arguments: Arguments }
  | { readonly tool: string; readonly arguments: Arguments | ((results: readonly string[]) => Arguments) }
  | { readonly say: string };

/** A turn with its tool looked up among those offered and its arguments worked out. */
export type Move =
  | { readonly tool: OfferedTool; readonly arguments: Arguments; readonly callId: string }
  | { readonly say: string };

/** A wire format of model servers. A new one is one file, and one entry in the list of the scripted model. */
export interface Protocol {
  /** Whether a POST to this path, without its query, asks for the model's next move. */
  asksForMove(path: string): boolean;
  /** The JSON answer to the other questions that a runtime asks, undefined where this format has none. */
  answerAside(path: string): unknown;
  /** Throws where the body is not a request of this format. */
  readRequest(body: unknown): ModelRequest;
  /** The body of the event stream. */
  writeMove(move: Move): string;
}

/** The prefix that Claude Code and Codex put before the tools of a server. */
const MCP_NAME = /^mcp__(.+?)__(.+)$/;

/** Splits `mcp__<server>__<tool>`. */
export function splitToolName(name: string): Pick<OfferedTool, "server" | "name"> {
  const match = MCP_NAME.exec(name);
  return { server: match?.[1] ?? null, name: match?.[2] ?? name };
}

export type StreamEvent = { readonly type: string; readonly [field: string]: unknown };

/** Server-sent events in the form that both vendors use: the event's name is repeated in its data. */
export function eventStream(events: readonly StreamEvent[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}

/** Server-sent events without names, as most other vendors write them. */
export function serverSentData(events: readonly object[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
}
