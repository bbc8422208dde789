// This scene shows the files of init for each runtime, the answers of hooks at a runtime's events, and uninstall.
import path from "node:path";
import type { Talk } from "../talk.ts";

const POLICY = `envelope:
  write: ["src/**"]
  deny: ["**/.env*"]
  commands: [[npm, test]]
  shell: ask
`;
const RUNTIMES = "claude,codex,cursor,opencode,gemini,vscode";
const laidDown = (file: string): boolean => !file.startsWith(".agentops/learnings");

export async function hooks(talk: Talk): Promise<void> {
  talk.commit("first", { "README.md": "# test\n", "src/parser.ts": "export const parse = 1;\n" });
  talk.write({
    "package.json": `${JSON.stringify({ name: "shop", scripts: { test: "node --test", lint: "biome check" } }, null, 2)}\n`,
  });
  await initialised(talk);
  await lessons(talk);
  await claude(talk);
  await others(talk);
  await broken(talk);
  await uninstalled(talk);
  talk.scene("the journal");
  talk.journal();
}

async function initialised(talk: Talk): Promise<void> {
  talk.scene("init");
  await talk.cli("init", "--runtime", "emacs");
  await talk.cli("init", "--runtime", "claude", "--dry-run");
  await talk.cli("init", "--runtime", RUNTIMES, "--yes", "--json");
  talk.files(talk.dir, laidDown);
  await talk.cli("init", "--runtime", RUNTIMES, "--yes");
  await talk.cli("init", "--runtime", "claude,codex", "--scope", "user", "--no-hooks", "--yes");
  talk.files(talk.home);
  talk.say(talk.git("config", "--get-regexp", "agentops"));
}

async function lessons(talk: Talk): Promise<void> {
  talk.commit("policy", { ".agentops/config.yaml": POLICY });
  const monday = await talk.start("monday");
  await monday.call("record_learning", {
    title: "A rename out of /tmp ends with EXDEV, as /tmp is another device",
    kind: "gotcha",
    body: "`node move.mjs` ends with `EXDEV: cross-device link not permitted, rename` because `renameSync` cannot move a file from /tmp to another device. Copy the file and then delete it.",
  });
  await monday.call("record_learning", {
    title: "The regex of src/parser.ts backtracks for minutes on blanks",
    kind: "failure",
    body: "`/(\\s+)*$/` in src/parser.ts needs exponential time on trailing blanks, so the nightly import hung. Trim the text first.",
    paths: ["src/parser.ts"],
  });
  await monday.end();
  await talk.cli("hook", "--make-view");
}

async function claude(talk: Talk): Promise<void> {
  talk.scene("a session of Claude Code");
  const event = (name: string, more: Record<string, unknown> = {}) =>
    talk.hook("claude", name, { session_id: "claude-1", cwd: talk.dir, ...more });
  const tool = (tool_name: string, tool_input: unknown, more: Record<string, unknown> = {}) => ({
    tool_name,
    tool_input,
    ...more,
  });
  await event("SessionStart", { source: "startup" });
  await event("UserPromptSubmit", { prompt: "The nightly import hangs in src/parser.ts on blanks" });
  await event("UserPromptSubmit", { prompt: "thanks" });
  await event("PreToolUse", tool("Edit", { file_path: path.join(talk.dir, "src/parser.ts") }));
  await event("PreToolUse", tool("Write", { file_path: path.join(talk.dir, "package.json"), content: "x" }));
  await event("PreToolUse", tool("Read", { file_path: path.join(talk.dir, ".env") }));
  await event("PreToolUse", tool("Bash", { command: "npm test" }));
  await event("PreToolUse", tool("Bash", { command: "npm test | tail" }));
  await event("PreToolUse", tool("Bash", { command: "rm -rf build" }));
  await event("PreToolUse", tool("WebFetch", { url: "https://example.org" }));
  await event("PreToolUse", tool("mcp__agentops__retrieve_context", { task: "x" }));
  await event("PreToolUse", tool("mcp__github__get_issue", {}));
  await event("PreToolUse", { tool_name: "Bash" });
  const failed = { error: "Error: EXDEV: cross-device link not permitted, rename '/tmp/a' -> '/data/a'" };
  await event("PostToolUseFailure", tool("Bash", { command: "node move.mjs" }, failed));
  await event("PostToolUseFailure", tool("Bash", { command: "node move.mjs" }, failed));
  await event("PostToolUse", tool("Bash", { command: "node move.mjs" }, { tool_response: "done" }));
  await event("PreCompact");
  await event("Stop");
  await event("Stop", { stop_hook_active: true });
  await event("SessionEnd");
  talk.scene("what comes unasked where the brief has not said it yet");
  const later = (name: string, more: Record<string, unknown>) =>
    talk.hook("claude", name, { session_id: "claude-2", cwd: talk.dir, ...more });
  await later("UserPromptSubmit", { prompt: "The nightly import hangs in src/parser.ts on trailing blanks" });
  await later("PreToolUse", tool("Edit", { file_path: path.join(talk.dir, "src/parser.ts") }));
  await later("PostToolUseFailure", tool("Bash", { command: "node move.mjs" }, failed));
  await later("Stop", {});
  await later("SessionEnd", {});
  await talk.hook("claude", "PreToolUse", {
    session_id: "claude-3",
    cwd: talk.dir,
    ...tool("Edit", { file_path: path.join(talk.dir, "src/parser.ts") }),
  });
  await talk.cli("hook", "--fold");
  await talk.cli("show", "session", "claude-1");
  await talk.cli("show", "session", "claude-1", "--json");
}

