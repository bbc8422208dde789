// Which command lines can only take something back, by their words alone.
import { describe, expect, it } from "vitest";
import { reverting, undoing } from "../../src/envelope/undoing-commands.ts";

const undone = (line: string) => {
  const found = undoing(line.split(" "));
  return found && `${found.kind} ${found.source ?? "-"}: ${found.paths.join(" ")}`;
};

describe("files that are taken back", () => {
  it.each([
    ["rm a b", "remove -: a b"],
    ["rm -f -- -a", "remove -: -a"],
    ["rm -fv --force a", "remove -: a"],
    ["rm -r a", null],
    ["rm --source=x a", null],
    ["rm -s x a", null],
    ["rm", null],
    ["rm a*", null],
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
