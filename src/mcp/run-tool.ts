// Runs every tool call, and does once what all tools need.
import { randomBytes } from "node:crypto";
import type { InputRequests } from "@modelcontextprotocol/server";
import type { Question, ReadContext, WriteContext } from "../api/context.ts";
import type { AnyTool } from "../api/define.ts";
import { AgentOpsError } from "../shared/errors.ts";
import type { Log } from "../shared/log.ts";
import { sanitise } from "../shared/text/safe-text.ts";
import type { Skin } from "../skin/skin.ts";
import { takeArguments } from "./arguments.ts";
import { cutPage } from "./pages.ts";
import { renderText } from "./render.ts";

export interface CallResult {
  [key: string]: unknown;
  content: { type: "text"; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

/** Not an answer yet: the client shows forms, and calls again with the results. */
export interface InputRequired {
  [key: string]: unknown;
  resultType: "input_required";
  inputRequests: InputRequests;
}

export interface Contexts {
  /** Throws where the repository or its configuration can't be used. */
  open(
    signal: AbortSignal,
    meta: unknown,
    report?: (what: string) => void,
  ): Promise<{ read: ReadContext; write: WriteContext }>;
}

export interface Call {
  readonly signal: AbortSignal;
  readonly meta: unknown;
  /** Tells the client how far the call is. */
  report(what: string): void;
  /** Throws `NeedsInput` where the client has to call again with the answer. */
  ask(question: Question | null, signal: AbortSignal): Promise<string | null>;
}

/** Ends a call whose client shows a form and calls again; it is no error. */
export class NeedsInput extends Error {
  readonly inputRequests: InputRequests;

  constructor(inputRequests: InputRequests) {
    super("The client is to ask, and to call again.");
    this.inputRequests = inputRequests;
  }
}

/** What runs calls, and where it logs them. */
export interface Desk {
  readonly contexts: Contexts;
  readonly log: Log;
}

const DEADLINE_MS = 30_000;
const MAX_BYTES = 8_192;

/** Runs one call to its end; never throws, whatever the tool does. */
export async function runTool(
  { name, spec: tool }: { readonly name: string; readonly spec: AnyTool },
  args: unknown,
  { contexts, log }: Desk,
  call: Call,
): Promise<CallResult | InputRequired> {
  const started = performance.now();
  let context: ReadContext | null = null;
  const opening: Contexts = {
    async open(...given) {
      const opened = await contexts.open(...given);
      context = opened.read;
      return opened;
    },
  };
  try {
    const { args: parsed, ignored } = takeArguments(name, tool, args);
    const page = tool.pages && typeof parsed.page === "number" ? parsed.page : 1;
    delete parsed.page;
    const { facts, words } = await withDeadline(call.signal, tool, (signal) =>
      run(tool, parsed, opening, { ...call, signal }),
    );
    const beside = { ...noteOf(ignored), ...(await takeRuling(context)) };
    const room = (tool.maxBytes ?? MAX_BYTES) - Buffer.byteLength(renderText(beside));
    const answer = { ...(tool.pages ? cutPage(facts, tool.pages, page, room) : facts), ...beside };
    log.info({ tool: name, ms: Math.round(performance.now() - started) }, "call");
    return { content: [{ type: "text", text: renderText(answer, words) }], structuredContent: answer };
  } catch (error) {
    if (error instanceof NeedsInput)
      return { resultType: "input_required", inputRequests: error.inputRequests };
    return withRuling(failure(error, name, log), await takeRuling(context));
  }
}

/** On one line, as some clients add a field to every call. */
const noteOf = (ignored: readonly string[]): { ignored?: string } =>
  ignored.length === 0 ? {} : { ignored: sanitise(ignored.join(", ")) };

/** A ruling for this session since its last answer; empty where there is none. */
async function takeRuling(context: ReadContext | null): Promise<{ ruling?: Record<string, unknown> }> {
  const notice = await context?.rulings.pending().catch(() => null);
  if (!context || !notice) return {};
  context.rulings.told(notice.id);
  return { ruling: sanitiseAll({ ...notice }) };
}

/** An error gets the ruling too, as that is what a worker sees whose job was just taken away. */
function withRuling(result: CallResult, ruling: { ruling?: Record<string, unknown> }): CallResult {
  const [first] = result.content;
  if (!ruling.ruling || !first) return result;
  return {
    ...result,
    content: [{ type: "text", text: `${first.text}\n${renderText(ruling)}` }],
    ...(result.structuredContent ? { structuredContent: { ...result.structuredContent, ...ruling } } : {}),
  };
}

async function run(
  tool: AnyTool,
  args: Record<string, unknown>,
  contexts: Contexts,
  { signal, meta, report, ask }: Call,
): Promise<{ facts: Record<string, unknown>; words: Skin }> {
  const { read, write } = await contexts.open(signal, meta, report);
  const facts = await (tool.effect === "write"
    ? tool.run({ ...write, ask: (question) => ask(question, signal) }, args)
    : tool.run(read, args));
  const { words } = await read.skin();
  return { facts: sanitiseAll(facts), words };
}

async function withDeadline<T>(
  cancelled: AbortSignal,
  { effect, deadlineMs: limitMs = DEADLINE_MS }: Pick<AnyTool, "effect" | "deadlineMs">,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(limitMs);
  const signal = AbortSignal.any([cancelled, deadline]);
  const aborted = new Promise<never>((_, reject) => {
    const stop = () =>
      reject(
        deadline.aborted
          ? timedOut(limitMs, effect)
          : new AgentOpsError("CANCELLED", "The call was cancelled.", "Call again if it is still wanted."),
      );
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  return Promise.race([work(signal), aborted]);
}

const timedOut = (limitMs: number, effect: AnyTool["effect"]): AgentOpsError =>
  new AgentOpsError(
    "TIMEOUT",
    `The call took longer than ${limitMs / 1000} seconds.`,
    effect === "write"
      ? "Check with retrieve_context whether it was stored, then call again."
      : "Nothing was changed. Call again: what was read until now need not be read twice.",
  );

/**
 * A typed error is shown as it is; any other only as a number that finds it in the log. Where the tool returns facts, the
 * words are among them too, as Codex then shows its model nothing else.
 */
export function failure(error: unknown, name: string, log: Log): CallResult {
  const { code, message, fix, facts } = error instanceof AgentOpsError ? error : unexpected(error, name, log);
  if (!facts)
    return { isError: true, content: [{ type: "text", text: sanitise(`${code}: ${message}\nFix: ${fix}`) }] };
  const shown = sanitiseAll({ error: `${code}: ${message}`, fix, ...facts });
  return { isError: true, content: [{ type: "text", text: renderText(shown) }], structuredContent: shown };
}

function unexpected(error: unknown, name: string, log: Log): AgentOpsError {
  const id = randomBytes(4).toString("hex");
  log.error({ err: error, tool: name, fault: id }, "unexpected fault");
  return new AgentOpsError(
    "INTERNAL",
    `A fault in this server (number ${id}).`,
    "Call again; if it happens again, report it with the line of the server's log that has this number.",
  );
}

function sanitiseAll(facts: Record<string, unknown>): Record<string, unknown> {
  const clean = (value: unknown): unknown => {
    if (typeof value === "string") return sanitise(value);
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [sanitise(key), clean(inner)]));
  };
  return clean(facts) as Record<string, unknown>;
}
