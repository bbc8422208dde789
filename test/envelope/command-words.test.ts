// The words of a command, and of one that only reads, are judged one by one.
import { describe, expect, it } from "vitest";
import { commandWords } from "../../src/envelope/command-words.ts";
import { readingWords } from "../../src/envelope/reading-commands.ts";
import type { JudgedWord } from "../../src/envelope/words.ts";

/** `at read path`, with `?` for what may be no file, `*` for contents and `^` for a path from the top; `at!` for a refusal. */
function told(word: JudgedWord): string {
  if (word.is === "refused") return `${word.at}!`;
  const marks = `${word.named ? "?" : ""}${word.contents ? "*" : ""}${word.fromTop ? "^" : ""}`;
  return `${word.at} ${word.is} ${word.path}${marks}`;
}
const found = (line: string) => commandWords(line.split(" ")).map(told);
const reads = (line: string) => readingWords(line.split(" "))?.map(told) ?? null;

describe("a program that runs the project's code", () => {
  it.each([
    ["npm run x --silent --workspace=a", []],
    ["npm run x --prefix=y", ["3!"]],
    ["npm run x --script-shell", ["3!"]],
    ["npm run x -- --script-shell", []],
    ["make test -j4 -k", []],
    ["make test -jx", ["2!"]],
    ["make test SHELL=x", ["2!", "2!"]],
    ["make test lint", ["2!"]],
    ["make -s test lint build", ["3!", "4!"]],
    ["cmake --build build", []],
    ["cmake --build build other", ["3!"]],
    ["gmake test SHELL=x", ["2!", "2!"]],
    ["go test ./... -exec=x", ["2 write ./...?", "3!"]],
    ["go test -args -exec=x", []],
    ["cargo test +nightly", ["2!"]],
    ["cargo test --config=x", ["2!"]],
    ["cargo test -- +nightly", []],
    ["cargo t -- --x", []],
    ["cargo clippy -- -D warnings -Wclippy::all", []],
    ["cargo clippy -- --emit=metadata=x", ["3!"]],
    ["cargo rustc -- -Clinker=x", ["3!"]],
    ["cargo fmt -- --check", []],
    ["cargo fmt -- --config-path=x", ["3!"]],
    ["other test lint SHELL=x", []],
    ["env", []],
    ["nohup 5", []],
  ])("%s: %j", (line, words) => expect(found(line)).toEqual(words));

  it("is known by its name, wherever it lies and however it ends", () => {
    for (const program of ["/usr/bin/make", "C:\\bin\\make", "make.exe", "make.CMD"])
      expect(found(`${program} test lint`)).toEqual(["2!"]);
    expect(found("maker test lint")).toEqual([]);
    expect(found("tools/git -C x status")).toEqual(["1!", "2!", "3!"]);
    expect(commandWords([])).toEqual([]);
  });

  it("says why a word is refused", () => {
    const why = (line: string) =>
      commandWords(line.split(" ")).map((word) => (word.is === "refused" ? word.why : ""));
    expect(why("npm --x")).toEqual([
      expect.stringMatching(/^It has a word that can make this program run other/),
    ]);
    expect(why("make a b")).toEqual(["It is a second thing for this program to do."]);
  });
});

describe("a program that nobody has judged", () => {
  it.each([
    ["x a.txt", ["1 write a.txt?"]],
    ["x src/a", ["1 write src/a?"]],
    ["x /etc/x", ["1 write /etc/x?"]],
    ["x test", []],
    ["x ~", ["1 write ~?"]],
    ["x --out=a.txt", ["1 write a.txt?"]],
    ["x --out=b=a.txt", ["1 write b=a.txt?", "1 write a.txt?"]],
    ["x b=a.txt", ["1 write b=a.txt?", "1 write a.txt?"]],
    ["x --out", []],
    ["x --out=", []],
    ["x -o./a", ["1 write ./a?"]],
    ["x -o/a", ["1 write /a?"]],
    ["x -o~/a", ["1 write ~/a?"]],
    ["x -oa.txt", []],
    ["x http://a.org/x HTTPS://a.org", []],
    ["x ftp://a.org/x", ["1 write ftp://a.org/x?"]],
  ])("%s: %j", (line, words) => expect(found(line)).toEqual(words));
});

