// A removed lesson file retires the lesson on purpose, and only withdraws its review as part of other work.
import { describe, expect, it } from "vitest";
import { git } from "../../support/repository.ts";
import { as, createStory, FILE, FOLDER, file, found, LESSON, stateOf, titles } from "./story.ts";

const story = createStory();
const { record, start } = story;
const MERGED = "git clone leaves out refs/agentops";
const RETIRED = /^removed on the base branch in [0-9a-f]{12}$/;

/** The lesson on main, with a better title than in the journal and together with work. */
async function merged(): Promise<string> {
  const id = await record();
  story.repository.commit({ [FILE]: file(id, { title: MERGED }), "src/a.ts": "1\n" }, "work and lesson");
  return id;
}

function remove(message = "this lesson no longer holds", files: Record<string, string> = {}): string {
  story.repository.git("rm", "-q", FILE);
  return story.repository.commit(files, message);
}

describe("a lesson whose file is removed", () => {
  it("together with work only loses its review", async () => {
    const id = await merged();
    remove("clean up", { "src/a.ts": "2\n" });
    const reader = await start();
    expect(await found(reader)).toMatchObject([{ id, title: LESSON.title }]);
    expect(await stateOf(reader, id)).toBe("served");
  });

  it("by a revert, and brought back by the revert of the revert, is reviewed again", async () => {
    const { repository } = story;
    const id = await merged();
    const reader = await start();
    repository.git(...as("revert", "--no-edit", "HEAD"));
    expect(await titles(reader)).toEqual([LESSON.title]);
    repository.git(...as("revert", "--no-edit", "HEAD"));
    expect(await found(reader)).toMatchObject([{ id, title: MERGED }]);
  });

  it("in a commit of its own on a branch is retired once that branch is merged", async () => {
    const { repository } = story;
    const id = await merged();
    repository.git("switch", "-qc", "feature");
    const removal = remove();
    repository.commit({ "src/b.ts": "1\n" }, "work");
    const reader = await start();
    expect(await found(reader)).toMatchObject([{ id, title: MERGED }]);
    repository.git("switch", "-q", "main");
    repository.commit({ "src/c.ts": "1\n" }, "meanwhile");
    repository.git(...as("merge", "-q", "--no-edit", "feature"));
    expect(await found(reader)).toEqual([]);
    expect(await stateOf(reader, id)).toBe(`removed on the base branch in ${removal.slice(0, 12)}`);
  });

  it("on the branch that brought it is retired, though the merge changes no lesson on base", async () => {
    const { repository } = story;
    const id = await record();
    repository.git("switch", "-qc", "feature");
    repository.commit({ [FILE]: file(id), "src/a.ts": "1\n" });
    remove("the reviewer did not agree");
    repository.git("switch", "-q", "main");
    repository.git(...as("merge", "-q", "--no-ff", "--no-edit", "feature"));
    expect(await stateOf(await start(), id)).toMatch(RETIRED);
  });

  it.each([
    ["only the lesson", {}, true],
    ["work too", { "src/b.ts": "1\n" }, false],
  ])("in a squash of %s", async (_, work, retires) => {
    const { repository } = story;
    const id = await merged();
    repository.git("switch", "-qc", "feature");
    remove("out", work);
    repository.git("switch", "-q", "main");
    repository.git("merge", "-q", "--squash", "feature");
    repository.commit({}, "squashed");
    const reader = await start();
    if (retires) expect(await stateOf(reader, id)).toMatch(RETIRED);
    else expect(await titles(reader)).toEqual([LESSON.title]);
  });

  it("inside a merge commit only loses its review", async () => {
    const { repository } = story;
    const id = await merged();
    repository.git("switch", "-qc", "feature");
    repository.commit({ "src/b.ts": "1\n" });
    repository.git("switch", "-q", "main");
    repository.commit({ "src/c.ts": "1\n" });
    repository.git(...as("merge", "-q", "--no-commit", "--no-ff", "feature"));
    remove("merge");
    const reader = await start();
    expect(await found(reader)).toMatchObject([{ id, title: LESSON.title }]);
  });

  it("is judged by its last removal", async () => {
    const id = await merged();
    remove();
    story.repository.commit({ [FILE]: file(id) }, "back");
    remove("clean up", { "src/a.ts": "2\n" });
    expect(await found(await start())).toMatchObject([{ id }]);
  });

  it("is retired too where its name was not plain", async () => {
    const { repository } = story;
    const id = await record();
    const name = `${FOLDER}/größe\tund\nmehr.md`;
    repository.commit({ [name]: file(id), "src/a.ts": "1\n" });
    repository.git("rm", "-q", name);
    repository.commit({}, "out");
    expect(await stateOf(await start(), id)).toMatch(RETIRED);
  });

  it("before the history of a shallow clone begins only loses its review there", async () => {
    const { repository } = story;
    const id = await merged();
    remove();
    repository.commit({ "src/a.ts": "2\n" });
    const refs = "refs/agentops/*:refs/agentops/*";
    const whole = story.clone();
    const shallow = story.clone("--depth=1");
    for (const { dir } of [whole, shallow]) git(dir, "fetch", "-q", "origin", refs);
    expect(await stateOf(await start(whole.dir), id)).toMatch(RETIRED);
    expect(await stateOf(await start(shallow.dir), id)).toBe("served");
    git(shallow.dir, "fetch", "-q", "--unshallow");
    expect(await stateOf(await start(shallow.dir), id)).toMatch(RETIRED);
  });
});
