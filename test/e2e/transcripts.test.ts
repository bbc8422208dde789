// Sessions as real runtimes keep them today: `extract --transcript` and `backfill` find in them what failed and then worked.
import { execFile } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { runHeadless } from "./headless.ts";
import { initialise } from "./initialise.ts";
import type { Turn } from "./protocol.ts";
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

const CART = "export const total = () => 19.98;\n";
/** Programs of a repository whose machine warns of something at every run. */
const NOISY: Record<string, string> = {
  "package.json": '{"name": "shop", "version": "1.0.0"}\n',
  "cart.mjs": CART,
  "total-of-cart.mjs": `import { total } from "./cart.mjs";
process.emitWarning("The punycode module is deprecated. Please use a userland alternative instead.", "DeprecationWarning", "DEP0040");
if (total() !== 20) throw new Error("RangeError in the cart: expected 20, got " + total());
`,
  "serve.mjs": 'throw new Error("listen EADDRINUSE: address already in use 127.0.0.1:5432");\n',
  "warn.mjs": `import { existsSync } from "node:fs";

new Buffer(1);
process.exit(existsSync("ok.flag") ? 0 : 1);
`,
};
const LOCALE = `LC_ALL=xx_YY.UTF-8 perl -e 'exit(-e "ok.flag" ? 0 : 1)'`;
const INLINE = `node -e 'JSON.parse(require("fs").readFileSync("ok.flag"))'`;
const NOISE: readonly Turn[] = [
  { shell: "ls dist" },
  { shell: "node total-of-cart.mjs" },
  { shell: "jqq .version package.json" },
  { shell: "mkdir dist" },
  { shell: "ls dist" },
  { shell: "grep -rn nothing_like_this package.json" },
  { shell: "git log --oneline -3 docs/none.md" },
  { shell: LOCALE },
  { shell: "node warn.mjs" },
  { shell: INLINE },
  { shell: "echo 'export { gone };' > scratch.mjs" },
  { shell: "node scratch.mjs" },
  { shell: "rm scratch.mjs" },
  { shell: "echo 'print(total)' > /tmp/agentops-probe.py; python3 /tmp/agentops-probe.py" },
  { shell: "echo 'total = 1' > /tmp/agentops-probe.py; python3 /tmp/agentops-probe.py" },
  { shell: "rm /tmp/agentops-probe.py" },
  { shell: "sed -i 's/19.98/20/' cart.mjs" },
  { shell: "node total-of-cart.mjs" },
  { shell: "echo 1 > ok.flag" },
  { shell: LOCALE },
  { shell: "node warn.mjs" },
  { shell: INLINE },
  { shell: "node serve.mjs" },
  { shell: "node serve.mjs" },
  { shell: "node serve.mjs" },
  {
    say: "The cart adds up to 20 now, and the port of the database is taken, so the server was not seen to start.",
  },
];
const LESSONS = [/^"node total-of-cart.mjs" failed before it worked: /, /^"node serve.mjs" never worked: /];
const ENVIRONMENT =
  /DeprecationWarning|punycode|command not found|Setting locale|No such file|scratch|probe|node -e|warn.mjs|ambiguous argument/;

test.each([
  [claude, ".claude/projects"],
  [codex, ".codex/sessions"],
  [gemini, null],
  [copilot, null],
  [opencode, null],
])("a noisy session of $title gives the lessons and none of the noise", async (runtime, folder) => {
  const repository = await createRepository();
  try {
    const [cwd, home] = [repository.path, await repository.newHome()];
    for (const [file, text] of Object.entries(NOISY)) await writeFile(join(cwd, file), text);
    const model = await startScriptedModel([...NOISE, { say: "done" }]);
    const prompt =
      "The cart is two cents short of 20 since the refactoring; find out why and start the server.";
    const session = { prompt, cwd, home, modelUrl: model.url, shell: true };
    const finished = await runHeadless(runtime, session).finally(model.close);
    expect(finished, finished.output).toMatchObject({ exitCode: 0, timedOut: false });
    const agentops = async (...args: string[]) => {
      const program = join(PROJECT_ROOT, "dist/agentops-mcp.js");
      const env = { PATH: process.env.PATH, HOME: home };
      const { stdout } = await run(process.execPath, [program, ...args, "--json"], { cwd, env });
      return JSON.parse(stdout);
    };
    if (folder !== null) {
      const written = await readdir(join(home, folder), { recursive: true });
      const file = written.find((name) => name.endsWith(".jsonl")) ?? expect.fail(String(written));
      const { drafts, recorded } = await agentops(
        "extract",
        "--transcript",
        join(home, folder, file),
        "--record",
      );
      const kept = (drafts as { title: string }[]).filter((_, at) => recorded[at].id !== null);
      const told = JSON.stringify({ drafts, recorded }, null, 1);
      expect(
        kept.map(({ title }) => LESSONS.findIndex((lesson) => lesson.test(title))),
        told,
      ).toEqual([0, 1]);
      expect(JSON.stringify(kept)).not.toMatch(ENVIRONMENT);
    }
    await agentops("backfill", "--yes");
    const { talks } = await agentops("why", "cart.mjs");
    const { drafts } = await agentops("extract", "--past");
    expect(JSON.stringify([talks, drafts])).not.toMatch(ENVIRONMENT);
  } finally {
    await repository.remove();
  }
});
