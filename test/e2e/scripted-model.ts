// A model server on this machine that plays a script instead of thinking, and remembers what it was shown.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { anthropicMessages } from "./anthropic-protocol.ts";
import { chatCompletions } from "./chat-completions-protocol.ts";
import { geminiContent } from "./gemini-protocol.ts";
import type { ModelRequest, Move, Protocol, Turn } from "./protocol.ts";
import { openaiResponses } from "./responses-protocol.ts";

const PROTOCOLS: readonly Protocol[] = [anthropicMessages, openaiResponses, chatCompletions, geminiContent];

export interface ScriptedModel {
  /** Without a trailing slash and without `/v1`. */
  readonly url: string;
  /** Requests that offered at least one tool, oldest first. */
  readonly requests: readonly ModelRequest[];
  /** Why the script could not be played as written; empty when all went well. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** Each runtime's own tool for shell commands, and the arguments that it takes. */
const SHELLS: Record<string, (command: string) => Record<string, unknown>> = {
  Bash: (command) => ({ command, description: "Run the command" }),
  exec_command: (cmd) => ({ cmd }),
  run_shell_command: (command) => ({ command, description: "Run the command" }),
  bash: (command) => ({ command, description: "Run the command" }),
};

/** Each runtime's own tool that writes a file, and its arguments. */
const WRITERS: Record<string, (file: string, text: string) => Record<string, unknown>> = {
  Write: (file, text) => ({ file_path: file, content: text }),
  create: (file, text) => ({ path: file, file_text: text }),
  write_file: (file, text) => ({ file_path: file, content: text }),
  write: (file, text) => ({ filePath: file, content: text }),
  apply_patch: (file, text) => ({
    input: `*** Begin Patch\n*** Add File: ${file}\n+${text}\n*** End Patch`,
  }),
};

/** The script of an agent that the session starts, known by what its first message holds. */
export interface SubagentScript {
  readonly task: string;
  readonly turns: readonly Turn[];
}

export interface PlayOptions {
  readonly subagent?: SubagentScript | null;
  /** True where the session goes on with an earlier one, whose answers its requests carry as well. */
  readonly resumed?: boolean;
}

/** Plays turn n to the request that carries n answers of the model, so that a repeated request gets the same answer again. */
export async function startScriptedModel(
  turns: readonly Turn[],
  { subagent = null, resumed = false }: PlayOptions = {},
): Promise<ScriptedModel> {
  const requests: ModelRequest[] = [];
  const faults: string[] = [];
  let earlier: Answers | null = null;
  const nextMove = (request: ModelRequest): Move => {
    // Runtimes ask without tools for side jobs such as a title.
    if (request.tools.length === 0) return { say: "ok" };
    requests.push(request);
    if (resumed) earlier ??= answersIn(request);
    try {
      const isSubagent =
        subagent !== null && request.context.includes(subagent.task) && !wasDelegated(request);
      return playTurn(isSubagent ? subagent.turns : turns, request, earlier ?? NO_ANSWERS);
    } catch (error) {
      // Said, not thrown: an HTTP error would make the runtime try again until its time is over.
      faults.push(String(error));
      return { say: `The script cannot go on: ${String(error)}` };
    }
  };
  const http = createServer((request, response) => {
    answer(request, response, nextMove).catch((error: unknown) => {
      faults.push(`${request.method} ${request.url}: ${String(error)}`);
      response.writeHead(400).end();
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  if (address === null || typeof address === "string") throw new Error("the scripted model has no port");
  const close = async () => {
    http.closeAllConnections();
    http.close();
    await once(http, "close");
  };
  return { url: `http://127.0.0.1:${address.port}`, requests, faults, close };
}

/** True of the session that has started the subagent, whose own tools hold the one that starts another. */
const wasDelegated = ({ tools }: ModelRequest): boolean => tools.some(({ name }) => DELEGATES.has(name));
const DELEGATES: ReadonlySet<string> = new Set(["Agent", "Task"]);

/** How many answers of the model a request carries: tools called, and words said. */
interface Answers {
  readonly called: number;
  readonly said: number;
}
const NO_ANSWERS: Answers = { called: 0, said: 0 };
const answersIn = ({ toolResults, saidSoFar }: ModelRequest): Answers => ({
  called: toolResults.length,
  said: saidSoFar,
});

function playTurn(turns: readonly Turn[], request: ModelRequest, earlier: Answers): Move {
  const { tools, toolResults } = request;
  const saidSoFar = request.saidSoFar - earlier.said;
  // A hook that holds up the end of a turn gets the last word again.
  const turn =
    turns[toolResults.length - earlier.called + saidSoFar] ?? (saidSoFar === 1 ? turns.at(-1) : undefined);
  if (turn === undefined)
    throw new Error(`no turn after ${toolResults.length} tool results and ${saidSoFar} words`);
  if ("say" in turn) return turn;
  const callId = `call_${toolResults.length}`;
  if ("shell" in turn) {
    const shell = tools.find(({ server, name }) => server === null && SHELLS[name] !== undefined);
    if (shell === undefined)
      throw new Error(`no tool for shell commands among ${tools.map(({ name }) => name).join(", ")}`);
    const command = typeof turn.shell === "function" ? turn.shell(toolResults) : turn.shell;
    return { tool: shell, arguments: SHELLS[shell.name]?.(command) ?? {}, callId };
  }
  if ("write" in turn) {
    const writer = tools.find(({ server, name }) => server === null && WRITERS[name] !== undefined);
    if (writer === undefined)
      throw new Error(`no tool that writes among ${tools.map(({ name }) => name).join(", ")}`);
    return { tool: writer, arguments: WRITERS[writer.name]?.(turn.write, turn.text) ?? {}, callId };
  }
  const builtin = "builtin" in turn;
  const wanted = builtin ? turn.builtin : turn.tool;
  const tool = tools.find(({ server, name }) => (server === null) === builtin && name === wanted);
  const values = typeof turn.arguments === "function" ? turn.arguments(toolResults) : turn.arguments;
  if (tool !== undefined) return { tool, arguments: values, callId };
  // Qwen Code keeps the tools of servers behind a tool of its own.
  const bridge = builtin
    ? undefined
    : tools.find(({ server, name }) => server === null && name === "tool_call");
  if (bridge === undefined) throw new Error(`the tool ${wanted} was not offered`);
  return { tool: bridge, arguments: { name: `mcp__agentops__${wanted}`, arguments: values }, callId };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  nextMove: (r: ModelRequest) => Move,
) {
  const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
  const protocol = PROTOCOLS.find((candidate) => candidate.asksForMove(path));
  if (request.method === "POST" && protocol !== undefined) {
    const move = nextMove(protocol.readRequest(await readJson(request)));
    response.writeHead(200, { "content-type": "text/event-stream" }).end(protocol.writeMove(move));
    return;
  }
  const aside = PROTOCOLS.map((candidate) => candidate.answerAside(path)).find(
    (found) => found !== undefined,
  );
  response.writeHead(aside === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(aside ?? { error: `nothing at ${path}` }));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