describe("a program that shows files", () => {
  it.each([
    ["cat a b", ["1 read a", "2 read b"]],
    ["head -n 5 a", ["2 read 5", "3 read a"]],
    ["tail --lines=5 a", ["1 read 5", "2 read a"]],
    ["nl -x a", ["2 read a"]],
    ["stat a=b", ["1 read a=b"]],
  ])("%s: %j", (line, words) => expect(found(line)).toEqual(words));
});

describe("a program that could speak to another machine or start another program by a word", () => {
  it.each([
    ["tar -tf a.tar", ["2 write a.tar?"]],
    ["tar -tf elsewhere:a.tar", ["2!", "2 write elsewhere:a.tar?"]],
    ["tar tf elsewhere:a.tar", ["2!", "2 write elsewhere:a.tar?"]],
    ["tar -t --file=elsewhere:/a", ["2!", "2 write elsewhere:/a?"]],
    ["rsync -a a elsewhere:b", ["3!", "2 read a*", "3 write elsewhere:b"]],
    ["less +v a", ["1!", "1 read +v", "2 read a"]],
    ["less a -+o", ["2!", "1 read a"]],
    ["less -N a+b", ["2 read a+b"]],
  ])("%s: %j", (line, words) => expect(found(line)).toEqual(words));
});

describe("a program that copies or writes files", () => {
  it.each([
    ["cp a b", ["1 read a*", "2 write b"]],
    ["cp a b dir", ["1 read a*", "2 read b*", "3 write dir"]],
    ["cp -r a", ["2 read a*"]],
    ["cp -- -a b", ["2 read -a*", "3 write b"]],
    ["mkdir -p a b", ["2 write a", "3 write b"]],
    ["touch a", ["1 write a"]],
    ["mkdir src/a", ["1 write src/a"]],
    ["mvn -nsu test", []],
    ["mvn -s test", ["1!"]],
    ["mvn -Dx test", ["1!"]],
    ["ant -verbose test", []],
    ["pnpm run x --preloaded", []],
    ["find -executable", []],
    ["ant -lx test", ["1!"]],
    ["sort -5 a", []],
  ])("%s: %j", (line, words) => expect(found(line)).toEqual(words));
});

