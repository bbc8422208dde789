// Keeps in the cache what history says about removals, so that a command need not start git to ask again.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { makeFolders, replaceFile } from "../../shared/files.ts";
import { sha256 } from "../../shared/sha256.ts";
import type { Removals } from "./folder-history.ts";

const Kept = z.object({ key: z.string(), retired: z.array(z.tuple([z.string(), z.string()])) });

/** `facts` is all that the answer of `find` depends on. An unusable cache costs time, nothing else. */
export async function keptRemovals(
  commonDir: string,
  facts: readonly string[],
  find: () => Promise<Removals>,
): Promise<Removals> {
  const folder = path.join(commonDir, "agentops");
  const file = path.join(folder, "cache/removals.json");
  const key = sha256(facts.join("\n"));
  const kept = await read(file);
  if (kept?.key === key) return { retired: new Map(kept.retired), whole: true };
  const found = await find();
  // Missing parts of the history may come later, and then the same question has another answer.
  const whole = found.whole && !existsSync(path.join(commonDir, "shallow"));
  if (!whole) return { retired: found.retired, whole };
  try {
    await makeFolders(folder, path.dirname(file));
    await replaceFile(file, JSON.stringify({ key, retired: [...found.retired] }));
  } catch {
    // As on a full or read-only disk.
  }
  return { retired: found.retired, whole };
}

async function read(file: string): Promise<z.output<typeof Kept> | null> {
  try {
    return Kept.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}
