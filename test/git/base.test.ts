// Base is looked up again only when it may have moved, and what a commit of it says is parsed once.
import { execFileSync } from "node:child_process";
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

describe("a name of base", () => {
  const commitOf = async (option: string) => (await (await finder(option))()).commit;
  const tags = () => {
    repository.commit({ [CONFIG]: "hostile" }, "hostile");
    const hostile = head();
    repository.git("reset", "-q", "--hard", "HEAD~1");
    return hostile;
  };

  it("is a branch, here or of a remote, and never a tag", async () => {
    const hostile = tags();
    const good = head();
    repository.git("update-ref", "refs/remotes/origin/main", good);
    for (const name of [
      "main",
      "origin/main",
      "heads/main",
      "remotes/origin/main",
      "gone",
      "refs/heads/gone",
      good,
    ])
      repository.git("update-ref", `refs/tags/${name}`, hostile);
    for (const pack of [false, true]) {
      if (pack) repository.git("pack-refs", "--all");
      for (const name of ["main", "origin/main", "refs/heads/main", "refs/remotes/origin/main", good])
        expect(await commitOf(name)).toBe(good);
      for (const name of [
        "gone",
        "refs/heads/gone",
        "refs/tags/main",
        "heads/main",
        good.slice(0, 10),
        "v1",
        ":/hostile",
      ])
        await expect(commitOf(name)).rejects.toThrow(`--base ${name} names no commit here.`);
    }
    expect(await commitOf("main~1")).toBe(repository.git("rev-parse", `${good}~1`).trim());
  });

  it("is found in letters of any language, loose and packed", async () => {
    repository.git("branch", "übung/試験");
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/übung");
    repository.git("update-ref", "refs/remotes/origin/übung", head());
    repository.git("config", "agentops.base", "übung/試験");
    for (const pack of [false, true]) {
      if (pack) repository.git("pack-refs", "--all");
      expect(await commitOf("übung/試験")).toBe(head());
      expect(await (await finder())()).toMatchObject({ commit: head(), name: "origin/HEAD" });
    }
  });

  it("that stands for two is refused with both, also where git config says it", async () => {
    const here = head();
    for (const ref of ["refs/remotes/origin/main", "refs/heads/origin/main"])
      repository.git("update-ref", ref, here);
    const both = /refs\/heads\/origin\/main \(\w{10}\) and refs\/remotes\/origin\/main/;
    await expect(commitOf("origin/main")).rejects.toThrow(both);
    expect(await commitOf("refs/remotes/origin/main")).toBe(here);
    repository.git("config", "agentops.base", "origin/main");
    await expect((await finder())()).rejects.toThrow(both);
    for (const name of ["heads/main", "remotes/origin/main"]) {
      repository.git("update-ref", `refs/heads/${name}`, here);
      await expect(commitOf(name)).rejects.toThrow(
        `refs/heads/${name} (${here.slice(0, 10)}) and refs/${name}`,
      );
    }
    repository.git("update-ref", `refs/heads/${here}`, `${here}~1`);
    await expect(commitOf(here)).rejects.toThrow("two meanings");
  });

  it("that git config says is lost where only a tag has it, also one called like a whole ref", async () => {
    const hostile = tags();
    repository.git("config", "agentops.base", "trunk");
    for (const name of ["trunk", "refs/heads/trunk", "heads/trunk"])
      repository.git("update-ref", `refs/tags/${name}`, hostile);
    expect(await (await finder())()).toMatchObject({
      commit: head(),
      name: "refs/heads/main",
      lost: "trunk",
    });
  });

  it.runIf(
    / 2\.(4[5-9]|[5-9]\d)|git version [3-9]/.test(execFileSync("git", ["--version"], { encoding: "utf8" })),
  )("is found where git keeps refs as a table", async () => {
    repository.git("refs", "migrate", "--ref-format=reftable");
    repository.git("tag", "gone");
    expect(await commitOf("main")).toBe(head());
    await expect(commitOf("gone")).rejects.toThrow("names no commit");
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
