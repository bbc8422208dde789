// Commands that only read need no entry: `read` decides about each file that they name, and nothing else gets in with them.
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/config.ts";
import type { Bounds } from "../../src/envelope/action.ts";
import { plainWords } from "../../src/envelope/decide.ts";
import { createEnvelopePort } from "../../src/envelope/io/open.ts";
import { placeAt } from "../../src/git/place.ts";
import { createRepository, type TestRepository, writeFiles } from "../support/repository.ts";

const ALL = 'envelope: { write: ["src/**"], deny: ["**/.env*", "secrets/**"] }';
const SOME = 'envelope: { read: ["docs/**"], write: ["src/**"], deny: ["**/.env*"] }';

let repository: TestRepository;
beforeAll(() => {
  repository = createRepository();
  writeFiles(repository.dir, {
    "src/a.ts": "x",
    "secrets/key": "x",
    ".env": "x",
    "docs/a.md": "x",
    "lib/b.ts": "x",
  });
  mkdirSync(path.join(repository.dir, "packages/a"), { recursive: true });
  symlinkSync("/etc", path.join(repository.dir, "docs/out"));
});
afterAll(() => repository.remove());

async function judge(policy: string, line: string, job: Bounds["job"] = null, folder = ".") {
  const place = placeAt(repository.dir);
  const { envelope } = await parseConfig(Buffer.from(policy));
  const port = createEnvelopePort({
    place,
    cwd: path.join(repository.dir, folder),
    scope: async () => job,
    base: async () => ({ envelope, name: "main" }),
  });
  return (await port.check({ kind: "command", argv: line.split(" ") }, Date.now())).decision;
}

describe("where all files may be read", () => {
  it.each([
    "cat src/a.ts docs/a.md",
    "head -n 5 src/a.ts",
    "tail -c 20 src/a.ts",
    "wc -l src/a.ts",
    "ls",
    "ls -la src",
    "grep -rn TODO src",
    "grep -n -A 3 TODO src/a.ts",
    "grep -e one -e two src/a.ts",
    "rg -t ts TODO",
    "rg --files src",
    "git grep -n TODO",
    "git grep TODO -- src",
    "git show",
    "git show HEAD:src/a.ts",
    "git show --stat HEAD~2",
    "find . -name a.ts",
    "find src docs -type f -maxdepth 2",
    "sed -n 5,20p src/a.ts",
    "sed -n $= src/a.ts",
  ])("%s needs no entry", async (line) => {
    expect(await judge(ALL, line)).toMatchObject({
      decision: "allow",
      rule: "read: a command that only reads",
    });
  });

  it.each([
    ["a denied file", "cat .env"],
    ["a denied file among others", "head -n 1 src/a.ts .env"],
    ["what is outside", "cat /etc/passwd"],
    ["what a link leads to", "cat docs/out/passwd"],
    ["what climbs out", "ls ../.."],
    ["a denied folder", "ls secrets"],
    ["a denied file of patterns", "grep -f .env src/a.ts"],
    ["the same in one word", "grep --file=secrets/key src/a.ts"],
    ["the same as letters", "grep -nfsecrets/key src/a.ts"],
    ["the word behind a pattern that an option brought", "grep -e x .env"],
    ["a bundle that brings the pattern", "grep -ie x .env"],
    ["a number that BSD takes for the pattern", "grep -C x .env"],
    ["an expression that deletes", "find . -delete"],
    ["an expression that runs a program", "find . -exec rm a ;"],
    ["an expression that writes", "find . -fprint src/b"],
    ["where it begins outside", "find / -name passwd"],
    ["where it begins outside, behind an option", "find -L /etc -name passwd"],
    ["through links", "grep -R x docs"],
    ["through links", "find -L docs"],
    ["through links", "find docs -follow"],
    ["through links", "ls -lL docs"],
    ["what BSD takes for a place", "find -f /etc -name passwd"],
    ["where it begins, behind how it goes about it", "find -O3 /etc -name passwd"],
    ["where it begins, behind what it tells of", "find -D exec /etc -name passwd"],
    ["where it begins, behind flags of BSD", "find -Ex /etc -name passwd"],
    ["where it begins, behind the end of options", "find -- /etc -name passwd"],
    ["through links", "rg -L x docs"],
    ["another program for each file", "rg --pre=sh x src"],
    ["files in place", "sed -i s/a/b/ src/a.ts"],
    ["a script that writes", "sed -n wx src/a.ts"],
    ["a script from a file", "sed -f src/a.ts docs/a.md"],
    ["a file of names", "wc --files0-from=src/a.ts"],
    ["a denied file of a commit", "git show HEAD:.env"],
    ["the same in another folder of the index", "git show :secrets/key"],
    ["into a file", "git show --output=src/b"],
    ["by a program of git's settings", "git show --ext-diff"],
    ["by a pager that is any program", "git grep -Osh x"],
    ["outside of the repository", "git grep --no-index x /etc"],
    ["with other settings", "git -c core.pager=sh show"],
    ["a program of that name", "./cat src/a.ts"],
    ["a program of that name", "/tmp/grep x src/a.ts"],
    ["what only looks like one", "catx src/a.ts"],
    ["another command of git", "git push"],
    ["a name of the language", "constructor src/a.ts"],
  ])("%s is not read: %s", async (_, line) => {
    expect((await judge(ALL, line)).decision).toBe("deny");
  });

  it("a path of a commit is seen from the top, wherever it is asked", async () => {
    expect((await judge(ALL, "git show HEAD:secrets/key", null, "packages/a")).decision).toBe("deny");
    const listed = `${ALL.slice(0, -2)}, commands: [[git, show]] }`;
    expect((await judge(listed, "git show HEAD:secrets/key", null, "packages/a")).decision).toBe("deny");
    expect((await judge(listed, "git show HEAD:src/a.ts", null, "packages/a")).decision).toBe("allow");
  });
});

