// How a lesson travels from a branch into base: squash, rebase, cherry-pick, and a conflict that stays in the file.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { git, writeFiles } from "../../support/repository.ts";
import { as, createStory, FILE, file, found, LESSON, stateOf, titles } from "./story.ts";

const story = createStory();
const { record, start } = story;
const MERGED = "git clone leaves out refs/agentops";
const OTHER = "git clone forgets refs/agentops";

/** Ends a merge or rebase that stopped at the lesson's file, with this text. */
function settle(text: string, ...args: string[]): void {
  writeFiles(story.repository.dir, { [FILE]: text });
  story.repository.git("add", FILE);
  story.repository.git(...as("-c", "core.editor=true", ...args));
}

describe("a lesson that is merged", () => {
  it("by squash is one learning with one id, and base's text", async () => {
    const { repository } = story;
    const id = await record();
    repository.git("switch", "-qc", "feature");
    repository.commit({ [FILE]: file(id), "src/a.ts": "1\n" }, "work and lesson");
    repository.commit({ [FILE]: file(id, { title: MERGED }) }, "said better");
    const reader = await start();
    expect(await titles(reader)).toEqual([LESSON.title]);
    repository.git("switch", "-q", "main");
    repository.git("merge", "-q", "--squash", "feature");
    repository.commit({}, "squashed");
    repository.git("branch", "-qD", "feature");
    expect(await found(reader)).toMatchObject([{ id, title: MERGED }]);
  });

  it("after a rebase without conflict is base's", async () => {
    const { repository } = story;
    const id = await record();
    repository.git("switch", "-qc", "feature");
    repository.commit({ [FILE]: file(id, { title: MERGED }) });
    repository.git("switch", "-q", "main");
    repository.commit({ "src/a.ts": "1\n" });
    repository.git("switch", "-q", "feature");
    const reader = await start();
    repository.git(...as("rebase", "-q", "main"));
    expect(await titles(reader)).toEqual([LESSON.title]);
    repository.git("switch", "-q", "main");
    repository.git("merge", "-q", "--ff-only", "feature");
    expect(await found(reader)).toMatchObject([{ id, title: MERGED }]);
  });

  it("keeps base's text while a rebase stands at a conflict in its file, which is named", async () => {
    const { repository } = story;
    const id = await record();
    repository.commit({ [FILE]: file(id) });
    repository.git("switch", "-qc", "feature");
    repository.commit({ [FILE]: file(id, { title: OTHER }) });
    repository.git("switch", "-q", "main");
    repository.commit({ [FILE]: file(id, { title: MERGED }) });
    repository.git("switch", "-q", "feature");
    const reader = await start();
    expect(() => repository.git(...as("rebase", "-q", "main"))).toThrow(/CONFLICT|could not apply/);
    expect(await found(reader)).toMatchObject([{ id, title: MERGED }]);
    expect(await stateOf(reader, id)).toBe(`served; ${FILE} is left out: holds conflict markers`);
    settle(file(id, { title: OTHER }), "rebase", "--continue");
    expect(await titles(reader)).toEqual([MERGED]);
    expect(await stateOf(reader, id)).toBe("served");
    repository.git("switch", "-q", "main");
    repository.git("merge", "-q", "--ff-only", "feature");
    expect(await found(reader)).toMatchObject([{ id, title: OTHER }]);
  });

  it("is not served with conflict markers that were committed on base", async () => {
    const id = await record();
    story.repository.commit({ [FILE]: `${file(id)}<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n` });
    const reader = await start();
    const [item] = await found(reader);
    expect(item).toMatchObject({ id, title: LESSON.title });
    expect(item?.text).not.toContain("<<<<");
    expect(await stateOf(reader, id)).toContain("holds conflict markers");
  });

  it("by cherry-pick counts on the base that has it, and only there", async () => {
    const { repository } = story;
    const id = await record();
    repository.git("branch", "release");
    repository.git("switch", "-qc", "feature");
    const picked = repository.commit({ [FILE]: file(id, { title: MERGED }) });
    repository.git("switch", "-q", "release");
    repository.git(...as("cherry-pick", picked));
    const onMain = await start();
    const onRelease = await start(repository.dir, { args: ["--base", "release"] });
    expect(await found(onMain)).toMatchObject([{ id, title: LESSON.title }]);
    expect(await found(onRelease)).toMatchObject([{ id, title: MERGED }]);
  });
});

describe("an edit on a branch", () => {
  it("is served while it is not committed, and no longer once it is", async () => {
    const { repository } = story;
    const id = await record();
    repository.commit({ [FILE]: file(id) });
    repository.git("switch", "-qc", "feature");
    const reader = await start();
    writeFiles(repository.dir, { [FILE]: file(id, { title: OTHER }) });
    expect(await titles(reader)).toEqual([OTHER]);
    repository.commit({}, "edited");
    expect(await titles(reader)).toEqual([LESSON.title]);
  });

  it("that git checks out with other line ends is still no edit of a person", async () => {
    const { repository } = story;
    repository.git("switch", "-qc", "feature");
    repository.commit({ [FILE]: file(null) });
    git(repository.dir, "config", "core.autocrlf", "true");
    git(repository.dir, "rm", "-q", "--cached", FILE);
    git(repository.dir, "checkout", "-q", "HEAD", "--", FILE);
    expect(readFileSync(path.join(repository.dir, FILE), "utf8")).toContain("\r\n");
    expect((await found(await start()))[0]?.text).toContain("on an unreviewed branch");
  });
});
