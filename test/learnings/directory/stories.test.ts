// People use `.agentops/learnings`: each story with real git and a real server.
import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { writeFiles } from "../../support/repository.ts";
import { as, createStory, FILE, FOLDER, file, found, LESSON, stateOf } from "./story.ts";

const story = createStory();
const { record, start } = story;

describe("a lesson that people edit", () => {
  it("is served as base has it, once the edit is merged", async () => {
    const id = await record();
    story.repository.commit({ [FILE]: file(id, { title: "git clone leaves out refs/agentops" }) });
    const [item] = await found(await start());
    expect(item).toMatchObject({ id, title: "git clone leaves out refs/agentops" });
    expect(item?.text).not.toContain("not committed");
  });

  it("is served as it is being edited, and marked", async () => {
    const id = await record();
    const reader = await start();
    writeFiles(story.repository.dir, {
      [FILE]: file(id, { title: "git clone skips refs/agentops" }),
    });
    const [item] = await found(reader);
    expect(item).toMatchObject({ id, title: "git clone skips refs/agentops" });
    for (const shown of [item?.text, await reader.read("agentops://brief")])
      expect(shown).toContain("test-client, edited and not committed");
    rmSync(path.join(story.repository.dir, FOLDER), { recursive: true });
    expect((await found(reader))[0]).toMatchObject({ id, title: LESSON.title });
  });

  it("keeps its merged text while a branch changes it", async () => {
    const id = await record();
    story.repository.commit({ [FILE]: file(id, { title: "git clone leaves out refs/agentops" }) });
    story.repository.git("switch", "-qc", "feature");
    story.repository.commit({ [FILE]: file(id, { title: "git clone fetches everything" }) });
    expect((await found(await start()))[0]).toMatchObject({
      id,
      title: "git clone leaves out refs/agentops",
    });
  });
});

describe("a lesson that a person writes by hand", () => {
  it("is served from base, keeps its id through edits, and can be cited", async () => {
    story.repository.commit({ [`${FOLDER}/by-hand.md`]: file(null) });
    const reader = await start();
    const [first] = await found(reader);
    expect(first).toMatchObject({ title: LESSON.title });
    story.repository.commit({
      [`${FOLDER}/by-hand.md`]: file(null, { title: "git clone brings branches and tags only" }),
    });
    const [edited] = await found(reader);
    expect(edited).toMatchObject({ id: first?.id, title: "git clone brings branches and tags only" });
    const cited = await reader.call("cite_learnings", { citations: [{ id: first?.id, outcome: "applied" }] });
    expect(cited.facts).toMatchObject({ cited: [{ counted: true }] });
  });

  it("stays out of the brief while it stands only on a branch", async () => {
    story.repository.git("switch", "-qc", "feature");
    story.repository.commit({ [`${FOLDER}/by-hand.md`]: file(null) });
    const reader = await start();
    expect((await found(reader))[0]?.text).toContain("unreviewed branch");
    expect(await reader.read("agentops://brief")).not.toContain(LESSON.title);
    story.repository.git("switch", "-q", "main");
    story.repository.git("merge", "-q", "feature");
    expect(await reader.read("agentops://brief")).toContain(LESSON.title);
  });
});

describe("a lesson whose file is removed on base", () => {
  const merged = async (): Promise<string> => {
    const id = await record();
    story.repository.commit({ [FILE]: file(id), "src/a.ts": "export const a = 1;\n" }, "work and lesson");
    return id;
  };

  it("is retired when the commit touches nothing but knowledge", async () => {
    const id = await merged();
    story.repository.git("rm", "-q", FILE);
    story.repository.commit({}, "this lesson no longer holds");
    const reader = await start();
    expect(await found(reader)).toEqual([]);
    expect(await stateOf(reader, id)).toMatch(/^removed on the base branch in [0-9a-f]{12}$/);
  });

  it("stays when the work it came with is reverted", async () => {
    const id = await merged();
    story.repository.git(...as("revert", "--no-edit", "HEAD"));
    const reader = await start();
    expect((await found(reader))[0]).toMatchObject({ id });
    expect(await stateOf(reader, id)).toBe("served");
  });

  it("comes back with its file", async () => {
    const id = await merged();
    story.repository.git("rm", "-q", FILE);
    story.repository.commit({}, "out");
    story.repository.commit({ [FILE]: file(id) }, "and in again");
    expect((await found(await start()))[0]).toMatchObject({ id });
  });

  it("is not removed by a rename", async () => {
    const id = await merged();
    story.repository.git("mv", FILE, `${FOLDER}/renamed.md`);
    story.repository.commit({}, "a better name");
    expect((await found(await start()))[0]).toMatchObject({ id });
  });
});

describe("a file that can't be used", () => {
  it.each([
    ["conflict markers", (text: string) => `${text}<<<<<<< ours\n`, "conflict markers"],
    ["frontmatter that is no YAML", (text: string) => text.replace("title:", "title: ["), "not valid YAML"],
    ["an invisible character", (text: string) => text.replace("tags.", "tags\u202e."), "U+202E"],
    ["a credential", (text: string) => `${text}token ghp_${"a1B2c3D4e5F6".repeat(3)}\n`, "credential"],
    ["an unknown kind", (text: string) => text.replace("gotcha", "rule"), "kind is missing or not valid"],
  ])("with %s is named, and the journal's text served", async (_, spoil, reason) => {
    const id = await record();
    writeFiles(story.repository.dir, {
      [FILE]: spoil(file(id, { body: `${LESSON.body} And tags.` })),
    });
    const reader = await start();
    expect((await found(reader))[0]?.text).toContain(LESSON.body);
    expect(await reader.read("agentops://brief")).toContain("1 record could not be read");
    expect(String(await stateOf(reader, id))).toContain(reason);
  });

  it("is passed over when it is a link", async () => {
    writeFiles(story.repository.dir, { "outside.md": file(null), [`${FOLDER}/.keep`]: "" });
    symlinkSync("../../outside.md", path.join(story.repository.dir, FOLDER, "link.md"));
    expect(await found(await start())).toEqual([]);
  });

  it("with the id of another is named, and the first one served", async () => {
    const id = await record();
    story.repository.commit({
      [`${FOLDER}/a.md`]: file(id, { title: "git clone leaves out refs/agentops" }),
      [`${FOLDER}/b.md`]: file(id, { title: "git clone forgets refs/agentops" }),
    });
    expect((await found(await start()))[0]).toMatchObject({
      id,
      title: "git clone leaves out refs/agentops",
    });
  });
});
