// Sessions as real runtimes keep them today: `extract --transcript` and `backfill` find in them what failed and then worked.
import { execFile } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runHeadless } from "./headless.ts";
import { initialise } from "./initialise.ts";
import { claude } from "./runtimes/claude.ts";
import { codex } from "./runtimes/codex.ts";
import { copilot } from "./runtimes/copilot.ts";
import { gemini } from "./runtimes/gemini.ts";
import { PROJECT_ROOT } from "./runtimes/installed.ts";
import { opencode } from "./runtimes/opencode.ts";
import { startScriptedModel } from "./scripted-model.ts";
import { createRepository } from "./temporary-repository.ts";

const run = promisify(execFile);
const PROGRAM = `import { existsSync } from "node:fs";
if (!existsSync("copy.flag")) throw new Error("EXDEV: cross-device link not permitted");
`;
const TURNS = [
  { shell: "node move.mjs" },
  { shell: "ln -s move.mjs copy.flag" },
  { shell: "node move.mjs" },
  { shell: "git checkout -- src/session.ts" },
  { say: "done" },
];

test.each([
  [claude, ".claude/projects"],
  [codex, ".codex/sessions"],
])("of $title", async (runtime, folder) => {
  const repository = await createRepository();
  try {
    const [cwd, home] = [repository.path, await repository.newHome()];
    await writeFile(join(cwd, "move.mjs"), PROGRAM);
    if (runtime.scope === "project") await initialise([runtime], "project", cwd, home);
    // Hooks may ask at the end for a lesson, which a script answers with the same words again.
    const model = await startScriptedModel([...TURNS, { say: "done" }]);
    const session = { prompt: "Move the archive", cwd, home, modelUrl: model.url, shell: true };
    const finished = await runHeadless(runtime, session).finally(model.close);
    expect(finished, finished.output).toMatchObject({ exitCode: 0, timedOut: false });
    const written = await readdir(join(home, folder), { recursive: true });
    const file = written.find((name) => name.endsWith(".jsonl")) ?? expect.fail(String(written));
    const program = join(PROJECT_ROOT, "dist/agentops-mcp.js");
    const args = [program, "extract", "--transcript", join(home, folder, file), "--json"];
    const { stdout } = await run(process.execPath, args, {
      cwd,
      env: { PATH: process.env.PATH, HOME: home },
    });
    const facts = JSON.parse(stdout);
    expect(facts).toMatchObject({ steps: 4, broken: 0, tooLong: 0 });
    // What was taken back was nobody's edit, so there is no lesson in it.
    expect(facts.drafts).toMatchObject([
      {
        title: '"node move.mjs" failed before it worked: "Error: EXDEV: cross-device link not permitted"',
        body: expect.stringContaining('Between them: ran "ln -s move.mjs copy.flag".'),
      },
    ]);
    expect(stdout).not.toContain(cwd);
  } finally {
    await repository.remove();
  }
});

test.each([
  [claude, "claude-code"],
  [codex, "codex"],
  [gemini, "gemini-cli"],
  [copilot, "copilot-cli"],
  [opencode, "opencode"],
])(
  "backfill keeps what was said in a session of $title, and what a change overcame",
  async (runtime, name) => {
    const repository = await createRepository();
    try {
      const [cwd, home] = [repository.path, await repository.newHome()];
      await writeFile(join(cwd, "move.mjs"), PROGRAM);
      const model = await startScriptedModel([
        { shell: "node move.mjs" },
        { write: "src/note.ts", text: "export const note = 1;" },
        { shell: "ln -s move.mjs copy.flag" },
        { shell: "node move.mjs" },
        { say: "Settled: the archive is copied across devices and never linked." },
      ]);
      const prompt = "Move the archive of the quarter, but never link it, as the disks differ.";
      const session = { prompt, cwd, home, modelUrl: model.url, shell: true };
      const finished = await runHeadless(runtime, session).finally(model.close);
      expect(finished, finished.output).toMatchObject({ exitCode: 0, timedOut: false });
      const program = join(PROJECT_ROOT, "dist/agentops-mcp.js");
      const env = { PATH: process.env.PATH, HOME: home };
      const { stdout } = await run(process.execPath, [program, "backfill", "--yes", "--json"], { cwd, env });
      expect(JSON.parse(stdout)).toMatchObject({
        runtimes: [{ runtime: name, sessions: 1 }],
        kept: { talks: 1, broken: 0, unreadable: 0 },
      });
      const why = await run(process.execPath, [program, "why", "src/note.ts", "--json"], { cwd, env });
      const [talk] = JSON.parse(why.stdout).talks;
      if (runtime !== codex) expect(talk.said).toContain('"node move.mjs" failed');
      expect(talk?.said ?? "").toContain(runtime === codex ? "" : "Settled: the archive is copied");
    } finally {
      await repository.remove();
    }
  },
);
