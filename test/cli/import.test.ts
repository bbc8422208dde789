// `import`: what it admits, holds back, refuses and skips, again and again without duplicates.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createGenerator } from "../bench/generated.ts";
import { EMPTY_HOME, fsck, journalFiles, storedIds } from "../support/journal.ts";
import { removeFolder, temporaryFolder, writeFiles } from "../support/repository.ts";
import { BUILT } from "./run-cli.ts";
import { createStored, LESSONS, type Stored } from "./stored.ts";

let stored: Stored;
beforeEach(() => {
  stored = createStored();
});
afterEach(() => stored.remove());

const list = (value: unknown) =>
  value as { place: string; title: string | null; fix: string; text: string }[];

it("admits the lessons of a learnings.md, with place and date, in one commit", () => {
  stored.write({ "docs/learnings.md": LESSONS });
  const { code, stdout } = stored.run("import", "docs/learnings.md");
  expect([code, stdout.split("\n")[0]]).toEqual([
    0,
    "1 file read: 3 admitted, 0 already known, 0 held back, 0 refused, 0 skipped",
  ]);
  const [file = ""] = journalFiles(stored.repository);
  expect(stored.repository.git("show", file)).toContain(
    "agentops-mcp import docs/learnings.md # line 2, dated 2026-02-15",
  );
  expect(stored.repository.git("rev-list", "--count", file.split(":")[0] ?? "").trim()).toBe("1");
});

it("admits nothing the second time, and says so", () => {
  stored.write({ "learnings.md": LESSONS });
  stored.run("import", "learnings.md");
  const { code, stdout } = stored.run("import", "learnings.md");
  expect(code).toBe(0);
  expect(stdout).toContain("0 admitted, 3 already known");
  expect(stdout).toContain("Nothing new");
  expect(storedIds(stored.repository)).toHaveLength(3);
});

it("stores nothing in a dry run", () => {
  stored.write({ "learnings.md": LESSONS });
  expect(stored.run("import", "learnings.md", "--dry-run").stdout).toContain("3 would be admitted");
  expect(storedIds(stored.repository)).toEqual([]);
});

it("refuses what the gate refuses, with the sentence, and holds back near-duplicates of the same run", async () => {
  const [, first = ""] = LESSONS.split("\n");
  stored.write({
    "learnings.md": `## Git\n- Always write clean code and test it well.\n${first}\n${first.replace("every later", "each following")}\n`,
  });
  const facts = await stored.facts("import", "learnings.md");
  expect(facts.counts).toMatchObject({ admitted: 1, held: 1, refused: 1 });
  expect(list(facts.refused)[0]).toMatchObject({
    place: "learnings.md:2",
    sentence: "Always write clean code and test it well",
  });
  expect(list(facts.held)[0]?.fix).toContain("nearly the same as learnings.md:3");
});

it("never stores or echoes a secret, wherever it stands", () => {
  const secret = `ghp_${"a1B2c3D4e".repeat(4)}`;
  stored.write({
    "learnings.md": `## CI (2026-01-01)\n- The deploy job fails with 403 unless GITHUB_TOKEN is ${secret}.\n\nprose with ${secret}\n`,
  });
  const { stdout, stderr } = stored.run("import", "learnings.md", "--json");
  expect(`${stdout}${stderr}`).not.toContain(secret);
  expect(JSON.parse(stdout).counts).toMatchObject({ admitted: 0, refused: 1, skipped: 1 });
});

it("refuses hidden characters, conflict markers, foreign encodings and links that leave the folder", async () => {
  const outside = temporaryFolder();
  writeFiles(outside, { "secret.md": LESSONS });
  stored.write({
    "notes/hidden.md": "# A title\n\nThe parser of src/a.ts fails\u202e when the list is empty.",
    "notes/conflict.md": `<<<<<<< ours\n${LESSONS}=======\n>>>>>>> theirs\n`,
    "notes/fine.md": LESSONS,
    "notes/two\nlines.md":
      "# vitest 4.1 hangs\n\nvitest 4.1 hangs when `maxWorkers` is 0 in vitest.config.ts.",
  });
  writeFileSync(path.join(stored.repository.dir, "notes/latin.md"), Buffer.from([0x23, 0x20, 0xe9, 0x0a]));
  symlinkSync(path.join(outside, "secret.md"), path.join(stored.repository.dir, "notes/link.md"));
  symlinkSync("fine.md", path.join(stored.repository.dir, "notes/again.md"));
  const facts = await stored.facts("import", "notes");
  expect(list(facts.refused).map(({ place }) => place)).toEqual([
    "notes/conflict.md",
    "notes/latin.md",
    "notes/link.md",
    "notes/hidden.md:1",
  ]);
  expect(facts.counts).toMatchObject({ admitted: 4, skipped: 1 });
  expect(list(facts.admitted).at(-1)?.place).toBe("notes/two lines.md:1");
  removeFolder(outside);
});

