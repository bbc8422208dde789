// Objects written here are git's own, and every object of git can be read.
import { rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createObjectReader, type ObjectReader } from "../../src/git/object-reader.ts";
import { decodeTree, encodeTree, frame, loosePath, writeLoose } from "../../src/git/objects.ts";
import { findRepository } from "../../src/git/repository.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

describe.each(["sha1", "sha256"] as const)("%s", (format) => {
  let test: TestRepository;
  let commonDir: string;
  let reader: ObjectReader;

  beforeEach(async () => {
    test = createRepository({ format });
    ({ commonDir } = await findRepository(test.dir));
    reader = createObjectReader(commonDir, test.dir);
  });
  afterEach(() => {
    reader.close();
    test.remove();
  });

  const write = async (data: Buffer): Promise<string> => {
    const { id, framed } = frame(format, "blob", data);
    await writeLoose(commonDir, id, framed);
    return id;
  };

  it("a blob has the id that git gives it, loose and packed", async () => {
    const data = Buffer.from("two\nlines\0and a zero\n");
    const id = await write(data);
    writeFileSync(`${test.dir}/same`, data);
    expect(test.git("hash-object", "same").trim()).toBe(id);
    expect(await reader.read(id)).toEqual({ type: "blob", data });
    test.commit({});
    test.git("repack", "-qad");
    expect(await reader.read(test.git("rev-parse", "HEAD:same").trim())).toMatchObject({
      type: "blob",
      data,
    });
  });

  it("trees sort as git sorts them", async () => {
    const blob = await write(Buffer.from("x"));
    const names = ["a", "a.b", "a-b", "ab", "ä", "B"];
    const entries = names.map((name) => ({ name, mode: "100644", id: blob }));
    const inner = frame(format, "tree", encodeTree(entries));
    const outer = frame(
      format,
      "tree",
      encodeTree([...entries.slice(1), { name: "a", mode: "40000", id: inner.id }]),
    );
    for (const { id, framed } of [inner, outer]) await writeLoose(commonDir, id, framed);
    expect(test.git("fsck", "--strict", "--no-dangling")).toBe("");
    expect(
      test.git("-c", "core.quotePath=false", "ls-tree", "--name-only", outer.id).trim().split("\n"),
    ).toHaveLength(6);
    const stored = await reader.read(outer.id);
    expect(decodeTree(stored?.data ?? Buffer.alloc(0), format === "sha256" ? 32 : 20)).toHaveLength(6);
  });

  it("a name with a newline is no object, and shifts no answer", async () => {
    const head = test.git("rev-parse", "HEAD").trim();
    const answers = await Promise.all([
      reader.resolve("HEAD"),
      reader.resolve("HEAD\nHEAD~9"),
      reader.resolve("nothing"),
      reader.resolve("HEAD^{commit}", "commit"),
      reader.resolve("HEAD", "tree"),
    ]);
    expect(answers).toEqual([head, null, null, head, null]);
  });

  it("leaves out the data of what is too large, loose and packed", async () => {
    const id = await write(Buffer.alloc(5_000, "a"));
    expect(await reader.readBounded(id, 4_999)).toEqual({ type: "blob", data: null });
    expect((await reader.readBounded(id, 5_000))?.data?.length).toBe(5_000);
    writeFileSync(`${test.dir}/large`, Buffer.alloc(5_000, "a"));
    test.commit({});
    test.git("repack", "-qad");
    rmSync(loosePath(commonDir, id), { force: true });
    expect(await reader.readBounded(id, 4_999)).toEqual({ type: "blob", data: null });
    expect((await reader.readBounded(id, 5_000))?.data?.length).toBe(5_000);
  });

  it("makes an object young again that was written before, so that no prune takes it", async () => {
    const id = await write(Buffer.from("again"));
    utimesSync(loosePath(commonDir, id), new Date(0), new Date(0));
    await write(Buffer.from("again"));
    expect(statSync(loosePath(commonDir, id)).mtimeMs).toBeGreaterThan(Date.now() - 3_600_000);
  });
});
