// By links and attributes a change alters files that it does not name, and each of these is found.
import { execFileSync } from "node:child_process";
import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { alsoAltered, otherNames } from "../../src/git/aliases.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.remove());

const links = (all: Readonly<Record<string, string | null>>) =>
  Object.entries(all).map(([at, to]) => ({ at, to }));

it.each([
  [{ a: "b" }, "b", ["a"]],
  [{ a: "b" }, "b/x", ["a/x"]],
  [{ a: "b/c", b: "d" }, "d/c", ["b/c", "a"]],
  [{ a: "b/c", b: "d" }, "d/c/x", ["b/c/x", "a/x"]],
  [{ a: "b/c" }, "b", ["a"]],
  [{ a: null }, "d/e/x", ["a", "a/d/e/x", "a/e/x", "a/x"]],
  [{ a: "bc" }, "b/x", []],
])("of %j, %s is also %j", (all, file, expected) => {
  expect(otherNames(links(all), [file])?.toSorted()).toEqual([...expected].sort());
});

it("a link into a folder around it has names without end, and so nobody can tell", () => {
  expect(otherNames(links({ "a/loop": "a" }), ["a/x"])).toBeNull();
  expect(otherNames(links({ "a/loop": "a" }), ["b/x"])).toEqual([]);
});

it("links that lead back again and again cost no more than looking at them, however many and long they are", () => {
  const many = (count: number, at: string, to: string | null) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`${at}${n}`, to]));
  const long = "n".repeat(4_000);
  expect(otherNames(links(many(9, `${long}/`, "")), ["x"])).toBeNull();
  expect(
    otherNames(links({ ...many(9, `a/${long}`, "b"), ...many(9, `b/${long}`, "a") }), ["a/x"]),
  ).toBeNull();
  expect(otherNames(links({ ...many(30, "a/x", "src"), ...many(30, "src/y", "a") }), ["src/a"])).toBeNull();
  const deep = Array.from({ length: 2_000 }, () => "d").join("/");
  expect(otherNames(links(many(1_000, `${long}/`, null)), [deep])).toBeNull();
});

it("links are read where they lie, and attributes speak of the files of their folder", async () => {
  const inside = (file: string) => path.join(repository.dir, file);
  repository.commit({ "lib/deep/a.txt": "a", "lib/b.txt": "b", "c.txt": "c" });
  symlinkSync("../lib/deep", inside("lib/near"));
  symlinkSync("lib/deep/../b.txt", inside("far"));
  const commit = repository.commit({});
  const altered = async (...paths: string[]) =>
    (await alsoAltered(repository.dir, { from: null, to: commit }, paths))?.toSorted();
  expect(await altered("c.txt")).toEqual(["far", "far/c.txt"]);
  expect(await altered("lib/deep/a.txt")).toContain("lib/near/a.txt");
  expect(await altered("lib/deep/.gitattributes")).toEqual(
    expect.arrayContaining(["lib/deep/a.txt", "lib/near/a.txt"]),
  );
  expect(await altered("lib/deep/.gitattributes")).not.toContain("c.txt");
  expect(await altered(".gitattributes")).toContain("c.txt");
});

it("a link that climbs behind another one leads nobody knows where, whatever that one is called", async () => {
  const inside = (file: string) => path.join(repository.dir, file);
  repository.commit({ "lib/deep/a.txt": "a", "lib/b.txt": "b" });
  symlinkSync("lib/deep", inside("..."));
  symlinkSync(".../../b.txt", inside("odd"));
  const to = repository.commit({});
  expect(await alsoAltered(repository.dir, { from: null, to }, ["lib/b.txt"])).toContain("odd");
});

it.each([
  ["makes", false, true],
  ["turns elsewhere", true, true],
  ["takes away", true, false],
])("a change that %s a link alters all that lies behind it", async (_, before, after) => {
  const at = path.join(repository.dir, "lib");
  repository.commit({ "one/a.txt": "a", "two/b.txt": "b" });
  symlinkSync("lib", path.join(repository.dir, "over"));
  if (before) symlinkSync("one", at);
  const from = repository.commit({});
  if (before) rmSync(at);
  if (after) symlinkSync("two", at);
  const to = repository.commit({});
  expect((await alsoAltered(repository.dir, { from, to }, ["lib"]))?.toSorted()).toEqual([
    ...(before ? ["lib/a.txt"] : []),
    ...(after ? ["lib/b.txt"] : []),
    "over",
    ...(before ? ["over/a.txt"] : []),
    ...(after ? ["over/b.txt"] : []),
  ]);
});

it("attributes in thousands of folders cost no more than those at the top, which decide as much", async () => {
  const blob = (file: string, text: string) => `M 100644 inline ${file}\ndata ${text.length}\n${text}\n`;
  const files = Array.from({ length: 20_000 }, (_, n) => blob(`src/m${n % 2_000}/f${n}.ts`, "x"));
  const head = "commit refs/heads/wide\ncommitter Test <test@localhost> 1700000000 +0000\ndata 4\nwide\n";
  const input = `${head}${files.join("")}`;
  execFileSync("git", ["fast-import", "--quiet"], { cwd: repository.dir, input });
  const to = repository.git("rev-parse", "refs/heads/wide").trim();
  const inEach = Array.from({ length: 2_000 }, (_, n) => `src/m${n}/.gitattributes`);
  const time = async (paths: string[]) => {
    const began = process.cpuUsage();
    expect(await alsoAltered(repository.dir, { from: null, to }, paths)).toHaveLength(20_000);
    const { user, system } = process.cpuUsage(began);
    return user + system;
  };
  await time([".gitattributes"]);
  const isLinear = async () => (await time(inEach)) < 5 * (await time([".gitattributes"]));
  expect((await isLinear()) || (await isLinear()) || (await isLinear())).toBe(true);
});
