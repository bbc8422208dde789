// Carries messages as lines over two streams. A line that is no message is answered with the protocol's error, and reading
// goes on.
import type { Readable, Writable } from "node:stream";
import { type JSONRPCMessage, parseJSONRPCMessage, type Transport } from "@modelcontextprotocol/server";

type Id = string | number | null;

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
/** Errors sent back for one batch; no client sends a longer one. */
const MOST_ERRORS = 100;
/** This request is answered only when the connection ends, so nobody waits for it. */
const LISTEN = "subscriptions/listen";

export interface LinesTransport extends Transport {
  /** Resolves when every request read so far has been answered or cancelled. */
  answered(): Promise<void>;
  /** Resolves when the transport has given up or was closed. */
  readonly closed: Promise<void>;
}

/**
 * Gives up, through `onclose`, at a line of more than `maxBytes`. The rest behind the last line break counts as a line. The
 * first answer to the request `answered` is not written, as the greeting has given it already.
 */
export function createLines(
  input: Readable,
  output: Writable,
  maxBytes: number,
  answered: string | number | null = null,
): LinesTransport {
  let given = answered;
  const open = new Set<Id>();
  let waiting: (() => void)[] = [];
  let parts: Buffer[] = [];
  let length = 0;
  let gaveUp = (): void => {};
  const closed = new Promise<void>((resolve) => {
    gaveUp = resolve;
  });

  const transport: LinesTransport = {
    async start() {
      input.on("data", hear).on("end", end).on("error", fail);
    },
    send(message) {
      const isAnswer = !("method" in message);
      const isGiven = isAnswer && given !== null && message.id === given;
      const written = isGiven ? Promise.resolve() : write(message);
      if (isGiven) given = null;
      if (isAnswer) settle(message.id ?? null);
      return written;
    },
    async close() {
      input.off("data", hear).off("end", end).off("error", fail);
      if (input.listenerCount("data") === 0) input.pause();
      parts = [];
      gaveUp();
      transport.onclose?.();
    },
    closed,
    async answered() {
      if (open.size > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
  return transport;

  function hear(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, at));
      from = at + 1;
      end();
    }
    const rest = chunk.subarray(from);
    length += rest.length;
    if (length > maxBytes) {
      fail(new Error(`a message has more than ${maxBytes} bytes`));
      void transport.close();
    } else if (rest.length > 0) parts.push(rest);
  }

  function end(): void {
    const line = Buffer.concat(parts).toString("utf8").trim();
    parts = [];
    length = 0;
    if (line !== "") take(line);
  }

  function take(line: string): void {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      refuse(null, PARSE_ERROR, "Parse error: a line must be one JSON message.");
      return;
    }
    if (Array.isArray(message)) refuseBatch(message);
    else deliver(message);
  }

  function refuseBatch(messages: readonly unknown[]): void {
    const ids = messages.map(idOf).filter((id) => id !== null);
    for (const id of ids.length === 0 ? [null] : ids.slice(0, MOST_ERRORS))
      refuse(id, INVALID_REQUEST, "Invalid Request: batches are not taken; send each message by itself.");
  }

  function deliver(given: unknown): void {
    const parsed = messageOf(given);
    if (!parsed) {
      const wanted = 'send jsonrpc "2.0", a method and, unless it is a notification, an id that is not null';
      refuse(idOf(given), INVALID_REQUEST, `Invalid Request: ${wanted}.`);
      return;
    }
    const message = withArguments(parsed);
    if ("method" in message && "id" in message && message.method !== LISTEN) open.add(message.id);
    // By the protocol a cancelled request gets no answer.
    if ("method" in message && message.method === "notifications/cancelled")
      settle(Object(message.params).requestId ?? null);
    transport.onmessage?.(message);
  }

  function refuse(id: Id, code: number, message: string): void {
    fail(new Error(message));
    // JSON-RPC asks for a null id where none could be read, which the SDK's type does not allow.
    void write({ jsonrpc: "2.0", id, error: { code, message } });
  }

  function settle(id: Id): void {
    open.delete(id);
    if (open.size > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  }

  function fail(error: Error): void {
    transport.onerror?.(error);
  }

  function write(message: unknown): Promise<void> {
    return new Promise((resolve) => {
      if (output.write(`${JSON.stringify(message)}\n`)) resolve();
      else output.once("drain", resolve);
    });
  }
}

function messageOf(given: unknown): JSONRPCMessage | null {
  try {
    return parseJSONRPCMessage(given);
  } catch {
    return null;
  }
}

function idOf(message: unknown): Id {
  const id: unknown = Object(message).id;
  return typeof id === "string" || typeof id === "number" ? id : null;
}

/** Null arguments count as none, and arguments sent as JSON text are parsed. */
function withArguments(message: JSONRPCMessage): JSONRPCMessage {
  if (!("method" in message) || message.method !== "tools/call" || !message.params) return message;
  const { arguments: given, ...others } = message.params;
  if (given === null) return { ...message, params: others };
  if (typeof given !== "string") return message;
  try {
    const parsed: unknown = given.trim() === "" ? {} : JSON.parse(given);
    return { ...message, params: { ...others, arguments: parsed ?? {} } };
  } catch {
    return message;
  }
}
