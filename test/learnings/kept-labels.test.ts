// The next process knows what was found of a text, and a damaged or foreign file makes nobody believe anything.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { openKeptLabels } from "../../src/learnings/io/kept-labels.ts";
import { removeFolder, temporaryFolder } from "../support/repository.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) removeFolder(folder);
});

function emptyFolder(): { root: string; file: string } {
  const root = temporaryFolder();
  folders.push(root);
  mkdirSync(path.join(root, "cache"));
  return { root, file: path.join(root, "cache/labels-1") };
}

test("the next process knows both answers, and nothing of other texts", async () => {
  const { root } = emptyFolder();
  const labels = openKeptLabels(root);
  labels.keep("an order", true);
  labels.keep("advice", false);
  await setImmediate();
  const next = openKeptLabels(root);
  expect(["an order", "advice", "something else"].map(next.isCommanding)).toEqual([true, false, undefined]);
});

test("each flipped byte makes its text unknown, and none turns an answer round", async () => {
  const { root, file } = emptyFolder();
  const labels = openKeptLabels(root);
  labels.keep("an order", true);
  await setImmediate();
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at += 1) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    writeFileSync(file, damaged);
    expect(openKeptLabels(root).isCommanding("an order")).toBeUndefined();
  }
  writeFileSync(file, whole.subarray(0, -1));
  expect(openKeptLabels(root).isCommanding("an order")).toBeUndefined();
});

test("where nothing can be written, nothing is known and nothing fails", async () => {
  const labels = openKeptLabels(path.join(emptyFolder().root, "gone", "for good"));
  labels.keep("an order", true);
  await setImmediate();
  expect(labels.isCommanding("an order")).toBeUndefined();
});
