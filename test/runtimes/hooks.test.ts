// Each runtime's hooks are read and answered in its own words; the events are as real runtimes sent them, shortened.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOOK_DIALECTS } from "../../src/runtimes/hooks/all.ts";
import { SILENCE } from "../../src/runtimes/hooks/event.ts";

const base = { session_id: "s-1", transcript_path: "/home/u/t.jsonl", cwd: "/repo" };
const failing = "echo hello; ls /nowhere; exit 3";
const said = "hello\nls: cannot access '/nowhere': No such file or directory";

/** Runtime, event, what came, what is read from it. */
const SEEN: [string, string, object, object][] = [
  ["claude", "SessionStart", { source: "compact" }, { event: "session-start", source: "compact" }],
  ["claude", "UserPromptSubmit", { prompt: "Fix it." }, { event: "prompt", prompt: "Fix it." }],
  [
    "claude",
    "PreToolUse",
    { tool_name: "Edit", tool_input: { file_path: "/repo/a.ts", old_string: "a" }, agent_id: "agent-7" },
    {
      event: "before-tool",
      subagent: "agent-7",
      tool: { name: "Edit", command: null, paths: ["/repo/a.ts"], output: null, failed: null },
      requests: [{ kind: "write", path: "/repo/a.ts" }],
    },
  ],
  [
    "claude",
    "PostToolUse",
    {
      tool_name: "Bash",
      tool_input: { command: "echo fine" },
      tool_response: { stdout: "fine", stderr: "", interrupted: false },
    },
    {
      event: "after-tool",
      tool: { name: "Bash", command: "echo fine", paths: [], output: "fine", failed: false },
    },
  ],
  [
    "claude",
    "PostToolUseFailure",
    {
      tool_name: "Bash",
      tool_input: { command: failing },
      error: `Exit code 3\n${said}`,
      is_interrupt: false,
    },
    {
      event: "after-tool",
      tool: { name: "Bash", command: failing, paths: [], output: `Exit code 3\n${said}`, failed: true },
    },
  ],
  ["claude", "PreCompact", { trigger: "auto", custom_instructions: null }, { event: "before-compaction" }],
  ["claude", "Stop", { stop_hook_active: true }, { event: "stop", stopActive: true }],
  ["claude", "SessionEnd", { reason: "other" }, { event: "session-end" }],
  ["codex", "SessionStart", { source: "fork" }, { event: "session-start", source: "resume" }],
  [
    "codex",
    "PostToolUse",
    { tool_name: "Bash", tool_input: { command: failing }, tool_response: `${said}\n` },
    {
      event: "after-tool",
      tool: { name: "Bash", command: failing, paths: [], output: `${said}\n`, failed: null },
    },
  ],
  [
    "codex",
    "PreToolUse",
    {
      tool_name: "apply_patch",
      tool_input: {
        command:
          "*** Begin Patch\n*** Update File: src/a.ts\n@@\n-a\n+b\n*** Add File: b.ts\n+b\n*** End Patch",
      },
    },
    {
      event: "before-tool",
      tool: { name: "apply_patch", command: null, paths: ["src/a.ts", "b.ts"], output: null, failed: null },
      requests: [
        { kind: "write", path: "src/a.ts" },
        { kind: "write", path: "b.ts" },
      ],
    },
  ],
  [
    "gemini",
    "BeforeAgent",
    { prompt: "<hook_context>from a hook</hook_context>\n\nFix it." },
    { event: "prompt", prompt: "Fix it." },
  ],
  [
    "gemini",
    "AfterTool",
    {
      tool_name: "run_shell_command",
      tool_input: { command: failing },
      tool_response: {
        llmContent: `<untrusted_context>\nOutput: ${said}\nExit Code: 3\n</untrusted_context>`,
        returnDisplay: said,
      },
    },
    {
      event: "after-tool",
      tool: {
        name: "run_shell_command",
        command: failing,
        paths: [],
        output: `Output: ${said}\nExit Code: 3`,
        failed: true,
      },
      requests: [{ kind: "line", line: failing }],
    },
  ],
  [
    "gemini",
    "AfterTool",
    {
      tool_name: "read_file",
      tool_input: { file_path: "no.ts" },
      tool_response: { llmContent: "", error: { message: "File not found: no.ts" } },
    },
    {
      event: "after-tool",
      tool: {
        name: "read_file",
        command: null,
        paths: ["no.ts"],
        output: "File not found: no.ts",
        failed: true,
      },
      requests: [{ kind: "read", path: "no.ts" }],
    },
  ],
  ["gemini", "AfterAgent", { stop_hook_active: false }, { event: "stop", stopActive: false }],
  ["copilot", "SessionStart", { source: "new" }, { event: "session-start", source: "startup" }],
  [
    "copilot",
    "PreToolUse",
    { tool_name: "agentops-check_action", tool_input: { action: "read", target: ["a.ts"] } },
    {
      event: "before-tool",
      tool: { name: "mcp__agentops__check_action", command: null, paths: [], output: null, failed: null },
      requests: [],
    },
  ],
  [
    "copilot",
    "PreToolUse",
    { tool_name: "Write", tool_input: { path: "/repo/a.ts", file_text: "a" } },
    {
      event: "before-tool",
      tool: { name: "Write", command: null, paths: ["/repo/a.ts"], output: null, failed: null },
      requests: [{ kind: "write", path: "/repo/a.ts" }],
    },
  ],
  [
    "copilot",
    "PostToolUse",
    {
      tool_name: "Bash",
      tool_input: { command: failing },
      tool_result: {
        result_type: "success",
        text_result_for_llm: `${said}\n<shellId: 1 completed with exit code 3>`,
      },
    },
    {
      event: "after-tool",
      tool: {
        name: "Bash",
        command: failing,
        paths: [],
        output: `${said}\n<shellId: 1 completed with exit code 3>`,
        failed: true,
      },
    },
  ],
  ["copilot", "Stop", { stop_hook_active: true }, { event: "stop", stopActive: true }],
  ["qwen", "SessionStart", { source: "compact" }, { event: "session-start", source: "compact" }],
  ["qwen", "UserPromptSubmit", { prompt: "" }, { event: "prompt", prompt: null }],
  [
    "qwen",
    "PreToolUse",
    { tool_name: "edit", tool_input: { file_path: "/repo/a.ts", old_string: "a", new_string: "b" } },
    {
      event: "before-tool",
      tool: { name: "edit", command: null, paths: ["/repo/a.ts"], output: null, failed: null },
      requests: [{ kind: "write", path: "/repo/a.ts" }],
    },
  ],
  [
    "qwen",
    "PostToolUseFailure",
    {
      tool_name: "run_shell_command",
      tool_input: { command: failing },
      error: `Output: ${said}\nExit Code: 3`,
    },
    {
      event: "after-tool",
      tool: {
        name: "run_shell_command",
        command: failing,
        paths: [],
        output: `Output: ${said}\nExit Code: 3`,
        failed: true,
      },
    },
  ],
  [
    "cursor",
    "postToolUse",
    { tool_name: "Shell", tool_input: { command: "ls" }, tool_output: '{"exitCode":2,"stdout":"no"}' },
    {
      event: "after-tool",
      tool: { name: "Shell", command: "ls", paths: [], output: "no", failed: true },
      requests: [{ kind: "line", line: "ls" }],
    },
  ],
  [
    "cursor",
    "postToolUseFailure",
    { tool_name: "Read", tool_input: { file_path: "a.ts" }, error_message: "gone", is_interrupt: false },
    {
      event: "after-tool",
      tool: { name: "Read", command: null, paths: ["a.ts"], output: "gone", failed: true },
      requests: [{ kind: "read", path: "a.ts" }],
    },
  ],
  [
    "claude",
    "SubagentStart",
    { agent_id: "a1", agent_type: "Explore" },
    { event: "subagent-start", subagent: "a1", subagentType: "Explore" },
  ],
  [
    "claude",
    "PreToolUse",
    { tool_name: "Agent", tool_input: { description: "d", prompt: "Find it.", subagent_type: "Explore" } },
    {
      event: "before-tool",
      tool: { name: "Agent", command: null, paths: [], output: null, failed: null },
      requests: [],
      delegates: { type: "Explore", task: "Find it." },
    },
  ],
  ["claude", "Stop", { stop_hook_active: false, permission_mode: "plan" }, { event: "stop", plans: true }],
  ["cursor", "stop", { loop_count: 1 }, { event: "stop", stopActive: true }],
];

