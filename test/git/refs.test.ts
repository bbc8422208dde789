// Refs: read without a process, moved by compare-and-swap, in both places where git keeps them.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readRefs, refLockFile, swapRef } from "../../src/git/refs.ts";
import { findRepository, type Repository } from "../../src/git/repository.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const PREFIX = "refs/agentops/clones/";
const REF = `${PREFIX}aaaaaaaaaa`;
let test: TestRepository;
let repository: Repository;
let first: string;
let second: string;

beforeEach(async () => {
  test = createRepository();
  first = test.git("rev-parse", "HEAD").trim();
  second = test.commit({ "a.txt": "a\n" });
  repository = await findRepository(test.dir);
});
afterEach(() => test.remove());

describe("swapRef", () => {
  it("makes a ref that was not there, and moves it from where it was", async () => {
    expect(await swapRef(repository, REF, null, first)).toBe("moved");
    expect(await swapRef(repository, REF, first, second)).toBe("moved");
    expect(test.git("rev-parse", REF).trim()).toBe(second);
  });

  it("tells when somebody was faster, also where refs are packed", async () => {
    await swapRef(repository, REF, null, second);
    for (const pack of [false, true]) {
      if (pack) test.git("pack-refs", "--all");
      expect(await swapRef(repository, REF, null, first)).toBe("changed");
      expect(await swapRef(repository, REF, first, first)).toBe("changed");
    }
    test.git("update-ref", "-d", REF);
    expect(await swapRef(repository, REF, second, first)).toBe("changed");
  });

  it("tells when git's lock is in the way", async () => {
    await swapRef(repository, REF, null, first);
    writeFileSync(refLockFile(repository, REF), "");
    expect(await swapRef(repository, REF, first, second)).toBe("locked");
    expect(test.git("rev-parse", REF).trim()).toBe(first);
  });

  it("throws for a commit that is not there, and for a torn ref", async () => {
    await expect(swapRef(repository, REF, null, "1".repeat(40))).rejects.toThrow(AgentOpsError);
    await swapRef(repository, REF, null, first);
    writeFileSync(path.join(repository.commonDir, REF), "");
    await expect(swapRef(repository, REF, null, second)).rejects.toThrow(/torn/);
  });

  it("lets exactly one of eight win", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => swapRef(repository, REF, null, first)),
    );
    expect(outcomes.filter((outcome) => outcome === "moved")).toHaveLength(1);
  });
});

describe("readRefs", () => {
  it("sees loose and packed ones, the loose one where both are", async () => {
    test.git("update-ref", REF, first);
    test.git("update-ref", `${PREFIX}bbbbbbbbbb`, first);
    test.git("pack-refs", "--all");
    test.git("update-ref", REF, second);
    test.git("update-ref", "refs/agentops/other", second);
    expect(Object.fromEntries(await readRefs(repository, PREFIX))).toEqual({
      [REF]: second,
      [`${PREFIX}bbbbbbbbbb`]: first,
    });
  });

  it("passes over locks, folders, torn and symbolic refs", async () => {
    test.git("update-ref", REF, first);
    const folder = path.join(repository.commonDir, PREFIX);
    writeFileSync(path.join(folder, "x.lock"), second);
    writeFileSync(path.join(folder, "torn"), second.slice(0, 20));
    writeFileSync(path.join(folder, "empty"), "");
    writeFileSync(path.join(folder, "symbolic"), "ref: refs/heads/main\n");
    mkdirSync(path.join(folder, "folder"));
    expect([...(await readRefs(repository, PREFIX)).keys()]).toEqual([REF]);
  });

  it("finds none where nothing was recorded", async () => {
    expect((await readRefs(repository, PREFIX)).size).toBe(0);
  });
});
