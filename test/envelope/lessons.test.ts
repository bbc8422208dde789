// The folder of the lessons is open for lessons and nothing else: to check_action, to a runtime's own Write, and in a claim.
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { claim, POLICY, type Project } from "../claims/project.ts";
import { createSmallProject } from "../claims/small-project.ts";
import { askHook, BEFORE, call } from "../hooks/stored-command.ts";

const ENVELOPE = 'envelope: { write: [value.txt, "src/**"] }\n';
const FOLDER = ".agentops/learnings";
const LESSONS = ["a-lesson-x1y2z3.md", "Über Großes.md"];
const OTHERS = [
  ...["a.mjs", "a.md.js", "package.json", ".gitattributes", ".md", ".hidden.md", "a.MD", "a"],
  ...["sub/a.md", "node_modules/a/index.js", ".claude/settings.json", ".claude/commands/a.md", ".codex/a.md"],
  ...["CLAUDE.md", "AGENTS.md", "gemini.md", "CLAUDE.local.md", "QWEN.md", "SKILL.md"],
];
let project: Project;
beforeEach(() => {
  project = createSmallProject(POLICY + ENVELOPE);
});
afterEach(() => project.close());

it("for tool and hook alike", async () => {
  const { dir } = project.repository;
  const client = await project.start("worker");
  mkdirSync(path.join(dir, FOLDER), { recursive: true });
  mkdirSync(path.join(dir, "src"));
  symlinkSync("../../value.mjs", path.join(dir, FOLDER, "link.md"));
  symlinkSync(`../${FOLDER}/a.mjs`, path.join(dir, "src/link.md"));
  const [claude] = BEFORE;
  const ask = async (file: string) => {
    const { facts } = await client.call("check_action", { action: "write", target: [file] });
    const hook = await askHook(dir, claude, call("Write", { file_path: file }));
    return [facts.decision, hook.decision];
  };
  for (const name of LESSONS)
    expect([name, ...(await ask(`${FOLDER}/${name}`))]).toEqual([name, "allow", "allow"]);
  const others = [...OTHERS, "link.md"].map((name) => `${FOLDER}/${name}`);
  for (const file of [...others, "src/link.md", ".AGENTOPS/learnings/a.md", ".agentops/Learnings/a.md"])
    expect([file, ...(await ask(file))]).toEqual([file, "deny", "deny"]);
});

it("for a claim, also where the commit was made past every hook", async () => {
  const { repository } = project;
  const client = await project.start("worker");
  repository.commit({ [`${FOLDER}/a-lesson.md`]: "a lesson\n" });
  expect((await claim(client)).isError).toBe(false);
  const from = repository.git("rev-parse", "HEAD").trim();
  for (const name of ["a.mjs", "sub/a.md", ".claude/settings.json", "CLAUDE.md"]) {
    repository.commit({ [`${FOLDER}/${name}`]: "x\n" });
    expect((await claim(client)).text).toMatch(/OUTSIDE_ENVELOPE.*\.agentops\/learnings\//s);
    repository.git("reset", "-q", "--hard", from);
  }
  symlinkSync("../../check.sh", path.join(repository.dir, FOLDER, "link.md"));
  repository.commit({});
  expect((await claim(client)).text).toContain("OUTSIDE_ENVELOPE");
});