describe("a command that only reads", () => {
  it.each([
    ["cat", []],
    ["cat a", ["1 read a", "1 read a*"]],
    ["cat -n a", ["2 read a", "2 read a*"]],
    ["cat -- -a", ["2 read -a*"]],
    ["wc -l a b", ["2 read a", "3 read b", "2 read a*", "3 read b*"]],
    ["head -n 5 a", ["2 read 5", "3 read a", "3 read a*"]],
    ["head -n5 a", ["2 read a", "2 read a*"]],
    ["head --lines 5 a", ["2 read 5", "3 read a", "3 read a*"]],
    ["tail -c 5 a", ["2 read 5", "3 read a", "3 read a*"]],
    ["tail --bytes 5 a", ["2 read 5", "3 read a", "3 read a*"]],
    ["ls", ["0 read ."]],
    ["ls -a src", ["2 read src", "2 read src"]],
    ["ls -aL", null],
    ["ls --dereference", null],
    ["ls --dereference-command-line", null],
    ["./cat a", null],
    ["less a", null],
    ["constructor a", null],
    ["rm a", null],
    ["npm test", null],
    ["", null],
  ])("%s: %j", (line, words) => expect(reads(line)).toEqual(words));

  it.each([
    ["grep x a b", ["2 read a*", "3 read b*"]],
    ["grep x", []],
    ["grep", []],
    ["grep -e x a", ["3 read a*"]],
    ["grep -ne x a", ["3 read a*"]],
    ["grep --regexp x a", ["3 read a*"]],
    ["grep --regexp=x a", ["2 read a*"]],
    ["grep -r x", ["0 read .*"]],
    ["grep -r x a", ["3 read a*"]],
    ["grep --recursive x", ["2 read x*", "0 read .*"]],
    ["grep -d recurse x", ["0 read .*"]],
    ["grep -R x", null],
    ["grep -nR x", null],
    ["grep --dereference-recursive x", null],
    ["grep -fa x", null],
    ["grep -f a x", ["2 read a*", "3 read x*"]],
    ["grep --file a x", ["2 read a*", "3 read x*"]],
    ["grep --file=a x", ["1 read a*", "2 read x*"]],
    ["grep --exclude-from a x b", ["2 read a*", "4 read b*"]],
    ["grep --include a x b", ["4 read b*"]],
    ["grep -A 3 x b", ["4 read b*"]],
    ["grep --max-count 3 x b", ["4 read b*"]],
    ["grep -m 3 -B 2 -D skip x b", ["8 read b*"]],
    ["grep x -- -r", ["3 read -r*"]],
    ["grep x -- -R", ["3 read -R*"]],
    ["grep -e x -- a", ["4 read a*"]],
    ["grep -- -r a", ["3 read a*"]],
    ["grep -f", ["2 read *"]],
    ["grep --exclude a --exclude-dir b x c", ["6 read c*"]],
  ])("%s: %j", (line, words) =>
    expect(reads(line)?.filter((each) => !each.includes("write")) ?? null).toEqual(words),
  );

  it.each([
    ["rg x", ["0 read .*"]],
    ["rg x a", ["2 read a*"]],
    ["rg -e x", ["0 read .*"]],
    ["rg -e x a", ["3 read a*"]],
    ["rg -g *.ts x a", ["4 read a*"]],
    ["rg --glob *.ts --type ts x a", ["6 read a*"]],
    ["rg --files a", ["2 read a*"]],
    ["rg --file=a", ["1 read a*", "0 read .*"]],
    ["rg --type-list", ["0 read .*"]],
    ["rg -L x", null],
    ["rg --follow x", null],
    ["rg -fa x", null],
    ["rg -f a b", ["2 read a*", "3 read b*"]],
    ["rg -C 2 -j 4 -M 80 -r y -E utf8 -d 3 -T js -A 1 -B 1 -m 2 -t ts x a", ["24 read a*"]],
    ["rg --iglob a --type-not b --max-count 1 --context 1 x c", ["10 read c*"]],
    ["rg --regexp x --max-depth 1 --sort path --replace y --threads 2 c", ["11 read c*"]],
  ])("%s: %j", (line, words) =>
    expect(reads(line)?.filter((each) => !each.includes("write")) ?? null).toEqual(words),
  );

  it.each([
    ["find", ["0 read ."]],
    ["find src -name x", ["1 read src"]],
    ["find src docs -type f", ["1 read src", "2 read docs"]],
    ["find -name x", ["0 read ."]],
    ["find -H src", ["2 read src"]],
    ["find -P -H src -print", ["3 read src"]],
    ["find src ( -name x )", ["1 read src"]],
    ["find src ! -name x", ["1 read src"]],
    ["find src , -print", ["1 read src"]],
    ["find -L src", null],
    ["find src -follow", null],
    ["find -f src", null],
    ["find src -delete", null],
    ["find src -exec rm", null],
    ["git grep x", ["2 read x?", "1 read .*^"]],
    ["git show HEAD", ["2 read HEAD?", "1 read .*^"]],
    ["git log", null],
    ["git grep --open-files-in-pager=x y", null],
  ])("%s: %j", (line, words) => expect(reads(line)).toEqual(words));
});
