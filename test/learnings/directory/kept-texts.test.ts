// Keeps by their blobs what files of lessons say: a kept text that is damaged, cut or gone costs time and changes no answer.

import { appendFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createObjectReader } from "../../../src/git/object-reader.ts";
import { findRepository } from "../../../src/git/repository.ts";
import { openDirectory } from "../../../src/learnings/io/open.ts";
import type { DirectoryView } from "../../../src/learnings/written-texts.ts";
import { createState } from "../../support/kinds.ts";
import { idOf } from "../../support/records.ts";
import { createRepository, type TestRepository, writeFiles } from "../../support/repository.ts";
import { file, numbered } from "./story.ts";

/** More than are read again rather than the list of files written for them. */
const COUNT = 70;

let repository: TestRepository;
let kept: string;
beforeEach(() => {
  repository = createRepository();
  kept = path.join(repository.dir, ".git/agentops/cache/texts-1");
  const files = Array.from({ length: COUNT }, (_, number) => [
    numbered(number),
    file(idOf(number), { title: `lesson ${number}` }),
  ]);
  writeFiles(repository.dir, Object.fromEntries(files));
  writeFiles(repository.dir, { [numbered(COUNT)]: "<<<<<<< a\n" });
});
afterEach(() => repository.remove());

/** As a process of its own sees it, which knows nothing but what is kept. */
async function seen(): Promise<DirectoryView> {
  const found = await findRepository(repository.dir);
  const reader = createObjectReader(found.commonDir, found.commonDir);
  const head = () => reader.resolve("HEAD^{commit}");
  const directory = openDirectory({
    repository: found,
    reader,
    head,
    base: async () => ({ commit: await head(), review: null, unprotected: false }),
  });
  const view = await directory.view(createState(), "");
  reader.close();
  return view;
}
const told = ({ overlays, broken }: DirectoryView) => ({ overlays, broken });

it("the next process answers as the first, and parses nothing again", async () => {
  const first = await seen();
  expect(first.overlays).toHaveLength(COUNT);
  expect(first.broken).toHaveLength(1);
  const bytes = readFileSync(kept, "utf8");
  expect(told(await seen())).toEqual(told(first));
  expect(readFileSync(kept, "utf8"), "nothing had to be added").toBe(bytes);
  repository.git("add", "-A");
  repository.git("-c", "user.name=T", "-c", "user.email=t@localhost", "commit", "-q", "-m", "lessons");
  expect((await seen()).overlays.map(({ text }) => text)).toEqual(first.overlays.map(({ text }) => text));
  expect(readFileSync(kept, "utf8"), "a commit holds the same blobs").toBe(bytes);
});

it("an edited file is read again, and all others are not", async () => {
  await seen();
  const { length } = readFileSync(kept, "utf8").split("\n");
  writeFiles(repository.dir, { [numbered(3)]: file(idOf(3), { title: "said anew" }) });
  const { overlays } = await seen();
  expect(overlays.find(({ id }) => id === idOf(3))?.text.title).toBe("said anew");
  expect(readFileSync(kept, "utf8").split("\n")).toHaveLength(length + 1);
});

describe("answers are the same", () => {
  const damages: [string, (bytes: Buffer) => void][] = [
    ["a text is another one", (bytes) => writeFileSync(kept, replaced(bytes, "lesson 5", "lesson 6"))],
    [
      "a reason is another one",
      (bytes) => writeFileSync(kept, replaced(bytes, "conflict markers", "conflict markerz")),
    ],
    ["an id is another one", (bytes) => writeFileSync(kept, replaced(bytes, idOf(7), idOf(8)))],
    [
      "a text is no text",
      (bytes) => writeFileSync(kept, replaced(bytes, '{"title":"lesson 9"', '["title":"lesson 9"')),
    ],
    ["it is cut in the midst of a line", (bytes) => truncateSync(kept, bytes.length >> 1)],
    [
      "a line was torn and others were written behind it",
      (bytes) => {
        truncateSync(kept, 333);
        appendFileSync(kept, bytes);
      },
    ],
    ["it is empty", () => truncateSync(kept, 0)],
    ["it is gone", () => rmSync(kept)],
    ["it is noise", (bytes) => writeFileSync(kept, Buffer.alloc(bytes.length, 0xff))],
  ];
  it.each(damages)("where %s", async (_, damage) => {
    const whole = told(await seen());
    damage(readFileSync(kept));
    expect(told(await seen())).toEqual(whole);
    expect(told(await seen())).toEqual(whole);
    expect(existsSync(kept)).toBe(true);
  });
});

/** The same number of bytes. */
function replaced(bytes: Buffer, before: string, after: string): Buffer {
  const at = bytes.indexOf(before);
  expect(at).toBeGreaterThan(0);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(after), bytes.subarray(at + before.length)]);
}
