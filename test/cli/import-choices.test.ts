// `import` and `export` as a person steers them: near-duplicates that are taken all the same, standard input, a selection.
import { spawnSync } from "node:child_process";
import { closeSync, ftruncateSync, openSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { BUILT, SYSTEM_PATH } from "./run-cli.ts";
import { createStored, LESSONS, type Stored } from "./stored.ts";

let stored: Stored;
beforeEach(() => {
  stored = createStored();
});
afterEach(() => stored.remove());

interface Listed {
  readonly id: string;
  readonly place: string;
  readonly title: string;
  readonly kind: string;
  readonly fix: string;
}
const list = (value: unknown) => value as Listed[];
const [, FIRST = ""] = LESSONS.split("\n");
const NEAR = `${FIRST}\n${FIRST.replace("every later", "each following")}\n`;

function piped(input: string | Buffer, ...args: string[]) {
  const ran = spawnSync(process.execPath, [BUILT, "import", "-", ...args], {
    cwd: stored.repository.dir,
    env: { PATH: SYSTEM_PATH, HOME: stored.repository.dir, GIT_CONFIG_NOSYSTEM: "1" },
    input,
    encoding: "utf8",
  });
  return { code: ran.status, facts: JSON.parse(ran.stdout || "{}"), stderr: ran.stderr };
}

it("says what a near-duplicate is like and how to take it, and takes it then", async () => {
  stored.write({ "learnings.md": `## Git\n${NEAR}` });
  const first = await stored.facts("import", "learnings.md");
  const [held] = list(first.held);
  expect(held?.fix).toMatch(
    /nearly the same as learnings\.md:2 .*, \d+ % alike\).*--accept learnings\.md:3\.$/,
  );
  expect((await stored.facts("import", "learnings.md", "--accept", "learnings.md:2")).counts).toMatchObject({
    held: 1,
  });
  const again = await stored.facts("import", "learnings.md", "--accept", "learnings.md:3");
  expect(again.counts).toMatchObject({ admitted: 1, held: 0, duplicates: 1 });
  const told = stored.run("export", "--id", list(again.admitted)[0]?.id ?? "", "--format", "jsonl").stdout;
  expect(JSON.parse(told).distinct_because).toMatch(/^kept beside \w+ by whoever ran this import$/);
});

it("accepts likeness only: what the gate refuses otherwise stays refused", async () => {
  stored.write({ "learnings.md": `## Git\n${NEAR}- Always write clean code and test it well.\n` });
  const { counts } = await stored.facts("import", "learnings.md", "--accept", "all");
  expect(counts).toMatchObject({ admitted: 2, held: 0, refused: 1 });
});

it("reads what another program prints, and refuses what is no text or too much of it", () => {
  expect(piped(LESSONS, "--json").facts.counts).toMatchObject({ admitted: 3 });
  expect(piped(LESSONS, "--json").facts.counts).toMatchObject({ duplicates: 3 });
  const binary = piped(Buffer.from([0x53, 0, 1, 2, 0xff, 0xfe]), "--json");
  expect(binary.facts.refused[0]).toMatchObject({ place: "stdin", fix: expect.stringContaining("binary") });
  const large = piped(Buffer.alloc(33 * 1024 * 1024, 0x61), "--json");
  expect(large.facts.refused[0]).toMatchObject({ fix: expect.stringContaining("larger than 32 MB") });
});

it("does not even open a file of 100 MB", async () => {
  const file = openSync(path.join(stored.repository.dir, "huge.md"), "w");
  ftruncateSync(file, 100 * 1024 * 1024);
  closeSync(file);
  const facts = await stored.facts("import", "huge.md");
  expect(list(facts.refused)[0]).toMatchObject({ fix: "larger than 32 MB: Split it." });
});

it("fills the paths with the files that a text names and the repository has", async () => {
  stored.repository.commit({ "src/cart.ts": "1\n", "src/pay/index.ts": "1\n" }, "feat: shop");
  stored.write({
    "gotchas.md":
      "- `cart.ts` rounds to whole cents, so totals of 0.1 + 0.2 differ.\n- src/pay/index.ts retries a timeout of src/gone.ts three times, so a webhook comes twice.\n",
  });
  await stored.facts("import", "gotchas.md");
  const paths = stored
    .run("export", "--format", "jsonl")
    .stdout.trim()
    .split("\n")
    .map((line) => JSON.parse(line).paths);
  expect(paths.toSorted()).toEqual([["src/cart.ts"], ["src/pay/index.ts"]]);
});

it("exports a selection by id, tag, kind and path, and says when nothing fits", async () => {
  stored.repository.commit({ "src/pay/index.ts": "1\n" }, "feat: shop");
  writeFileSync(
    path.join(stored.repository.dir, "more.md"),
    "## Pay\n- src/pay/index.ts retries a timeout three times, so a webhook comes twice.\n",
  );
  stored.write({ "learnings.md": LESSONS });
  const all = list((await stored.facts("import", "learnings.md", "more.md")).admitted);
  const titles = (...args: string[]): string[] =>
    JSON.parse(stored.run("export", ...args, "--json").stdout).learnings.map(({ title }: Listed) => title);
  const id = all[0]?.id ?? "";
  expect(titles("--id", id)).toEqual([all[0]?.title]);
  expect(titles("--id", id.slice(-8).toLowerCase())).toEqual([all[0]?.title]);
  expect(titles("--tag", "Pay,tests")).toHaveLength(2);
  expect(titles("--path", "src/pay/")).toEqual([all.at(-1)?.title]);
  expect(titles("--kind", "pattern,gotcha", "--tag", "git")).toHaveLength(2);
  const none = stored.run("export", "--path", "src/none");
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("None of 4 learnings fits --path")]);
});
