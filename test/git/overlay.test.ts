// A tree of one commit in which some files are as in another.
import { afterEach, beforeEach, expect, it } from "vitest";
import { createObjectReader, type ObjectReader } from "../../src/git/object-reader.ts";
import { overlay } from "../../src/git/overlay.ts";
import { findRepository, type Repository } from "../../src/git/repository.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
let found: Repository;
let reader: ObjectReader;
beforeEach(async () => {
  repository = createRepository();
  found = await findRepository(repository.dir);
  reader = createObjectReader(found.commonDir, found.commonDir);
});
afterEach(() => {
  reader.close();
  repository.remove();
});

const treeOf = (commit: string) => repository.git("rev-parse", `${commit}^{tree}`).trim();

it("takes named files from above, also new and removed ones in any folder, and leaves the rest", async () => {
  repository.commit({ "src/a.ts": "old\n", "test/a.ts": "old\n", "test/gone/b.ts": "old\n" });
  const below = treeOf("HEAD");
  repository.git("rm", "-q", "-r", "test/gone");
  repository.commit({ "src/a.ts": "new\n", "test/a.ts": "new\n", "deep/er/tést.ts": "new\n" });
  const paths = ["test/a.ts", "test/gone/b.ts", "deep/er/tést.ts"];
  const tree = await overlay(found, reader, { below, above: treeOf("HEAD"), paths });
  const show = (path: string) => repository.git("show", `${tree}:${path}`);
  expect(["src/a.ts", "test/a.ts", "deep/er/tést.ts"].map(show)).toEqual(["old\n", "new\n", "new\n"]);
  expect(repository.git("ls-tree", "-r", "--name-only", tree)).not.toContain("gone");
  repository.git("fsck", "--strict", "--no-dangling");
});

it("is the tree above where every changed file is named, and the one below where none is", async () => {
  const below = treeOf("HEAD");
  repository.commit({ "x/y.txt": "1\n" });
  const above = treeOf("HEAD");
  expect(await overlay(found, reader, { below, above, paths: ["x/y.txt"] })).toBe(above);
  expect(await overlay(found, reader, { below, above, paths: [] })).toBe(below);
});
