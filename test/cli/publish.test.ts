// `publish` makes one commit on a branch, and touches nothing that the person is working on.
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fsck, plant, storedIds } from "../support/journal.ts";
import { encodeRecord, recordPath } from "../support/kinds.ts";
import { learning } from "../support/records.ts";
import { createStored, LESSONS, type Stored } from "./stored.ts";

const BRANCH = "agentops/learnings";
let stored: Stored;
beforeEach(() => {
  stored = createStored();
  stored.write({ "learnings.md": LESSONS });
  stored.run("import", "learnings.md");
});
afterEach(() => stored.remove());

const git = (...args: string[]) => stored.repository.git(...args);
const onBranch = () => git("ls-tree", "-r", "--name-only", BRANCH, ".agentops/").trim().split("\n");

describe("publish", () => {
  it("writes every served learning as a readable file, in one commit on base", async () => {
    const base = git("rev-parse", "main").trim();
    const { commit, files, push } = await stored.facts("publish");
    expect(files).toHaveLength(3);
    expect(push).toBeNull();
    expect(git("rev-parse", `${commit}^`).trim()).toBe(base);
    expect(onBranch()).toHaveLength(3);
    const file = onBranch().find((name) => name.includes("vitest")) ?? "";
    expect(file).toMatch(/^\.agentops\/learnings\/[a-z0-9-]+\.md$/);
    expect(git("show", `${BRANCH}:${file}`)).toMatch(/^---\ntitle: "?vitest 5 needs/);
    expect(git("show", `${BRANCH}:README.md`)).toBe("# test\n");
    expect(git("log", "-1", "--format=%B", BRANCH)).toMatch(/^docs: 3 learnings\n\n- /);
    expect(git("log", "-1", "--format=%an <%ae>", BRANCH).trim()).toBe(
      "agentops-mcp <agentops-mcp@localhost>",
    );
    expect(fsck(stored.repository.dir)).toBe("");
  });

  it("of very many takes those first that somebody here stands behind, and the others in later commits", async () => {
    const strangers = Array.from({ length: 310 }, (_, at) => learning(at, { clone: "yyyyyyyyyy" }));
    plant(
      stored.repository.dir,
      "yyyyyyyyyy",
      Object.fromEntries(strangers.map((each) => [recordPath(each), encodeRecord(each)])),
    );
    const own = storedIds(stored.repository, "learning/").filter(
      (id) => !strangers.some((each) => each.id === id),
    );
    const { files, left } = await stored.facts("publish");
    const ids = (files as { id: string }[]).map(({ id }) => id);
    expect([ids.length, left]).toEqual([300, 13]);
    expect(ids).toEqual(expect.arrayContaining(own));
    expect((await stored.facts("publish")).files).toHaveLength(13);
  });

  it("leaves HEAD, index, working tree and hooks alone", () => {
    stored.write({ "staged.txt": "staged", "README.md": "edited" });
    git("add", "staged.txt");
    const trap = path.join(stored.repository.dir, ".git/hooks/post-commit");
    for (const hook of ["pre-commit", "post-commit", "reference-transaction"])
      writeFileSync(
        path.join(stored.repository.dir, ".git/hooks", hook),
        `#!/bin/sh\necho ran >> "${trap}.ran"\n`,
        {
          mode: 0o755,
        },
      );
    const before = [git("status", "--porcelain=v2", "--branch"), git("symbolic-ref", "HEAD")];
    expect(stored.run("publish").code).toBe(0);
    expect([git("status", "--porcelain=v2", "--branch"), git("symbolic-ref", "HEAD")]).toEqual(before);
    expect(existsSync(`${trap}.ran`)).toBe(false);
  });

  it("adds only what is new, and says when there is nothing", async () => {
    stored.run("publish");
    const first = git("rev-parse", BRANCH).trim();
    const again = stored.run("publish");
    expect(again.code).toBe(0);
    expect(again.stdout).toContain("Nothing new");
    expect(git("rev-parse", BRANCH).trim()).toBe(first);
    stored.write({
      "more.md":
        "## Git (2026-04-01)\n- `git worktree remove` refuses with 128 while an untracked file lies there.\n",
    });
    stored.run("import", "more.md");
    expect((await stored.facts("publish")).files).toHaveLength(1);
    expect(git("rev-parse", `${BRANCH}^`).trim()).toBe(first);
    // Merged: the next one starts from base again.
    git("merge", "-q", "--ff-only", BRANCH);
    expect(await stored.facts("publish")).toMatchObject({ commit: null, files: [] });
  });

  it("names the push for the pull request, and uses the person's identity", () => {
    git("remote", "add", "origin", "/nowhere");
    git("config", "user.name", "Ada");
    git("config", "user.email", "ada@example.org");
    expect(stored.run("publish", "--branch", "docs/lessons").stdout).toContain(
      "git push origin docs/lessons",
    );
    expect(git("log", "-1", "--format=%an <%ae>", "docs/lessons").trim()).toBe("Ada <ada@example.org>");
  });

  it("leaves out what was redacted, and refuses a branch that is checked out or misnamed", async () => {
    const [id = ""] = storedIds(stored.repository, "learning/");
    stored.run("redact", id, "--reason", "names a customer", "--yes");
    expect((await stored.facts("publish")).files).toHaveLength(2);
    const head = git("rev-parse", "main");
    for (const branch of ["main", "a..b", "-d"]) {
      expect(stored.run("publish", `--branch=${branch}`).code).toBe(2);
    }
    expect(git("rev-parse", "main")).toBe(head);
  });
});
