// Judges are shown a commit's change, whatever the change is made of.
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fileChanges } from "../../src/git/diff.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;

beforeEach(() => {
  repository = createRepository();
  repository.commit({ "src/a.txt": "one\ntwo\n", "src/gone.txt": "x\n", large: "y\n".repeat(300_000) });
});
afterEach(() => repository.remove());

/** Commits what lies in the working tree, and tells what that changed. */
async function changes() {
  repository.git("add", "-A", "-f", ".");
  repository.git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "change");
  const found = await fileChanges(path.join(repository.dir, ".git"), "HEAD~1", "HEAD");
  return new Map(found.map((each) => [each.path, each]));
}
const write = (file: string, content: string | Buffer) =>
  writeFileSync(path.join(repository.dir, file), content);

it("shows a renamed file as one that went and one that came, with all of its text", async () => {
  repository.git("mv", "src/a.txt", "src/b.txt");
  const found = await changes();
  expect(found.get("src/a.txt")?.text).toMatch(/^-one\n-two$/m);
  expect(found.get("src/b.txt")?.text).toMatch(/^\+one\n\+two$/m);
});

it("names what is no text with its size, and shows text that calls itself none", async () => {
  write("picture", Buffer.from([0, 1, 2, 0]));
  write(".gitattributes", "src/* -diff binary diff=mine\n");
  write("src/a.txt", "one\nthree\n");
  repository.git("config", "diff.mine.command", "touch /nowhere/ran; true");
  const found = await changes();
  expect(found.get("picture")).toEqual({ path: "picture", bytes: 4, text: null });
  expect(found.get("src/a.txt")?.text).toMatch(/^-two\n\+three$/m);
});

it("names a file that was large before or is now, and does not show it", async () => {
  write("large", "y\n");
  write("larger", "z".repeat(500_000));
  const found = await changes();
  expect(found.get("large")).toEqual({ path: "large", bytes: 2, text: null });
  expect(found.get("larger")).toEqual({ path: "larger", bytes: 500_000, text: null });
});

it("shows both parts of a file that became a link, and the target of the link as text", async () => {
  rmSync(path.join(repository.dir, "src/a.txt"));
  symlinkSync("/etc/passwd", path.join(repository.dir, "src/a.txt"));
  const text = (await changes()).get("src/a.txt")?.text ?? "";
  expect(text).toMatch(/^-two$/m);
  expect(text).toMatch(/^\+\/etc\/passwd$/m);
});

it("a name can't put lines of its own into the change of another file", async () => {
  const name = "x\ndiff --git a/src/a.txt b/src/a.txt\n+approved";
  write("src/a.txt", "one\nthree\n");
  repository.commit({ [`${name}/y`]: "1\n" });
  repository.git("reset", "-q", "--soft", "HEAD~1");
  const found = await changes();
  expect(found.get("src/a.txt")?.text).not.toContain("approved");
  expect(found.get(`${name}/y`)).toMatchObject({ text: null });
});

it("a change of many large files takes no more than one of a few: the rest is named", async () => {
  const line = "x".repeat(99);
  for (let at = 0; at < 80; at += 1) write(`f${at}.txt`, `${at}${line}\n`.repeat(3_900));
  write("last.txt", "small\n");
  const found = await changes();
  const shown = [...found.values()].reduce((sum, { text }) => sum + (text?.length ?? 0), 0);
  expect(found.size).toBe(81);
  expect(shown).toBeGreaterThan(1_000_000);
  expect(shown).toBeLessThan(20_000_000);
  expect(
    [...found.values()].filter(({ text, bytes }) => text === null && bytes > 390_000).length,
  ).toBeGreaterThan(30);
});
