// The words of a git command line are judged one by one: files it reads and writes, and options that nobody knows.
import { describe, expect, it } from "vitest";
import { gitWords } from "../../src/envelope/git-words.ts";
import type { JudgedWord } from "../../src/envelope/words.ts";

/** `at read path`, with `?` for what may be no file, `*` for contents and `^` for a path from the top; `at!` for a refusal. */
function told(word: JudgedWord): string {
  if (word.is === "refused") return `${word.at}!`;
  const marks = `${word.named ? "?" : ""}${word.contents ? "*" : ""}${word.fromTop ? "^" : ""}`;
  return `${word.at} ${word.is} ${word.path}${marks}`;
}
const found = (line: string) => gitWords(line.split(" ")).map(told);
const why = (line: string) =>
  gitWords(line.split(" ")).flatMap((word) => (word.is === "refused" ? [word.why] : []));

describe("before its command", () => {
  it.each([
    ["git --no-pager -P --literal-pathspecs status", []],
    ["git -C /etc status", ["1!", "2!", "3!"]],
    ["git -c core.pager=x log", ["1!", "2!", "3!"]],
    ["git --version", []],
    ["git", []],
  ])("%s: %j", (line, words) => expect(found(line)).toEqual(words));

  it("a command that nobody has judged is refused with every word, by a plain name alone", () => {
    expect(found("git -P lfs fetch --all")).toEqual(["2!", "3!", "4!"]);
    expect(why("git lfs")).toEqual(["Nobody has judged what git lfs does."]);
    expect(why(`git ${"x".repeat(41)}`)).toEqual(["Nobody has judged what git of that name does."]);
    expect(why("git a.b")).toEqual(["Nobody has judged what git of that name does."]);
    expect(found("git constructor")).toEqual(["1!"]);
  });
});

describe("an option that names a file", () => {
  it.each([
    ["git commit -F notes.txt", ["3 read notes.txt"]],
    ["git commit -Fnotes.txt", ["2 read notes.txt"]],
    ["git commit -F", []],
    ["git commit -F - a", ["4 write a?"]],
    ["git commit -qF notes.txt -s", ["3 read notes.txt"]],
    ["git commit -F -q", ["3 read -q"]],
    ["git commit -F --exec", ["3 read --exec", "3!"]],
    ["git commit --file notes.txt src", ["3 read notes.txt", "4 write src?"]],
    ["git commit --file=notes.txt src", ["2 read notes.txt", "3 write src?"]],
    ["git commit --file=", ["2 read "]],
    ["git blame -S revs a.ts", ["3 read revs", "4 read a.ts?"]],
    ["git archive -o out.zip HEAD", ["3 write out.zip", "4 read HEAD?"]],
    ["git archive -oout.zip", ["2 write out.zip"]],
    ["git archive -o -", ["3 write -"]],
    ["git diff --output=out a", ["2 write out", "3 read a?"]],
    ["git diff --output -", ["3 write -"]],
    ["git diff --output", []],
    ["git diff -O order a", ["3 read order", "4 read a?"]],
    ["git ls-files --exclude-from=x", ["2 read x"]],
  ])("%s: %j", (line, words) => expect(found(line)).toEqual(words));
});

describe("an option with a value", () => {
  it.each([
    ["git commit -m /etc/passwd", []],
    ["git commit -m -F notes.txt", ["4 read notes.txt"]],
    ["git commit -mF notes.txt", ["3 write notes.txt?"]],
    ["git commit -m /etc/x /etc/y", ["4 write /etc/y"]],
    ["git log -n5 /etc/x", ["3 read /etc/x"]],
    ["git log -n 5 /etc/x", ["4 read /etc/x"]],
    ["git log -5 /etc/x", ["3 read /etc/x"]],
    ["git log -n", []],
    ["git log -M50% /etc/x", ["3 read /etc/x"]],
    ["git log -p -5 -- /etc/x", ["5 read /etc/x"]],
    ["git log - /etc/x", ["3 read /etc/x"]],
    ["git log -S", []],
    ["git log -L 1,5:src/a.ts", ["3 read src/a.ts?"]],
    ["git log -L1,5:/etc/x", ["2 read /etc/x"]],
    ["git log -L 1,5:/etc/x", ["3 read /etc/x"]],
    ["git log -L 1,5", []],
    ["git log -L:", []],
    ["git log -L", []],
    ["git log -G 1:/etc/x", []],
    ["git log --exclude=src/x", []],
  ])("%s: %j", (line, words) => expect(found(line)).toEqual(words));

  it("is refused in a letter that nobody has judged, whatever stands behind it", () => {
    expect(found("git status -sX /etc/x")).toEqual(["2!", "3 read /etc/x"]);
    expect(found("git describe -q")).toEqual(["2!"]);
    expect(found("git status -X=/etc/x a")).toEqual(["2!", "3 read a?"]);
  });
});

