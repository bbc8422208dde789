// A running session finds the base commit, and notices when it moves.
import { describe, expect, it } from "vitest";
import { createRepository, writeFiles } from "../../support/repository.ts";
import { as, createStory, FILE, file, found, LESSON, titles } from "./story.ts";

const story = createStory();
const { start } = story;
const MERGED = "git clone leaves out refs/agentops";
const OTHER = "git clone forgets refs/agentops";

/** Upstream has the lesson; then it says it better. */
function upstream(): { improve(): void } {
  story.repository.commit({ [FILE]: file(null) });
  return { improve: () => void story.repository.commit({ [FILE]: file(null, { title: MERGED }) }) };
}

describe("a base that moves while a session runs", () => {
  it("by a fetch is read at the next call, whatever is checked out", async () => {
    const { improve } = upstream();
    const clone = story.clone();
    clone.git("checkout", "-q", "--detach");
    const reader = await start(clone.dir);
    const [before] = await found(reader);
    improve();
    expect(await titles(reader)).toEqual([LESSON.title]);
    clone.git("fetch", "-q");
    expect(await found(reader)).toMatchObject([{ id: before?.id, title: MERGED }]);
  });

  it("is the local branch where the clone knows no origin/HEAD, so that a fetch alone changes nothing", async () => {
    const { improve } = upstream();
    const clone = story.clone();
    clone.git("remote", "set-head", "origin", "--delete");
    const reader = await start(clone.dir);
    improve();
    clone.git("fetch", "-q");
    expect(await titles(reader)).toEqual([LESSON.title]);
    clone.git("merge", "-q", "--ff-only", "origin/main");
    expect(await titles(reader)).toEqual([MERGED]);
  });

  it("takes a lesson back when it is rewound", async () => {
    const { improve } = upstream();
    improve();
    const reader = await start();
    expect(await titles(reader)).toEqual([MERGED]);
    story.repository.git("reset", "-q", "--hard", "HEAD~1");
    expect(await titles(reader)).toEqual([LESSON.title]);
  });
});

describe("the branch that is base", () => {
  it("is the one that git config names, and the current one only where nothing is named", async () => {
    const { repository } = story;
    repository.git("branch", "-qm", "trunk");
    repository.commit({ [FILE]: file(null) });
    repository.git("switch", "-qc", "feature");
    repository.commit({ [FILE]: file(null, { title: OTHER }) });
    expect(await titles(await start())).toEqual([OTHER]);
    repository.git("config", "agentops.base", "trunk");
    expect(await titles(await start())).toEqual([LESSON.title]);
    expect(await titles(await start(undefined, { args: ["--base", "feature"] }))).toEqual([OTHER]);
  });

  it("can't be set by a tag that is called like it", async () => {
    upstream();
    const clone = story.clone();
    clone.git("switch", "-qc", "feature");
    clone.commit({ [FILE]: file(null, { title: OTHER }) });
    for (const name of ["origin/HEAD", "main"]) clone.git("tag", name);
    expect(await titles(await start(clone.dir))).toEqual([LESSON.title]);
    clone.git("remote", "set-head", "origin", "--delete");
    clone.git("config", "agentops.base", "main");
    expect(await titles(await start(clone.dir))).toEqual([LESSON.title]);
  });

  it("that is named at launch and not there is an error with what to do", async () => {
    const reader = await start(undefined, { args: ["--base", "nowhere"] });
    const answer = await reader.call("retrieve_context", { task: "anything" });
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain("--base nowhere names no commit here.");
  });

  it("is none before the first commit, when a file is a person's edit", async () => {
    const unborn = createRepository({ unborn: true });
    try {
      writeFiles(unborn.dir, { [FILE]: file(null) });
      const reader = await start(unborn.dir);
      const [item] = await found(reader);
      expect(item?.text).toContain("edited and not committed");
      unborn.git("add", "-A");
      unborn.git(...as("commit", "-qm", "first"));
      expect((await found(reader))[0]).toMatchObject({ id: item?.id });
      expect((await found(reader))[0]?.text).not.toContain("not committed");
      await reader.close();
    } finally {
      unborn.remove();
    }
  });
});
