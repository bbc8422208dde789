// A command that only takes back what its branch has done needs no entry, and nothing else gets in with it.
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/config.ts";
import type { Bounds } from "../../src/envelope/action.ts";
import { createEnvelopePort } from "../../src/envelope/io/open.ts";
import { placeAt } from "../../src/git/place.ts";
import { createRepository, type TestRepository, writeFiles } from "../support/repository.ts";

const POLICY = 'envelope: { write: ["src/**"], deny: ["**/.env*"] }';
const UNDO = { decision: "allow", rule: "undo: only takes back" };

let repository: TestRepository;
let start: string;
beforeAll(() => {
  repository = createRepository();
  repository.commit({
    "src/a.ts": "1\n",
    "src/.env": "1\n",
    "lib/b.ts": "1\n",
    "lib/same.ts": "1\n",
    "CLAUDE.md": "1\n",
    ".gitignore": "mine.txt\n",
  });
  start = repository.git("rev-parse", "HEAD").trim();
  repository.git("checkout", "-q", "-b", "work");
  repository.commit({ "lib/b.ts": "2\n", "lib/new.ts": "1\n", "lib/deep/new.ts": "1\n", "CLAUDE.md": "2\n" });
  // A tag of base's name says nothing.
  repository.git("tag", "main", "HEAD");
  writeFiles(repository.dir, { "mine.txt": "a person's", "lib/untracked.ts": "1\n", "lib/staged.ts": "1\n" });
  repository.git("add", "lib/staged.ts");
  symlinkSync("lib", path.join(repository.dir, "linked"));
  mkdirSync(path.join(repository.dir, "sub"));
});
afterAll(() => repository.remove());

async function judge(
  line: string,
  more: { policy?: string; job?: Bounds["job"]; folder?: string; base?: string } = {},
) {
  const { policy = POLICY, job = null, folder = ".", base = "main" } = more;
  const { envelope } = await parseConfig(Buffer.from(policy));
  const port = createEnvelopePort({
    place: placeAt(repository.dir),
    cwd: path.join(repository.dir, folder),
    scope: async () => job,
    base: async () => ({ envelope, name: base }),
  });
  const argv = line.replace("START", start).split(" ");
  return (await port.check({ kind: "command", argv }, Date.now())).decision;
}

describe("is allowed", () => {
  it.each([
    ["a file of the bounds is gone", "rm src/a.ts"],
    ["a file of the bounds is as it was", "git restore src/a.ts"],
    ["a file of the bounds is as it was somewhere", "git checkout HEAD~1 -- src/a.ts"],
    ["what the branch added is gone", "git rm -f lib/new.ts"],
    ["so without git", "rm -f lib/new.ts lib/deep/new.ts"],
    ["what was only staged", "git rm --cached lib/staged.ts"],
    ["what it changed is as on base", "git checkout START -- lib/b.ts"],
    ["so by the newer command", "git restore --staged --worktree --source=START lib/b.ts"],
    ["so with a source apart", "git restore -s START -- lib/b.ts src/a.ts"],
    ["so for a guarded file", "git checkout START -- CLAUDE.md"],
    ["so by the branch's own name", "git checkout refs/heads/main -- lib/b.ts"],
    ["from the index, what was staged is gone", "git rm -q --cached -- lib/staged.ts"],
  ])("%s: %s", async (_, line) => expect(await judge(line)).toMatchObject(UNDO));

  it("in a sub-folder as well", async () => {
    expect(await judge("rm ../lib/new.ts", { folder: "sub" })).toMatchObject(UNDO);
    expect(await judge("git checkout HEAD~1 -- ../lib/b.ts", { folder: "sub" })).toMatchObject(UNDO);
  });
});