describe("a long option", () => {
  it.each([
    ["git log --oneline --no-color --graph", []],
    ["git log --exec=x", ["2!"]],
    ["git log --onel", ["2!"]],
    ["git log --no-exec", ["2!"]],
    ["git log --no-ext-diff --no-textconv", []],
    ["git log --ext-diff", ["2!"]],
    ["git log --textconv", ["2!"]],
    ["git commit --no-file --no-template", []],
    ["git add --no-pathspec-from-file", []],
    ["git add --pathspec-from-file=x", ["2!"]],
    ["git commit --no-verify", ["2!"]],
    ["git commit --no-gpg-sign", ["2!"]],
    ["git commit --verify", []],
    ["git log --exclude=/etc/x", ["2 read /etc/x"]],
    ["git log --exclude=src/x", []],
    ["git log --grep=/etc/x --author=/a --format=/%h --pretty=/x --date=/y", []],
    ["git commit --message=../x", []],
    ["git push --all origin", ["2!"]],
    ["git push --atomic --set-upstream origin", []],
    ["git fetch --atomic origin", ["2!"]],
    ["git branch --all", []],
    ["git rebase --keep-base", []],
    ["git merge --keep-base", ["2!"]],
  ])("%s: %j", (line, words) => expect(found(line).filter((each) => !each.endsWith("?"))).toEqual(words));
});

describe("a form of a command", () => {
  it.each([
    ["git config list", []],
    ["git config get user.name", []],
    ["git config user.name Ann", ["2!"]],
    ["git config --get user.name", []],
    ["git config user.name --get", ["2!"]],
    ["git config --get user.name --get", []],
    ["git config --list", []],
    ["git config -l", []],
    ["git config", ["1!"]],
    ["git config --get --no-get x", ["3!", "4!"]],
    ["git remote", []],
    ["git remote -v", []],
    ["git remote show origin", []],
    ["git remote add x y", ["2!"]],
    ["git worktree list", []],
    ["git worktree", ["1!"]],
    ["git worktree add ../x", ["2!"]],
    ["git notes", []],
    ["git notes edit", ["2!"]],
    ["git reflog", []],
    ["git reflog expire", ["2!"]],
    ["git stash", []],
    ["git stash drop", ["2!"]],
    ["git bisect start", []],
    ["git bisect", ["1!"]],
    ["git bisect run", ["2!"]],
    ["git submodule status", []],
    ["git submodule foreach x", ["2!"]],
    ["git apply a.patch", ["2!"]],
    ["git apply --check a.patch", []],
    ["git apply --stat --no-stat a.patch", ["4!"]],
    ["git format-patch HEAD", ["2!"]],
    ["git format-patch --stdout HEAD", []],
    ["git format-patch", ["1!"]],
  ])("%s: %j", (line, words) => expect(found(line).filter((each) => each.endsWith("!"))).toEqual(words));
});

describe("what a command is about", () => {
  it.each([
    ["git mv a b", ["2 write a", "3 write b"]],
    ["git rm -r a", ["3 write a"]],
    ["git clean a", ["2 write a"]],
    ["git restore a", ["2 write a"]],
    ["git restore -S a", ["3 write a?"]],
    ["git restore --staged a", ["3 write a?"]],
    ["git restore --staged --worktree a", ["4 write a"]],
    ["git restore -S -W a", ["4 write a"]],
    ["git restore -SW a", ["3 write a"]],
    ["git reset -q a", ["3 write a?"]],
    ["git rm :(top)a", ["2!"]],
    ["git rm :/a", ["2!"]],
    ["git add :(top)a", ["2!"]],
    ["git add :/a", ["2 write :/a?", "2 write a?^"]],
    ["git add ../a", ["2 write ../a"]],
    ["git log main", ["2 read main?"]],
    ["git show HEAD:src/a", ["2 read HEAD:src/a?", "2 read src/a?^"]],
    ["git show HEAD:./a", ["2 read HEAD:./a?", "2 read ./a?"]],
    ["git show HEAD:../a", ["2 read HEAD:../a?", "2 read ../a"]],
    ["git show HEAD:", ["2 read HEAD:?"]],
    ["git show HEAD:/!^etc/x", ["2 read HEAD:/!^etc/x?", "2 read etc/x?^"]],
    ["git show a:b:c", ["2 read a:b:c?", "2 read c?^"]],
    ["git apply --check a.patch", ["3 read a.patch*"]],
    ["git diff --no-index a b", ["3 read a*", "4 read b*"]],
    ["git diff --no-index=x a", ["3 read a*"]],
    ["git fetch origin main", ["2 read origin?", "3 read main?"]],
    ["git fetch origin main:other", ["2 read origin?", "3!"]],
    ["git pull origin +main", ["2 read origin?", "3!"]],
    ["git push origin HEAD:x", ["2 read origin?", "3!"]],
    ["git merge +main", ["2 read +main?"]],
    ["git log https://example.org/x", ["2!"]],
    ["git log ext::sh", ["2!"]],
    ["git log - a", ["3 read a?"]],
  ])("%s: %j", (line, words) => expect(found(line)).toEqual(words));
});

it("letters that each command takes are taken by it, and none by the next", () => {
  const taken: Record<string, string> = {
    "rev-parse": "q",
    config: "l",
    worktree: "v",
    submodule: "q",
    "merge-base": "a",
    "verify-commit": "v",
    "verify-tag": "v",
    "show-ref": "d",
    "count-objects": "H",
    "check-attr": "z",
    version: "",
    notes: "",
    bisect: "",
    "name-rev": "",
    "for-each-ref": "",
    describe: "",
  };
  const letters = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  for (const [command, letter] of Object.entries(taken)) {
    const refused = (each: string) => found(`git ${command} -${each}`).includes("2!");
    if (letter !== "") expect([command, refused(letter)]).toEqual([command, false]);
    expect(letters.filter((each) => !refused(each)).length).toBeLessThan(6);
    if (letter === "") expect([command, letters.filter((each) => !refused(each))]).toEqual([command, []]);
  }
});
