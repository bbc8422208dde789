// A verdict is about the commit's own bytes: neither what an earlier commit left nor what lies among the lessons helps it.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { claimedCommit } from "../../src/claims/io/claimed-commit.ts";
import { createObjectReader } from "../../src/git/object-reader.ts";
import { findRepository } from "../../src/git/repository.ts";
import { claim, judged, type Project, verify } from "../claims/project.ts";
import { createSmallProject } from "../claims/small-project.ts";

let project: Project;
afterEach(() => project.close());

const checked = (...run: string[]) => `checks:\n  - { id: small, run: ${JSON.stringify(run)} }\n`;

async function failsAtEachLevel(): Promise<void> {
  const worker = await project.start("worker");
  const { facts } = await judged(worker);
  expect(facts.result).toBe("FAILED");
  for (const level of ["L1", "L2", "L3"]) expect((await verify(project, "--require", level)).code).toBe(1);
}

it.each([
  [".gitattributes", "value.txt eol=crlf\n"],
  [".gitattributes", "[attr]odd text eol=crlf\n*.txt odd\n"],
])("attributes that an earlier commit had (%s: %s)", async (file, attributes) => {
  project = createSmallProject(checked("sh", "-c", 'test "$(wc -c < value.txt)" -gt 2'));
  const { repository } = project;
  repository.commit({ [file]: attributes });
  const worker = await project.start("worker");
  expect((await judged(worker)).facts.result).toBe("PASSED");
  repository.git("rm", "-q", file);
  repository.commit({ "README.md": "# test, without attributes\n" });
  await failsAtEachLevel();
});

it.each([
  ["help.mjs", "import './.agentops/learnings/help.mjs';\n"],
  ["node_modules/help/index.mjs", "import './.agentops/learnings/node_modules/help/index.mjs';\n"],
  ["help.md", "import { readFileSync } from 'node:fs';\nreadFileSync('.agentops/learnings/help.md');\n"],
])("code that lies among the lessons (%s)", async (file, product) => {
  project = createSmallProject(checked("node", "product.mjs"));
  project.repository.commit({ [`.agentops/learnings/${file}`]: "\n", "product.mjs": product });
  await failsAtEachLevel();
});

it.each([
  ["a second .agentops", false, (lessons: string) => `40000 .agentops\0${lessons}`],
  ["a path for a name", false, (_: string, blob: string) => `100644 .agentops/learnings/help.mjs\0${blob}`],
  ["a path within .agentops", true, (_: string, blob: string) => `100644 learnings/help.mjs\0${blob}`],
])("code among the lessons of a tree that git would not make: %s", async (_, inner, entry) => {
  project = createSmallProject(checked("node", "product.mjs"));
  const { repository } = project;
  repository.commit({ "product.mjs": "import './.agentops/learnings/help.mjs';\n" });
  const put = (type: string, content: Buffer | string) => {
    const args = ["hash-object", "-w", "--literally", "-t", type, "--stdin"];
    return execFileSync("git", args, { cwd: repository.dir, input: content, encoding: "utf8" }).trim();
  };
  const bytes = (id: string) => Buffer.from(id, "hex").toString("latin1");
  const tree = (text: string) => put("tree", Buffer.from(text, "latin1"));
  const stored = (name: string) =>
    execFileSync("git", ["cat-file", "tree", name], { cwd: repository.dir }).toString("latin1");
  const blob = put("blob", "\n");
  const lessons = tree(`40000 learnings\0${bytes(tree(`100644 help.mjs\0${bytes(blob)}`))}`);
  const own = repository.git("rev-parse", "HEAD:.agentops").trim();
  const odd = inner
    ? stored("HEAD^{tree}").replace(bytes(own), () =>
        bytes(tree(stored(own) + entry(bytes(lessons), bytes(blob)))),
      )
    : stored("HEAD^{tree}") + entry(bytes(lessons), bytes(blob));
  const commit = put(
    "commit",
    `tree ${tree(odd)}\nparent ${repository.git("rev-parse", "HEAD").trim()}\nauthor T <t@localhost> 1700000000 +0000\ncommitter T <t@localhost> 1700000000 +0000\n\nodd\n`,
  );
  const worker = await project.start("worker");
  const { text } = await claim(worker, { commit });
  expect(text).toContain("GIT_FAILED: The commit's tree is none that git makes");
  for (const level of ["L1", "L2", "L3"]) expect((await verify(project, "--require", level)).code).toBe(1);
});

const NARROW = `checks:
  - { id: small, run: [sh, -c, 'test "$(cat lib/value.txt | wc -c)" -lt 4'], inputs: ["lib/*.txt"] }
  - { id: readme, run: [grep, -q, test, README.md], inputs: [README.md] }
levels:
  - { paths: ["lib/**"], level: L2 }
`;
const README = [{ id: "readme", text: "there is a page", check: "readme" }];

