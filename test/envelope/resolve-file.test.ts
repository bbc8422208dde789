// Where a written path leads that is not there yet: as each of its parts would be asked for, at the cost of its length.
import { lstatSync, mkdtempSync, readlinkSync, realpathSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { resolveFile } from "../../src/envelope/io/resolve-file.ts";
import { removeFolder, writeFiles } from "../support/repository.ts";

const top = realpathSync(mkdtempSync(path.join(os.tmpdir(), "agentops-leads-")));
const git = path.join(top, ".git");
const place = { commonDir: git, gitDir: git, worktree: top };
writeFiles(top, { ".git/HEAD": "ref: refs/heads/main\n", "src/a.ts": "x", "a\\b": "x", "deep/er/c": "x" });
symlinkSync("nowhere/below", path.join(top, "src/dangling"));
symlinkSync("dangling", path.join(top, "src/twice"));
symlinkSync("../deep/er", path.join(top, "src/link"));
symlinkSync("round", path.join(top, "src/round"));
afterAll(() => removeFolder(top));

/** Part by part from the end, as the words of the rule say it. */
function partByPart(file: string): string {
  try {
    return realpathSync.native(file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const parent = partByPart(path.dirname(file));
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink())
    return partByPart(path.resolve(parent, readlinkSync(file)));
  return path.join(parent, path.basename(file));
}

it.each([
  "src/a.ts",
  "src/new.ts",
  "new/er/still",
  "src/dangling",
  "src/dangling/x/y",
  "src/twice/x",
  "src/link/c",
  "src/link/new/x",
  "a\\b",
  "a\\new",
  "src\\x/y",
  "../beside/x",
  ".",
])("%s leads where its parts lead one by one", (typed) => {
  const { absolute, problem } = resolveFile(typed, top, place);
  expect({ absolute, problem }).toEqual({ absolute: partByPart(path.resolve(top, typed)), problem: null });
});

it("a link to itself and a file in a file lead nowhere", () => {
  expect(resolveFile("src/round/x", top, place).problem).toContain("ELOOP");
  expect(resolveFile("src/a.ts/x", top, place).problem).toContain("ENOTDIR");
});

it.each(["~/", "a/", "'~/'~/", "../", "b/../"])(
  "four times as many of %s take about four times as long",
  (part) => {
    const time = (length: number): number => {
      const typed = `x/${part.repeat(Math.floor(length / part.length))}x`;
      const began = process.cpuUsage();
      for (let round = 0; round < 20; round += 1) resolveFile(typed, top, place);
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1_000;
    };
    // Below that nothing can be told; with each part asked for by itself it was a second and more.
    const isLinear = [1, 2, 3].some(() => {
      const long = time(3_600);
      return long < 150 || long / Math.max(time(900), 1) < 10;
    });
    expect(isLinear).toBe(true);
  },
);
