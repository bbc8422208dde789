// Base is looked up again only when it may have moved, and what a commit of it says is parsed once.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createBaseFinder, createSettingsReader } from "../../src/git/base.ts";
import { createObjectReader, type ObjectReader } from "../../src/git/object-reader.ts";
import { findRepository } from "../../src/git/repository.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const CONFIG = ".agentops/config.yaml";
let repository: TestRepository;
let reader: ObjectReader;
let asked: string[];

beforeEach(async () => {
  repository = createRepository();
  repository.commit({ [CONFIG]: "first" }, "policy");
  const real = createObjectReader((await findRepository(repository.dir)).commonDir, repository.dir);
  asked = [];
  reader = {
    ...real,
    resolve(expression, type) {
      asked.push(expression);
      return real.resolve(expression, type);
    },
  };
});
afterEach(() => {
  reader.close();
  repository.remove();
});

const head = () => repository.git("rev-parse", "HEAD").trim();
const finder = async (option: string | null = null) =>
  createBaseFinder(reader, await findRepository(repository.dir), option);

describe("base", () => {
  it("is asked of git once while nothing moves", async () => {
    const find = await finder();
    const first = await find();
    const before = asked.length;
    expect(await find()).toEqual(first);
    expect(asked).toHaveLength(before);
  });

  it("is found anew after a commit, after packing and on another branch of the same name", async () => {
    const find = await finder();
    await find();
    repository.commit({ [CONFIG]: "second" }, "change");
    expect((await find()).commit).toBe(head());
    repository.git("pack-refs", "--all");
    repository.git("checkout", "-q", "-b", "other");
    repository.commit({ "b.txt": "b" });
    repository.git("update-ref", "refs/heads/main", "HEAD");
    expect((await find()).commit).toBe(head());
  });

  it("is asked for each time where the command line names it", async () => {
    const find = await finder("HEAD~0");
    await find();
    repository.commit({ "b.txt": "b" });
    expect((await find()).commit).toBe(head());
  });
});

describe("a settings file at base", () => {
  it("is parsed once for each commit, also for those that ask at the same moment", async () => {
    const parsed: string[] = [];
    const settingsAt = createSettingsReader(
      reader,
      CONFIG,
      async (file) => {
        parsed.push(String(file));
        return String(file);
      },
      "none",
    );
    const old = head();
    expect(await Promise.all([settingsAt(old), settingsAt(old)])).toEqual(["first", "first"]);
    repository.commit({ [CONFIG]: "second" }, "change");
    expect([await settingsAt(head()), await settingsAt(old), await settingsAt(null)]).toEqual([
      "second",
      "first",
      "none",
    ]);
    expect(parsed).toEqual(["first", "second"]);
  });

  it("that can't be read is tried again", async () => {
    let broken = true;
    const settingsAt = createSettingsReader(
      reader,
      CONFIG,
      async () => {
        if (broken) throw new Error("broken");
        return "mended";
      },
      "none",
    );
    await expect(settingsAt(head())).rejects.toThrow("broken");
    broken = false;
    expect(await settingsAt(head())).toBe("mended");
  });
});
