// Remembers which other clones' journals a person has dropped here, so that no sync brings them back.
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { deleteRef, readRefs } from "../git/refs.ts";
import { fileFailure } from "../git/run.ts";
import { makeFolders, replaceFile } from "../shared/files.ts";
import { CLONE_REFS } from "./append.ts";
import type { Journal } from "./journal.ts";

const CLONE = /^[0-9a-z]{10}$/;
const Dropped = z.array(z.string().regex(CLONE)).max(100_000);

const fileIn = (folder: string): string => path.join(folder, "dropped.json");

/** Names of clones. A missing or damaged list counts as empty, and then a drop has to be repeated. */
export async function droppedClones(folder: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(Dropped.parse(JSON.parse(await readFile(fileIn(folder), "utf8"))));
  } catch {
    return new Set();
  }
}

/** The clone that a name or a whole ref means; null for any other text. */
export function cloneNamed(text: string): string | null {
  const name = text.replace(CLONE_REFS, "").replace(/-[2-9]$/, "");
  return CLONE.test(name) ? name : null;
}

/** Deletes the refs of that clone here and keeps them out from now on. Returns those that existed. */
export async function dropClone({ repository, folder }: Journal, clone: string): Promise<string[]> {
  await rememberAll(folder, new Set([...(await droppedClones(folder)), clone]));
  const refs = [...(await readRefs(repository, CLONE_REFS))].filter(([ref]) => cloneNamed(ref) === clone);
  for (const [ref, tip] of refs) await deleteRef(repository, ref, tip);
  return refs.map(([ref]) => ref);
}

/** Lets the next sync bring the clone's records back; false where it was not dropped. */
export async function takeBack({ folder }: Journal, clone: string): Promise<boolean> {
  const dropped = await droppedClones(folder);
  if (!dropped.has(clone)) return false;
  await rememberAll(folder, new Set([...dropped].filter((each) => each !== clone)));
  return true;
}

async function rememberAll(folder: string, clones: ReadonlySet<string>): Promise<void> {
  try {
    await makeFolders(folder);
    await replaceFile(fileIn(folder), `${JSON.stringify([...clones].sort())}\n`);
  } catch (error) {
    throw fileFailure(error);
  }
}