describe("stays denied", () => {
  it.each([
    ["base has it", "rm lib/same.ts"],
    ["base has another one", "rm lib/b.ts"],
    ["nobody but a person has it", "rm mine.txt"],
    ["nobody knows who made it", "rm lib/untracked.ts"],
    ["one of them", "rm lib/new.ts lib/same.ts"],
    ["nothing was changed", "git checkout START -- lib/same.ts"],
    ["it brings the change itself", "git restore lib/b.ts"],
    ["it brings another one", "git checkout HEAD -- CLAUDE.md"],
    ["it takes away more", "git rm -r lib/deep"],
    ["a folder", "rm -rf lib/deep"],
    ["a folder for git", "git rm lib/deep"],
    ["all", "git restore ."],
    ["a pattern of git's", "git rm :/lib/new.ts"],
    ["a pattern", "git rm lib/*.ts"],
    ["through a link", "rm linked/new.ts"],
    ["a file is denied by name", "rm src/.env"],
    ["a branch is changed to", "git checkout main"],
    ["no line between", "git checkout START lib/b.ts"],
    ["files of a list", "git restore --pathspec-from-file=list"],
    ["by hand", "git restore -p lib/b.ts"],
    ["an option for a source", "git restore --source=--all lib/b.ts"],
    ["out of the repository", "rm /etc/hosts"],
    ["another program", "./rm lib/new.ts"],
    ["options before", "git -C sub rm ../lib/new.ts"],
    ["a tag of base's name", "git checkout main -- lib/new.ts"],
  ])("%s: %s", async (_, line) => expect((await judge(line)).decision).toBe("deny"));

  it("where base is no branch, or the envelope has run out", async () => {
    expect((await judge("rm lib/new.ts", { base: "gone" })).decision).toBe("deny");
    const policy = 'envelope: { write: ["src/**"], expires: 2020-01-01 }';
    expect((await judge("rm lib/new.ts", { policy })).decision).toBe("deny");
  });

  it("in another working tree, though its folder's name begins with this one's", async () => {
    const beside = `${repository.dir}-jobs`;
    repository.git("worktree", "add", "-q", "-b", "other", beside);
    try {
      expect((await judge(`rm ${beside}/lib/new.ts`)).decision).toBe("deny");
    } finally {
      repository.git("worktree", "remove", "--force", beside);
    }
  });

  it("outside of a job's own worktree", async () => {
    const job = { id: "j-1", read: null, write: ["src/**"], within: "/elsewhere" };
    expect((await judge("rm lib/new.ts", { job })).decision).toBe("deny");
    expect(await judge("rm lib/new.ts", { job: { ...job, within: null } })).toMatchObject(UNDO);
  });
});

describe("git revert", () => {
  const commit = (rev: string) => repository.git("rev-parse", rev).trim();

  it("is allowed of a commit of the branch that leaves each file inside the bounds or as base has it", async () => {
    for (const line of [
      "git revert --no-edit HEAD",
      "git revert -n HEAD",
      `git revert --no-edit ${commit("HEAD")}`,
    ])
      expect(await judge(line), line).toMatchObject(UNDO);
  });

  it.each([
    ["a commit that base has", "git revert --no-edit START"],
    ["an editor may be started", "git revert HEAD"],
    ["a range", "git revert --no-edit START..HEAD"],
    ["an option of its own", "git revert --no-edit -m 1 HEAD"],
    ["another strategy", "git revert --no-edit --strategy=mine HEAD"],
    ["no commit", "git revert --no-edit nowhere"],
    ["nothing", "git revert --no-edit"],
  ])("is not where it is of %s", async (_, line) => {
    expect((await judge(line)).decision).toBe("deny");
  });

  it("is not where the file has gone on since, or is outside the bounds and was not base's before", async () => {
    const other = createRepository();
    try {
      other.commit({ "lib/a.ts": "1\n" });
      other.git("checkout", "-q", "-b", "work");
      other.commit({ "lib/a.ts": "2\n" });
      other.commit({ "lib/a.ts": "3\n" });
      const { envelope } = await parseConfig(Buffer.from(POLICY));
      const port = createEnvelopePort({
        place: placeAt(other.dir),
        cwd: other.dir,
        scope: null,
        base: async () => ({ envelope, name: "main" }),
      });
      for (const rev of ["HEAD", "HEAD~1"]) {
        const argv = ["git", "revert", "--no-edit", rev];
        expect((await port.check({ kind: "command", argv }, Date.now())).decision.decision, rev).toBe("deny");
      }
    } finally {
      other.remove();
    }
  });
});
