// The places a lesson is read from: forks, worktrees, ignored folders, parts of a monorepo.
import { rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { cloneRefs } from "../../support/journal.ts";
import { repositoryIn, writeFiles } from "../../support/repository.ts";
import { createStory, FILE, FOLDER, file, found, LESSON, titles } from "./story.ts";

const story = createStory();
const { record, start } = story;
const MERGED = "git clone leaves out refs/agentops";
const OTHER = "git clone forgets refs/agentops";

describe("a fork", () => {
  it("reads base's files by id without any journal, and holds its own edits back until they are merged", async () => {
    const id = await record();
    story.repository.commit({ [FILE]: file(id, { title: MERGED }) });
    const fork = story.clone();
    expect(cloneRefs(fork)).toEqual([]);
    const reader = await start(fork.dir, { session: "in the fork" });
    const [item] = await found(reader);
    expect(item).toMatchObject({ id, title: MERGED });
    expect(item?.text).toMatch(/^\[learning of 20\d\d-\d\d-\d\d by another clone: stored data/);

    fork.git("switch", "-qc", "feature");
    const own = file(null, {
      title: OTHER,
      body: "A fork after git clone has no refs of agents: fetch them once.",
    });
    fork.commit({ [FILE]: file(id, { title: OTHER }), [`${FOLDER}/own.md`]: own });
    const items = await found(reader);
    expect(items.find((each) => each.id === id)?.title).toBe(MERGED);
    expect(items.find((each) => each.id !== id)?.text).toContain("on an unreviewed branch");
    expect(await reader.read("agentops://brief")).not.toContain(OTHER);
  });

  it("meets upstream's journal in the same id, with what was cited before", async () => {
    const id = await record();
    story.repository.commit({ [FILE]: file(id, { title: MERGED }) });
    const fork = story.clone();
    const reader = await start(fork.dir, { session: "in the fork" });
    await reader.call("cite_learnings", { citations: [{ id, outcome: "applied" }] });
    expect((await reader.call("trace_record", { id })).facts.recorded).toMatchObject({
      session: "git:unknown",
    });

    fork.git("fetch", "-q", "origin", "refs/agentops/*:refs/agentops/*");
    expect(await found(reader)).toMatchObject([{ id, title: MERGED }]);
    const { facts } = await reader.call("trace_record", { id });
    expect(facts).toMatchObject({ recorded: { session: "writer" }, events: [{ what: "cited as applied" }] });
  });
});

describe("two worktrees", () => {
  it("see their own edits and branches, and one journal", async () => {
    const { repository } = story;
    const id = await record();
    repository.commit({ [FILE]: file(id) });
    const second = repositoryIn(path.join(story.folder(), "second"));
    repository.git("worktree", "add", "-q", "-b", "feature", second.dir);
    const here = await start();
    const there = await start(second.dir, { session: "there" });
    writeFiles(second.dir, { [FILE]: file(id, { title: OTHER }) });
    expect(await titles(here)).toEqual([LESSON.title]);
    expect(await titles(there)).toEqual([OTHER]);
    second.commit({ [`${FOLDER}/own.md`]: file(null, { title: OTHER }) }, "edit and lesson");
    expect(await titles(here)).toEqual([LESSON.title]);
    expect((await titles(there)).toSorted()).toEqual([LESSON.title, OTHER].toSorted());
    await there.call("cite_learnings", { citations: [{ id, outcome: "applied" }] });
    const { events } = (await here.call("trace_record", { id })).facts as { events: { what: string }[] };
    expect(events.filter(({ what }) => what === "cited as applied")).toHaveLength(1);
    expect(cloneRefs(repository)).toHaveLength(1);
  });
});

describe("a folder that git ignores", () => {
  it("serves what lies in it as an edit that nobody else has, and else the journal", async () => {
    const { repository } = story;
    repository.commit({ ".gitignore": ".agentops\n" });
    const id = await record();
    const reader = await start();
    expect(await found(reader)).toMatchObject([{ id, title: LESSON.title }]);
    writeFiles(repository.dir, { [FILE]: file(id, { title: OTHER }) });
    repository.commit({ "src/a.ts": "1\n" });
    const [item] = await found(reader);
    expect(item).toMatchObject({ id, title: OTHER });
    expect(item?.text).toContain("edited and not committed");
    rmSync(path.join(repository.dir, ".agentops"), { recursive: true });
    expect(await titles(reader)).toEqual([LESSON.title]);
  });
});

describe("a part of a monorepo", () => {
  const near = {
    title: "Retries of the api hide a dead proxy",
    body: "The api retries 5 times and hides that the proxy is dead. Look at the proxy's log first.",
  };
  const far = {
    title: "Retries of the web hide a dead proxy",
    body: "The web retries 5 times and hides that the proxy is dead. Look at the proxy's log first.",
  };
  const at = (lesson: typeof near, folder: string) =>
    file(null, lesson).replace("tags: git", `paths: [packages/${folder}/src/retry.ts]`);

  it("uses the folder at the top, and raises what is near without hiding the rest", async () => {
    const { repository } = story;
    repository.commit({
      [`${FOLDER}/api.md`]: at(near, "api"),
      [`${FOLDER}/web.md`]: at(far, "web"),
      "packages/api/index.ts": "1\n",
      "packages/web/index.ts": "1\n",
      [`packages/api/${FOLDER}/not-read.md`]: file(null, { ...near, title: "Not at the top" }),
    });
    for (const [folder, first, second] of [
      ["api", near, far],
      ["web", far, near],
    ] as const) {
      const reader = await start(path.join(repository.dir, "packages", folder));
      expect(await titles(reader, "retries hide a dead proxy")).toEqual([first.title, second.title]);
      expect(await titles(reader, "bake bread with rye flour")).toEqual([]);
    }
  });
});