describe("what a runtime tells", () => {
  it.each(SEEN)("%s %s", (runtime, event, fields, read) => {
    const nothing = {
      requests: null,
      asksLater: false,
      source: null,
      prompt: null,
      tool: null,
      stopActive: false,
      plans: false,
      subagent: null,
      subagentType: null,
      delegates: null,
    };
    const source = runtime === "cursor" && event === "sessionStart" ? "startup" : null;
    expect(HOOK_DIALECTS[runtime]?.parse(event, { ...base, ...fields })).toEqual({
      ...nothing,
      source,
      session: "s-1",
      cwd: "/repo",
      transcript: "/home/u/t.jsonl",
      ...read,
    });
  });
});

describe.each(Object.entries(HOOK_DIALECTS))("%s", (_, dialect) => {
  const names = Object.keys(dialect.events);

  it("is silent on events that it does not know, and on what is no event", () => {
    expect(dialect.parse("FromTheFuture", { ...base, conversation_id: "c" })).toBeNull();
    expect(dialect.parse("constructor", { ...base, conversation_id: "c" })).toBeNull();
    for (const input of [null, undefined, "text", 7, [], {}, { session_id: 7, conversation_id: {} }])
      for (const event of names) expect(dialect.parse(event, input)).toBeNull();
  });

  it("takes fields of any shape without a fault, and reads the event from its name", () => {
    const known = [
      "tool_name",
      "tool_input",
      "tool_response",
      "tool_output",
      "prompt",
      "source",
      "cwd",
      "error",
    ];
    const fields = fc.dictionary(fc.constantFrom(...known), fc.jsonValue());
    fc.assert(
      fc.property(fc.constantFrom(...names), fields, (event, more) => {
        expect(dialect.parse(event, { ...more, session_id: "s" })?.event).toBe(dialect.events[event]);
      }),
    );
  });

  it("says nothing when there is nothing to say, and JSON otherwise", () => {
    const texts = names.map((event) => {
      expect(dialect.render(event, SILENCE)).toBe("");
      return dialect.render(event, { ...SILENCE, context: 'a "text"\nof two lines' });
    });
    const spoken = texts.filter((text) => text !== "").map((text) => JSON.stringify(JSON.parse(text)));
    expect(spoken.length).toBeGreaterThanOrEqual(2);
    for (const text of spoken) expect(text).toContain(JSON.stringify('a "text"\nof two lines'));
  });

  it("tells a person alone where it has a place for that, and the model nothing of it", () => {
    for (const event of names) {
      const said = dialect.render(event, { ...SILENCE, tell: "on trial: x" });
      if (said !== "") expect(JSON.parse(said)).toEqual({ systemMessage: "on trial: x" });
    }
  });

  it("asks at a stop and nowhere else", () => {
    const asking = names.filter((event) => dialect.render(event, { ...SILENCE, ask: "Record it." }) !== "");
    expect(asking.map((event) => dialect.events[event])).toEqual(["stop"]);
  });
});
