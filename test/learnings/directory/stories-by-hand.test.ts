// Lessons that people write and edit by hand: which learning a file is, through edits, renames and lost ids.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { writeFiles } from "../../support/repository.ts";
import {
  as,
  createStory,
  FILE,
  FOLDER,
  file,
  found,
  LESSON,
  stateOf,
  titles,
  withLoggedGit,
} from "./story.ts";

const story = createStory();
const { record, start } = story;
const BETTER = "git clone brings branches and tags only";
const OTHER = "git clone forgets refs/agentops";

describe("a file without an id", () => {
  it("is one learning while it is edited, committed, renamed and edited again", async () => {
    const { repository } = story;
    const reader = await start();
    repository.commit({ [FILE]: file(null) });
    const [{ id } = { id: "" }] = await found(reader);
    writeFiles(repository.dir, { [FILE]: file(null, { title: BETTER }) });
    expect(await found(reader)).toMatchObject([{ id, title: BETTER }]);
    repository.commit({}, "edited");
    repository.git("mv", FILE, `${FOLDER}/renamed.md`);
    repository.commit({}, "renamed");
    expect(await found(reader)).toMatchObject([{ id, title: BETTER }]);
    repository.commit({ [`${FOLDER}/renamed.md`]: file(null, { title: OTHER }) });
    expect(await found(reader)).toMatchObject([{ id, title: OTHER }]);
  });

  it("has one id on its branch and, edited there, after a merge", async () => {
    const { repository } = story;
    repository.git("switch", "-qc", "feature");
    repository.commit({ [FILE]: file(null) });
    const reader = await start();
    const [{ id } = { id: "" }] = await found(reader);
    repository.commit({ [FILE]: file(null, { title: BETTER }) });
    expect(await found(reader)).toMatchObject([{ id, title: BETTER }]);
    repository.git("switch", "-q", "main");
    repository.commit({ "src/a.ts": "1\n" });
    repository.git(...as("merge", "-q", "--no-edit", "feature"));
    expect(await found(reader)).toMatchObject([{ id, title: BETTER }]);
  });

  it("says who wrote it, when, and which file it is", async () => {
    story.repository.commit({ [FILE]: file(null) });
    const reader = await start();
    const [item] = await found(reader);
    const today = story.repository.git("log", "-1", "--format=%as").trim();
    expect(item?.text).toContain(`[learning of ${today} by hand: stored data`);
    const { facts } = await reader.call("trace_record", { id: item?.id });
    expect(facts).toMatchObject({ recorded: { session: "git:Test" }, derived_from: [`path ${FILE}`] });
  });

  it("costs one look at history, not one for each file", async () => {
    const log = path.join(story.folder(), "git.log");
    const files = Array.from({ length: 30 }, (_, at) => [
      `${FOLDER}/${at}.md`,
      file(null, { title: `${at}` }),
    ]);
    story.repository.commit(Object.fromEntries(files));
    const reader = await start(undefined, { env: { PATH: withLoggedGit(story.folder(), log) } });
    await found(reader);
    const logs = readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => / log /.test(line));
    // The other one reads the past commits of base.
    expect(logs.map((line) => line.includes("--no-merges")).toSorted()).toEqual([false, true]);
  });

  it("and its edits cost no process with each call", async () => {
    const { repository } = story;
    const log = path.join(story.folder(), "git.log");
    repository.commit({ [FILE]: file(null), [`${FOLDER}/b.md`]: file(await record(), { title: OTHER }) });
    writeFiles(repository.dir, { [FILE]: file(null, { title: BETTER }) });
    const reader = await start(undefined, { env: { PATH: withLoggedGit(story.folder(), log) } });
    await found(reader);
    // What the session has been served may be written meanwhile, by gits of its own.
    const starts = () =>
      readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => !/ (config --get-regexp|update-ref) /.test(line));
    const before = starts();
    for (const title of ["one", "two", "three"]) {
      writeFiles(repository.dir, { [FILE]: file(null, { title: `${BETTER} ${title}` }) });
      expect(await titles(reader)).toContain(`${BETTER} ${title}`);
    }
    expect(starts()).toEqual(before);
  });
});

describe("a file whose id a person touches", () => {
  it("stays its learning when the line with the id is deleted, before and after the commit", async () => {
    const { repository } = story;
    const id = await record();
    repository.commit({ [FILE]: file(id) });
    const reader = await start();
    writeFiles(repository.dir, { [FILE]: file(null, { title: BETTER }) });
    expect(await found(reader)).toMatchObject([{ id, title: BETTER }]);
    repository.commit({}, "without its id");
    expect(await found(reader)).toMatchObject([{ id, title: BETTER }]);
  });

  it("is named when it is a copy that kept another's id, and the other one stays as it is", async () => {
    const { repository } = story;
    const id = await record();
    repository.commit({ [FILE]: file(id) });
    const reader = await start();
    writeFiles(repository.dir, { [`${FOLDER}/a-copy.md`]: file(id, { title: OTHER }) });
    expect(await found(reader)).toMatchObject([{ id, title: LESSON.title }]);
    expect(await stateOf(reader, id)).toBe(
      `served; ${FOLDER}/a-copy.md is left out: has the same id as ${FILE}`,
    );
    // Without the line, it is a learning of its own.
    writeFiles(repository.dir, { [`${FOLDER}/a-copy.md`]: file(null, { title: OTHER }) });
    expect((await titles(reader)).toSorted()).toEqual([LESSON.title, OTHER].toSorted());
    expect(await stateOf(reader, id)).toBe("served");
  });

  it("keeps two learnings apart whose names differ in case alone", async () => {
    const { repository } = story;
    repository.commit({ [FILE]: file(null), [`${FOLDER}/Clone.md`]: file(null, { title: OTHER }) });
    expect((await titles(await start())).toSorted()).toEqual([LESSON.title, OTHER].toSorted());
  });
});