describe("where only some may", () => {
  it.each([
    ["cat docs/a.md", "allow"],
    ["cat src/a.ts", "allow"],
    ["ls docs", "allow"],
    ["grep -rn -m 3 TODO docs", "allow"],
    ["cat lib/b.ts", "deny"],
    ["grep -rn TODO", "deny"],
    ["grep -d recurse TODO", "deny"],
    ["grep -drecurse TODO", "deny"],
    ["rg TODO", "deny"],
    ["grep TODO docs/a.md lib/b.ts", "deny"],
    // Its only operand is what it looks for, and everything else is shown.
    ["grep -v --recursive docs/x", "deny"],
    ["grep -v -drecurse docs/x", "deny"],
    ["grep -rvA 3 docs/x", "deny"],
    ["grep -rve docs/x", "deny"],
    ["grep -rv --label x docs/x", "deny"],
    ["grep -r --regexp x docs", "allow"],
    ["grep -rne TODO docs", "allow"],
    ["grep -rn -C3 TODO docs", "allow"],
    ["rg -vne docs/x", "deny"],
    ["rg -vne docs/x -ie docs/y", "deny"],
    ["rg -vnA 3 docs/x", "deny"],
    ["rg -v -ttypescript docs/x", "deny"],
    ["rg -v --context-separator x docs/x", "deny"],
    ["rg -v --colors docs/a docs/x", "deny"],
    ["rg --files docs", "allow"],
    ["rg -ne TODO docs", "allow"],
    ["rg -n -ttypescript TODO docs", "allow"],
    ["rg --no-heading --line-number TODO docs", "allow"],
    ["ls -I docs/a.md", "allow"],
    ["git grep TODO", "deny"],
    ["git show", "deny"],
    ["find lib -name b.ts", "deny"],
  ])("%s: %s", async (line, wanted) => {
    expect((await judge(SOME, line)).decision).toBe(wanted);
  });

  it("a refusal names the list that a person would have to change", async () => {
    expect(await judge(SOME, "cat lib/b.ts")).toMatchObject({
      rule: "read: no entry fits",
      key: "read",
      why: "It would read a file. No entry of `read` names it.",
    });
  });
});

it("a job that narrows what is read narrows them too", async () => {
  const job = { id: "j-1", read: ["docs/**"], write: ["src/**"], within: null };
  const decisions = async (lines: readonly string[]) =>
    Promise.all(lines.map(async (line) => (await judge(ALL, line, job)).decision));
  expect(await decisions(["cat docs/a.md", "cat src/a.ts"])).toEqual(["allow", "allow"]);
  expect(await decisions(["cat lib/b.ts", "git grep x", "rg x"])).toEqual(["deny", "deny", "deny"]);
});

it("what an envelope reads nothing of, they read nothing of", async () => {
  for (const line of ["cat src/a.ts", "ls", "git show", "find ."])
    expect((await judge("envelope: { read: [] }", line)).decision, line).toBe("deny");
});

it("run outside of the sandbox, it is for a person", async () => {
  const place = placeAt(repository.dir);
  const { envelope } = await parseConfig(Buffer.from(ALL));
  const port = createEnvelopePort({
    place,
    cwd: repository.dir,
    scope: async () => null,
    base: async () => ({ envelope, name: "main" }),
  });
  const { decision } = await port.check({ kind: "line", line: "cat src/a.ts", altered: true }, Date.now());
  expect(decision.decision).toBe("ask");
});

it("a line of more words than anybody types is for a shell alone, and looked up nowhere", () => {
  expect(plainWords(`ls ${"a ".repeat(1_999)}`)).toHaveLength(2_000);
  expect(plainWords(`ls ${"a ".repeat(2_000)}`)).toBeNull();
});