it("takes an .agents folder: lessons and patterns, nothing else", async () => {
  stored.write({
    ".agents/learnings/2026-04-14-env.md":
      "---\ndate: 2026-04-14\ncategory: debugging\nmaturity: provisional\nconfidence: 0.0000\n---\n\n# Learning: Scrub RUNTIME in validation\n\n## What We Learned\n\n`go test` fails when RUNTIME leaks from the host shell.\n",
    ".agents/patterns/ratchet.md":
      "---\nmaturity: established\n---\n# Warn first\n\n## Pattern\n\nRun a new gate of `scripts/check.sh` with `--warn` until it has 20 results, then make it block.\n",
    ".agents/plans/x.md": "# A plan\n",
  });
  const facts = await stored.facts("import", ".agents");
  expect(list(facts.admitted)).toMatchObject([
    { place: ".agents/learnings/2026-04-14-env.md:8", kind: "gotcha", title: "Scrub RUNTIME in validation" },
    { place: ".agents/patterns/ratchet.md:4", kind: "pattern", title: "Warn first" },
  ]);
  expect(list(facts.skipped)[0]).toMatchObject({ place: ".agents/plans:1" });
});

it("reads a learnings.md of 5 MB, and holds back what no learning can hold", async () => {
  const filler = "This line of the log says nothing new about it. ".repeat(110_000);
  stored.write({ "learnings.md": `${LESSONS}- src/big.ts logs: ${filler}\n` });
  const facts = await stored.facts("import", "learnings.md");
  expect(facts.counts).toMatchObject({ admitted: 3, held: 1 });
  expect(list(facts.held)[0]?.fix).toContain("split it");
});

it("keeps what is committed when it is interrupted, and takes the rest when run again", async () => {
  const generator = createGenerator(3);
  const all = 800;
  stored.write({
    "big.jsonl": Array.from({ length: all }, () => JSON.stringify(generator.learning())).join("\n"),
  });
  const child = spawn(process.execPath, [BUILT, "import", "big.jsonl", "--json"], {
    cwd: stored.repository.dir,
    env: { PATH: process.env.PATH, HOME: EMPTY_HOME },
  });
  let stdout = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  const watch = setInterval(() => {
    if (storedIds(stored.repository).length === 0) return;
    child.kill("SIGINT");
    clearInterval(watch);
  }, 20);
  const [code] = await once(child, "close");
  expect(code).toBe(130);
  const first = JSON.parse(stdout);
  expect(first.remaining).toBeGreaterThan(0);
  expect(storedIds(stored.repository)).toHaveLength(first.counts.admitted);
  const second = await stored.facts("import", "big.jsonl");
  expect(second.counts.duplicates).toBe(first.counts.admitted);
  expect((second.counts.admitted ?? 0) + first.counts.admitted).toBe(all);
  expect(fsck(stored.repository.dir)).toBe("");
});

it.each([
  [["import"], "import needs a file or a folder"],
  [["import", "nowhere"], "There is nothing at nowhere"],
  [["import", "x", "--format", "markdwon"], "Did you mean markdown?"],
])("explains %j", (args, message) => {
  const { code, stdout, stderr } = stored.run(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

it.each([
  ["CLAUDE.md", "# Notes\n\n- %\n"],
  ["notes.md", "- %\n"],
  ["memory/dates.md", "---\nname: dates\ntype: project\n---\n%\n"],
  ["memory.jsonl", '{"type":"entity","name":"Dates","entityType":"decision","observations":["%"]}\n'],
])("fills paths from %s with a file that nobody has committed yet, and why knows it", async (file, notes) => {
  const lesson =
    "Dates are stored as UTC ISO strings in `src/store.js`, because local times broke the sort order in March.";
  stored.write({ "src/store.js": "export {};\n", [file]: notes.replace("%", lesson) });
  const { code, stdout } = stored.run("import", file);
  expect([code, stdout.split("\n")[0]]).toEqual([
    0,
    "1 file read: 1 admitted, 0 already known, 0 held back, 0 refused, 0 skipped",
  ]);
  expect(await stored.facts("list")).toMatchObject({ learnings: [{ paths: ["src/store.js"] }] });
  expect(stored.run("why", "src/store.js").stdout).toContain("Dates are stored");
});

it.each([
  [
    "Dates are UTC ISO strings",
    "Dates are stored as UTC ISO strings in `src/store.js`, because local times sorted wrong.",
  ],
  [
    "Watch mode",
    "Never run `npm test` with `--watch` in CI: it does not end and the job times out after 60 minutes.",
  ],
])("knows what add has stored as %j, as add knows what import has", (title, sentence) => {
  const add = ["add", title, "--kind", "decision", "--body", sentence];
  stored.write({ "CLAUDE.md": `# Notes\n\n- ${sentence}\n` });
  expect(stored.run(...add).code).toBe(0);
  expect(stored.run("import", "CLAUDE.md").stdout).toContain("0 admitted, 1 already known, 0 held back");
  const other = createStored();
  try {
    other.write({ "CLAUDE.md": `# Notes\n\n- ${sentence}\n` });
    expect(other.run("import", "CLAUDE.md").stdout).toContain("1 admitted");
    expect(other.run(...add).stderr).toContain("already says this");
  } finally {
    other.remove();
  }
});
