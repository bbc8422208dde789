// Knowledge in a repository of its own, shared by the code of several: journal, directory and base are there.
import { beforeEach, expect, it } from "vitest";
import { runCli } from "../../cli/run-cli.ts";
import type { TestClient } from "../../support/client.ts";
import { cloneRefs, EMPTY_HOME } from "../../support/journal.ts";
import { createRepository, repositoryIn, type TestRepository, writeFiles } from "../../support/repository.ts";
import { createStory, FILE, file, found, idAlone, LESSON, stateOf, titles } from "./story.ts";

const story = createStory();
const MERGED = "git clone leaves out refs/agentops";
const OTHER = "git clone forgets refs/agentops";

let knowledge: TestRepository;
let api: TestRepository;
let web: TestRepository;
beforeEach(() => {
  knowledge = story.repository;
  [api, web] = ["api", "web"].map((name) => {
    const code = repositoryIn(story.folder());
    code.git("init", "-q", "-b", "main");
    code.git("remote", "add", "origin", `https://user:secret@example.org/team/${name}.git`);
    code.commit({ "src/clone.ts": `export const name = "${name}";\n` });
    return code;
  }) as [TestRepository, TestRepository];
});

const startIn = (code: TestRepository, session: string): Promise<TestClient> =>
  story.start(code.dir, { session, args: ["--knowledge", knowledge.dir] });

/** Recorded by a session that works on the api, with a commit of it as evidence. */
async function record(): Promise<{ id: string; writer: TestClient; head: string }> {
  const writer = await startIn(api, "writer");
  const head = api.git("rev-parse", "HEAD").trim();
  const evidence = [{ type: "commit", ref: head.slice(0, 12) }];
  const answer = await writer.call("record_learning", { ...LESSON, paths: ["src/clone.ts"], evidence });
  return { id: idAlone(knowledge.dir, answer), writer, head };
}

it("keeps the journal there alone, and cites the code as repository@commit", async () => {
  const { id, writer, head } = await record();
  expect([cloneRefs(knowledge).length, cloneRefs(api).length]).toEqual([1, 0]);
  expect(api.git("status", "--porcelain")).toBe("");
  const { facts } = await writer.call("trace_record", { id });
  expect(facts).toMatchObject({
    recorded: { code_commit: `api@${head}` },
    derived_from: [`commit api@${head.slice(0, 12)}`],
  });
});

it("serves another repository's session, for which the same path is another file", async () => {
  const { id, writer } = await record();
  const reader = await startIn(web, "reader");
  expect((await found(reader))[0]).toMatchObject({ id });
  expect((await found(reader))[0]?.stale).toBeUndefined();
  expect((await found(writer))[0]?.stale).toBeUndefined();
  api.commit({ "src/clone.ts": "export const name = 1;\n" });
  expect((await found(writer))[0]?.stale).toContain("src/clone.ts");
  expect((await found(reader))[0]?.stale).toBeUndefined();
  const elsewhere = [{ id, outcome: "wrong", note: "no", evidence: [{ type: "commit", ref: "web@123456" }] }];
  expect((await reader.call("cite_learnings", { citations: elsewhere })).text).toContain("no such commit");
});

it("reads files and base there, and none of the code's", async () => {
  const { id } = await record();
  api.commit({ [FILE]: file(id, { title: OTHER }) });
  const reader = await startIn(api, "reader");
  expect(await titles(reader)).toEqual([LESSON.title]);
  knowledge.commit({ [FILE]: file(id, { title: MERGED }) });
  expect(await found(reader)).toMatchObject([{ id, title: MERGED }]);
  writeFiles(knowledge.dir, { [FILE]: file(id, { title: OTHER }) });
  expect((await found(reader))[0]?.text).toContain("edited and not committed");
  knowledge.git("checkout", "-q", ".");
  knowledge.git("rm", "-q", FILE);
  knowledge.commit({}, "it no longer holds");
  expect(await stateOf(reader, id)).toMatch(/^removed on the base branch/);
});

it("publishes to a branch there", async () => {
  await record();
  const args = ["publish", "--knowledge", knowledge.dir, "--json"];
  const { stdout } = runCli(api.dir, args, { home: EMPTY_HOME });
  const { branch, files } = JSON.parse(stdout);
  expect(knowledge.git("show", `${branch}:${files[0].path}`)).toContain(LESSON.title);
  expect(api.git("branch", "--list").trim()).toBe("* main");
});

it("is the same as none when it names the repository itself", async () => {
  const code = createRepository();
  try {
    const writer = await story.start(code.dir, { args: ["--knowledge", code.dir] });
    const { facts } = await writer.call("record_learning", LESSON);
    const trace = await writer.call("trace_record", { id: facts.id });
    expect(trace.facts.recorded).toMatchObject({ code_commit: code.git("rev-parse", "HEAD").trim() });
    await writer.close();
  } finally {
    code.remove();
  }
});
