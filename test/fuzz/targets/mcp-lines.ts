// Fuzzes what reads a client's lines: messages of the protocol, and the arguments of a call by the schemas of all tools.
import catalog from "agentops:catalog";
import { PassThrough } from "node:stream";
import { takeArguments } from "../../../src/mcp/arguments.ts";
import { createLines } from "../../../src/mcp/lines.ts";
import { AgentOpsError } from "../../../src/shared/errors.ts";
import { must, seedsOf, type Target } from "../target.ts";

const request = (method: string, params: object, id: unknown = 1) => ({ jsonrpc: "2.0", id, method, params });
const MOST = 1024 * 1024;

const mcpLines: Target = {
  name: "mcp-lines",
  outcomes: ["silence", "read", "refused"],
  seeds: () => {
    const calls = catalog.tools.flatMap(({ name, spec }) =>
      spec.examples.map((example) => request("tools/call", { name, arguments: example.arguments }, name)),
    );
    return seedsOf(
      ...calls,
      calls
        .slice(0, 4)
        .map((call) => JSON.stringify(call))
        .join("\n"),
      request("initialize", {
        protocolVersion: "2025-06-18",
        capabilities: {},
        clientInfo: { name: "x", version: "1" },
      }),
      request("tools/call", { name: "record_learning", arguments: '{"title":"a"}' }),
      { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1, reason: "x" } },
      { jsonrpc: "2.0", id: 3, result: { a: 1 } },
      { jsonrpc: "2.0", id: null, error: { code: -1, message: "m" } },
      [request("ping", {}), { id: "x" }],
      "no JSON\n\n  {}\r\n",
      "\n \r\n",
    );
  },
  async run(bytes) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const lines = createLines(input, output, MOST);
    let messages = 0;
    const calls: { name: unknown; given: unknown }[] = [];
    lines.onmessage = (message) => {
      messages += 1;
      if ("method" in message && message.method === "tools/call")
        calls.push({ name: message.params?.name, given: message.params?.arguments });
    };
    let said = "";
    output.on("data", (chunk: Buffer) => {
      said += chunk;
    });
    await lines.start();
    for (let at = 0; at < bytes.length; at += 4_000) input.emit("data", bytes.subarray(at, at + 4_000));
    input.emit("end");
    await lines.close();
    await new Promise((resolve) => output.end(resolve));
    for (const line of said.split("\n").filter(Boolean))
      must(JSON.parse(line).error.code <= -32600, "an answer that is no error of the protocol");
    for (const { name, given } of calls) callWith(name, given);
    if (messages > 0) return "read";
    return said === "" ? "silence" : "refused";
  },
};
export default mcpLines;

/** A call of that name, or of the tool that the arguments' length chooses, so that every schema has its turn. */
function callWith(name: unknown, given: unknown): void {
  const size = typeof given === "object" && given !== null ? Object.keys(given).length : 0;
  const tool = catalog.tools.find((each) => each.name === name) ?? catalog.tools[size % catalog.tools.length];
  if (tool === undefined) return;
  try {
    takeArguments(tool.name, tool.spec, given);
  } catch (error) {
    if (!(error instanceof AgentOpsError && error.code === "INVALID_ARGUMENT")) throw error;
    must(error.message.length < 5_000, "an error that is as long as what was sent");
  }
}
