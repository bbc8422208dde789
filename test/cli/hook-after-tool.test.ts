// Runtimes that take no text before a tool get what is known of its files with the tool's answer.
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withClient } from "../support/clients.ts";
import { createRecorder } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { BUILT, createHome, SYSTEM_PATH } from "./run-cli.ts";

let repository: TestRepository;
let place: ReturnType<typeof createHome>;
let trap: string;

beforeEach(async () => {
  repository = createRepository();
  place = createHome();
  trap = await withClient(repository.dir, { session: "earlier" }, (client) =>
    createRecorder(client, 21)({ kind: "gotcha", paths: ["src/ledger.ts"] }),
  );
});

afterEach(() => {
  repository.remove();
  place.remove();
});

/** What the hook says to a file that was read without a fault. */
function said(runtime: string, event: string, tool: string): string {
  const input = {
    session_id: `s-${runtime}-${event}`,
    conversation_id: `s-${runtime}-${event}`,
    cwd: repository.dir,
    tool_name: tool,
    tool_input: { file_path: `${repository.dir}/src/ledger.ts` },
    tool_response: { llmContent: "export const ledger = 1;" },
    tool_output: '"export const ledger = 1;"',
  };
  const { status, stdout } = spawnSync(process.execPath, [BUILT, "hook", "--runtime", runtime, event], {
    cwd: repository.dir,
    encoding: "utf8",
    input: JSON.stringify(input),
    env: { PATH: SYSTEM_PATH, HOME: place.home, GIT_CONFIG_NOSYSTEM: "1", AGENTOPS_HOOK_MS: "60000" },
  });
  expect(status).toBe(0);
  return stdout;
}

it("behind the tool in Gemini CLI and Cursor, before it in Claude Code", () => {
  expect(said("gemini", "AfterTool", "read_file")).toContain(trap);
  expect(said("cursor", "postToolUse", "Read")).toContain(trap);
  expect(said("claude", "PreToolUse", "Read")).toContain(trap);
  expect(said("claude", "PostToolUse", "Edit")).toBe("");
});
