// Command lines that can only take something back are told by their words alone.
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/config.ts";
import type { Bounds } from "../../src/envelope/action.ts";
import { createFits } from "../../src/envelope/io/open.ts";
import { ofUndoing, reverting, undoing } from "../../src/envelope/undoing-commands.ts";

const undone = (line: string) => {
  const found = undoing(line.split(" "));
  return found && `${found.kind} ${found.source ?? "-"}: ${found.paths.join(" ")}`;
};

describe("files that are taken back", () => {
  it.each([
    ["rm a b", "remove -: a b"],
    ["rm -f -- -a", "remove -: -a"],
    ["rm -- a", "remove -: a"],
    ["rm -fv --force a", "remove -: a"],
    ["rm -r a", null],
    ["rm --source=x a", null],
    ["rm -s x a", null],
    ["rm", null],
    ["rm a*", null],
    ["rm a b*", null],
    ["rm a?", null],
    ["rm a[b", null],
    ["rm a]b", null],
    ["rm a\\b", null],
    ["rm :a", null],
    ["rmdir a", null],
    ["git rm --cached -q a", "remove -: a"],
    ["git rm --pathspec-from-file=a b", null],
    ["hg rm a", null],
    ["hg restore a", null],
    ["git restore a", "restore -: a"],
    ["git restore -SW --staged --worktree --quiet --verbose a", "restore -: a"],
    ["git restore --source=x a", "restore x: a"],
    ["git restore --source x a", "restore x: a"],
    ["git restore -s x a", "restore x: a"],
    ["git restore -s x -- -s", "restore x: -s"],
    ["git restore -s", null],
    ["git restore -s -p a", null],
    ["git restore -s -- a", null],
    ["git restore --source= a", null],
    ["git restore -p a", null],
    ["git restore --overlay a", null],
    ["git checkout -- a", "restore -: a"],
    ["git checkout x -- a b", "restore x: a b"],
    ["git checkout -f -q --force --quiet x -- a", "restore x: a"],
    ["git checkout -p -- a", null],
    ["git checkout x y -- a", null],
    ["git checkout x a", null],
    ["git checkout a", null],
    ["git checkout -b a", null],
    ["git checkout --", null],
    ["git checkout -- :/", null],
    ["git switch -- a", null],
    ["git", null],
    ["", null],
  ])("%s: %s", (line, expected) => expect(undone(line)).toBe(expected));

  it("takes them from the index where none is named", () => {
    const found = { kind: "restore", source: null, paths: ["a"] };
    expect(undoing(["git", "checkout", "--", "a"])).toEqual(found);
    expect(undoing(["git", "restore", "a"])).toEqual(found);
  });

  it("are the working tree's of the job alone", () => {
    const job = { id: "j", read: null, write: ["src/**"], within: "/work/one" };
    const bounds = { envelope: null, digest: null, base: "main", job };
    const at = (absolute: string) => ({
      file: { inside: "lib/a", absolute, named: [], problem: null },
      isTakenBack: true,
    });
    const decided = (...files: ReturnType<typeof at>[]) => ofUndoing(bounds, files, createFits())?.decision;
    expect(decided(at("/work/one/lib/a"))).toBe("allow");
    expect(decided(at("/work/one/lib/a"), at("/work/oneself/lib/a"))).toBeUndefined();
    expect(decided()).toBeUndefined();
  });

  it("may be lessons in any scope, as their writing may, also while the envelope is on trial", async () => {
    const job = { id: "j", read: null, write: ["src/**"], within: null };
    const trial = await parseConfig(Buffer.from('envelope: { enforce: warn, write: ["src/**"] }'));
    const of = (inside: string, envelope: Bounds["envelope"] = null) =>
      ofUndoing(
        { envelope, digest: null, base: "main", job },
        [{ file: { inside, absolute: `/${inside}`, named: [], problem: null }, isTakenBack: false }],
        createFits(),
      )?.decision;
    expect(of(".agentops/learnings/a.md")).toBe("allow");
    expect(of(".agentops/learnings/a.md", trial.envelope)).toBe("allow");
    expect(of("src/a")).toBe("allow");
    expect(of("lib/a")).toBeUndefined();
  });

  it("takes no word that is empty for a place to take them from", () => {
    expect(undoing(["git", "restore", "--source", "", "a"])).toBeNull();
    expect(undoing(["git", "checkout", "", "--", "a"])).toBeNull();
    expect(undoing(["git", "restore", "", "a"])).toEqual({ kind: "restore", source: null, paths: ["", "a"] });
  });
});

describe("commits that are reverted", () => {
  it.each([
    ["git revert --no-edit HEAD", ["HEAD"]],
    ["git revert -n HEAD~1 abc^ x/y-z.1@1", ["HEAD~1", "abc^", "x/y-z.1@1"]],
    ["git revert --no-commit --no-edit a", ["a"]],
    ["git revert HEAD", null],
    ["git revert --no-edit", null],
    ["git revert --no-edit a..b", null],
    ["git revert --no-edit a --strategy=x", null],
    ["git revert --no-edit -m a", null],
    ["git revert --no-edit -X", null],
    ["git revert --no-edit a:b", null],
    ["git revert --no-edit a b{c}", null],
    ["git revert --no-edit xno-edit-n --continue", null],
    ["git cherry-pick -n a", null],
    ["hg revert -n a", null],
  ])("%s: %j", (line, expected) => expect(reverting(line.split(" "))).toEqual(expected));
});