async function others(talk: Talk): Promise<void> {
  await talk.cli("hook", "--make-view");
  talk.scene("sessions of other runtimes");
  const codex = (event: string, more: Record<string, unknown> = {}) =>
    talk.hook("codex", event, { session_id: "codex-1", cwd: talk.dir, ...more });
  await codex("SessionStart", { source: "startup" });
  await codex("PreToolUse", { tool_name: "Bash", tool_input: { command: "npm test | tail" } });
  await codex("PreToolUse", {
    tool_name: "apply_patch",
    tool_input: { command: "*** Begin Patch\n*** Add File: out.txt\n+x\n*** End Patch" },
  });
  await codex("Stop");
  await talk.cli("hook", "--fold");
  const gemini = (event: string, more: Record<string, unknown> = {}) =>
    talk.hook("gemini", event, { session_id: "gemini-1", cwd: talk.dir, ...more });
  await gemini("SessionStart", { source: "startup" });
  await gemini("BeforeAgent", { prompt: "The nightly import hangs in src/parser.ts on blanks" });
  await gemini("BeforeTool", {
    tool_name: "write_file",
    tool_input: { file_path: "package.json", content: "x" },
  });
  await gemini("SessionEnd");
  const cursor = (event: string, more: Record<string, unknown> = {}) =>
    talk.hook("cursor", event, { conversation_id: "cursor-1", workspace_roots: [talk.dir], ...more });
  await cursor("sessionStart");
  await cursor("beforeShellExecution", { command: "npm test | tail" });
  await cursor("beforeReadFile", { file_path: path.join(talk.dir, ".env") });
  await cursor("sessionEnd");
}

async function broken(talk: Talk): Promise<void> {
  talk.scene("input that is no event, and a policy that does not parse");
  await talk.hook("claude", "PreToolUse", "no json");
  await talk.hook("claude", "Nothing", { session_id: "x" });
  await talk.hook("emacs", "PreToolUse", { session_id: "x" });
  await talk.cli("hook", "SessionStart");
  talk.commit("broken", { ".agentops/config.yaml": "envelope: 7\n" });
  await talk.cli("hook", "--make-view");
  const write = {
    tool_name: "Write",
    tool_input: { file_path: path.join(talk.dir, "src/a.ts"), content: "x" },
  };
  await talk.hook("claude", "PreToolUse", { session_id: "claude-4", cwd: talk.dir, ...write });
  talk.commit("none", { ".agentops/config.yaml": "" });
}

async function uninstalled(talk: Talk): Promise<void> {
  talk.scene("uninstall");
  await talk.cli("uninstall", "--runtime", "claude", "--dry-run");
  await talk.cli("uninstall", "--yes", "--json");
  await talk.cli("uninstall", "--scope", "user", "--yes");
  talk.files(talk.dir, laidDown);
  talk.files(talk.home);
}
