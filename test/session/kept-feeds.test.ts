// The cache keeps under which keys records lie, so what a kind puts into indexes can't change without a new version of the cache.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { CACHE_VERSION } from "../../src/session/cache/cache.ts";
import { ROOT } from "../support/client.ts";

const INDEXES = /^ {2}indexes: \[(?:.*\],$|[\s\S]*?^ {2}\],$)/gm;

it("goes with a version of its own", () => {
  const files = readdirSync(path.join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|[\\/])records[\\/][^\\/]+\.ts$/.test(file))
    .sort();
  const feeds = files.flatMap(
    (file) => readFileSync(path.join(ROOT, "src", file), "utf8").match(INDEXES) ?? [],
  );
  expect(feeds.length).toBeGreaterThan(15);
  const digest = createHash("sha256").update(feeds.join("\n")).digest("hex").slice(0, 12);
  expect([CACHE_VERSION, digest], "raise CACHE_VERSION where a feed has changed").toEqual([
    7,
    "d6f2eb2ff8d4",
  ]);
});
