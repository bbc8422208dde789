// Fuzzes what reads the events of every runtime that has hooks, up to what the envelope is asked about them.
import { Readable } from "node:stream";
import { readInput } from "../../../src/hooks/io/read-input.ts";
import { HOOK_DIALECTS } from "../../../src/runtimes/hooks/all.ts";
import { HOOK_EVENTS, type HookDialect, type HookEvent, SILENCE } from "../../../src/runtimes/hooks/event.ts";
import { must, seedsOf, type Target } from "../target.ts";

const base = { session_id: "s-1", transcript_path: "/home/u/t.jsonl", cwd: "/repo" };
const tool = (tool_name: string, tool_input: object, more: object = {}) => ({
  ...base,
  tool_name,
  tool_input,
  ...more,
});
const ANSWER = { ...SILENCE, context: "c", tell: "t", ask: "a" };

const hooks: Target = {
  name: "hooks",
  outcomes: ["nothing", "no JSON", "read"],
  seeds: () =>
    seedsOf(
      "{",
      { ...base, source: "compact" },
      { ...base, prompt: "Fix it.", permission_mode: "plan" },
      tool("Bash", { command: "git status; ls", timeout: 5, sandbox: false }, { agent_id: "a" }),
      tool("Bash", { command: "npm test" }, { tool_response: { stdout: "x", stderr: "y", exitCode: 1 } }),
      tool("Edit", { file_path: "/repo/a.ts", edits: [{ file_path: "b" }] }, { error: "Exit code 3" }),
      tool("apply_patch", {
        command: "*** Begin Patch\n*** Update File: a.ts\n@@\n-a\n+b\n*** Move to: c\n*** End Patch",
      }),
      tool("Glob", { pattern: "src/**/*.{ts,js}", path: "." }),
      tool("Grep", { pattern: "x", path: "src", glob: "*.ts", output_mode: "content" }),
      tool("WebFetch", { url: "https://example.org/x?y", prompt: "p" }),
      tool(
        "mcp__other__do",
        { path: "x", args: ["a"] },
        { mcp_context: { server_name: "other", command: "npx" } },
      ),
      tool("Task", { prompt: "do", subagent_type: "x", description: "d" }),
      tool("read_many_files", { include: ["a/*"], paths: ["b"] }, { timestamp: "2026-01-01T00:00:00Z" }),
      tool(
        "run_shell_command",
        { command: "ls", dir_path: "/tmp" },
        { tool_response: { llmContent: "x", error: { message: "m" } } },
      ),
      { conversation_id: "c", workspace_roots: ["/repo"], command: "rm x", sandbox: false, loop_count: 1 },
      {
        conversation_id: "c",
        file_path: "/a",
        attachments: [{ type: "file", file_path: "b" }],
        tool_output: '{"exitCode":1}',
      },
      {
        sessionId: "s",
        timestamp: 1,
        cwd: "/r",
        toolName: "bash",
        toolArgs: '{"command":"ls"}',
        toolResult: { resultType: "failure", textResultForLlm: "x" },
      },
      { ...base, hook_event_name: "Stop", stop_hook_active: true },
    ),
  async run(bytes) {
    const input = await readInput(Readable.from([bytes]));
    if (input === null) return "no JSON";
    const known = Object.values(HOOK_DIALECTS).flatMap((dialect) =>
      [...Object.keys(dialect.events), "constructor"].flatMap((name) => read(dialect, name, input) ?? []),
    );
    return known.length > 0 ? "read" : "nothing";
  },
};
export default hooks;

function read(dialect: HookDialect, name: string, input: unknown): HookEvent | null {
  for (const answer of [SILENCE, ANSWER]) {
    const text = dialect.render(name, answer);
    if (text !== "") JSON.parse(text);
  }
  const event = dialect.parse(name, input);
  if (event === null) return null;
  const { tool: ran, requests } = event;
  must(HOOK_EVENTS.includes(event.event), "an event of no name");
  must(ran === null || ran.paths.every((each) => typeof each === "string"), "a path that is no text");
  must(ran === null || ran.output === null || typeof ran.output === "string", "an output that is no text");
  for (const request of requests ?? [])
    must(
      Object.values(request).every((each) => each !== undefined),
      "a request with a hole",
    );
  return event;
}