it.each([
  ["attributes", { "lib/value.txt": "1\n2" }, { ".gitattributes": "lib/value.txt eol=crlf\n" }],
  ["attributes beside the inputs", { "lib/value.txt": "1\n2" }, { "lib/.gitattributes": "*.txt eol=crlf\n" }],
  [
    "the file that a link leads to",
    { "lib/value.txt": "-> ../real.txt", "real.txt": "1\n" },
    { "real.txt": "1\n2\n3\n" },
  ],
  [
    "the folder that a link leads to",
    { lib: "-> other/lib", "other/lib": "-> ../real", "real/value.txt": "1\n" },
    { "real/value.txt": "1\n2\n3\n" },
  ],
  [
    "what a link in full leads to",
    { lib: "-> /repository/real", "real/value.txt": "1\n" },
    { "real/value.txt": "1\n2\n3\n" },
  ],
  [
    "where a link leads to",
    { lib: "-> real", "real/value.txt": "1\n", "other/value.txt": "1\n2\n3\n" },
    { lib: "-> other" },
  ],
  [
    "where a link leads to that another leads to",
    { lib: "-> one", one: "-> real", "real/value.txt": "1\n", "other/value.txt": "1\n2\n3\n" },
    { one: "-> other" },
  ],
  [
    "what a link without end leads to",
    { lib: "-> real", "real/value.txt": "1\n" },
    { "real/loop": "-> .", "real/value.txt": "1\n2\n3\n" },
  ],
])("inputs of a check that a change alters without naming them: %s", async (_, first, second) => {
  project = createSmallProject(NARROW);
  const { repository } = project;
  lay(repository.dir, first);
  repository.commit({});
  const worker = await project.start("worker");
  expect((await judged(worker, { criteria: README })).facts.result).toBe("PASSED");
  expect((await worker.call("check_ratchet", {})).isError).toBe(false);
  repository.git("branch", "-f", "main", "HEAD");
  lay(repository.dir, second);
  repository.commit({ "README.md": "# test again\n" });
  const claimed = await claim(worker, { criteria: README });
  expect(claimed.facts).toMatchObject({ checks: ["small", "readme"], level: "L2" });
  const { facts } = await worker.call("request_verdict", { claim: claimed.facts.id, wait_seconds: 50 });
  expect(facts.result).toBe("FAILED");
  for (const level of ["L1", "L2", "L3"]) expect((await verify(project, "--require", level)).code).toBe(1);
});

/** `-> place` makes a link. */
function lay(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    rmSync(path.join(dir, file), { recursive: true, force: true });
    const target = /^-> (.*)$/.exec(text)?.[1];
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    if (target === undefined) writeFileSync(path.join(dir, file), text);
    else symlinkSync(target, path.join(dir, file));
  }
}

it.each([
  ["two links", { one: "-> a", two: "-> b" }, { one: "-> b", two: "-> a" }],
  ["links that links lead to", { one: "-> x", two: "-> y", x: "-> a", y: "-> b" }, { x: "-> b", y: "-> a" }],
])("what was returned before %s changed places counts for nothing", async (_, first, second) => {
  project = createSmallProject(`checks:
  - { id: small, run: [grep, -q, "1", one/value.txt], inputs: ["one/*.txt", "two/*.txt"] }
`);
  const { repository } = project;
  lay(repository.dir, { "a/value.txt": "1\n", "b/value.txt": "2\n", ...first });
  repository.commit({});
  const worker = await project.start("worker");
  expect((await judged(worker)).facts.result).toBe("PASSED");
  lay(repository.dir, second);
  repository.commit({});
  expect((await verify(project)).code).toBe(1);
});

it("two names that are no text and read alike are two subjects", async () => {
  project = createSmallProject();
  const { repository } = project;
  repository.commit({ ".agentops/learnings/a.md": "a\n" });
  const found = await findRepository(repository.dir);
  const reader = createObjectReader(found.commonDir, repository.dir);
  const tree = repository.git("rev-parse", "HEAD^{tree}").trim();
  const blob = repository.git("rev-parse", "HEAD:value.txt").trim();
  const subjects: string[] = [];
  for (const name of ["\\376.txt", "\\377.txt"]) {
    const input = `commit refs/heads/odd\ncommitter T <t@localhost> 1700000000 +0000\ndata 0\nM 040000 ${tree} ""\nM 100644 ${blob} "${name}"\n`;
    execFileSync("git", ["fast-import", "--quiet", "--force"], { cwd: repository.dir, input });
    const place = { repository: found, reader, base: async () => null };
    subjects.push((await claimedCommit(place, "refs/heads/odd")).subject);
  }
  reader.close();
  expect(new Set(subjects).size).toBe(2);
});
