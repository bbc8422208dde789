// A file takes the place of another one, also on a system that refuses that for moments.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { pausesAfter, renameOver, renameOverNow } from "../../src/shared/rename-over.ts";

const fault = (code: string): Error => Object.assign(new Error(code), { code });

it.each(["EPERM", "EACCES", "EBUSY"])(
  "%s, as Windows says of a file that somebody has open, is tried again for less than a second",
  (code) => {
    const pauses = pausesAfter(fault(code), "win32");
    expect(pauses.length).toBeGreaterThan(3);
    expect(pauses.reduce((all, each) => all + each)).toBeLessThan(1000);
    expect(pausesAfter(fault(code), "linux")).toEqual([]);
    expect(pausesAfter(fault(code), "darwin")).toEqual([]);
  },
);

it("what is none of that is told at once", () => {
  expect(pausesAfter(fault("ENOSPC"), "win32")).toEqual([]);
  expect(pausesAfter("no error", "win32")).toEqual([]);
});

it("both ways put the file there, with blanks and umlauts in its path, and tell where they can't", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "agentops rename ä-"));
  const [one, other] = [path.join(folder, "eins"), path.join(folder, "zwei drei")];
  for (const put of [renameOver, renameOverNow]) {
    writeFileSync(one, "new");
    writeFileSync(other, "old");
    await put(one, other);
    expect(readFileSync(other, "utf8")).toBe("new");
    await expect((async () => put(one, other))()).rejects.toMatchObject({ code: "ENOENT" });
  }
  rmSync(folder, { recursive: true });
});
