// Remembers which other clones' journals change faster than they can be read, so that pushing one keeps nobody waiting.
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { makeFolders, replaceFile } from "../shared/files.ts";
import { SetAside } from "./bounds.ts";
import type { Journal } from "./journal.ts";
import { GONE, type Positions } from "./read.ts";
import { isOwnRef } from "./read-ref.ts";

/** How often a journal may move before it was read, or force a full reading, until it has to stand still for a while. */
export const MOST_MOVES = 20;
const STILL_MS = 3_600_000;
/** Journals that are remembered, those that moved last. */
const MOST_NAMES = 1_000;

const Moves = z.record(
  z.string().max(500),
  z.strictObject({ commit: z.string().max(64), moves: z.number().int(), at: z.number() }),
);
type Moves = z.infer<typeof Moves>;

const fileIn = (folder: string): string => path.join(folder, "restless.json");

/** A missing or damaged file counts as empty. */
async function movesIn(folder: string): Promise<Moves> {
  try {
    return Moves.parse(JSON.parse(await readFile(fileIn(folder), "utf8")));
  } catch {
    return {};
  }
}

/**
 * Notes the positions of other clones' journals that hold up a reading. Never throws: without the note they do so for
 * longer.
 */
export async function noteMoves(
  { folder, clone }: Pick<Journal, "folder" | "clone">,
  refs: Iterable<string>,
  stand: Positions,
): Promise<void> {
  const own = await clone();
  const before = await movesIn(folder);
  const now = Date.now();
  const moved = [...refs]
    .map((ref): [string, string] => [ref, stand.get(ref) ?? GONE])
    .filter(([ref, commit]) => !isOwnRef(ref, own) && before[ref]?.commit !== commit);
  if (moved.length === 0) return;
  const noted = moved.map(([ref, commit]): [string, Moves[string]] => {
    const last = before[ref];
    const moves = last !== undefined && now - last.at < STILL_MS ? last.moves + 1 : 1;
    return [ref, { commit, moves, at: now }];
  });
  const all = Object.entries({ ...before, ...Object.fromEntries(noted) });
  const newest = all.toSorted(([, a], [, b]) => b.at - a.at).slice(0, MOST_NAMES);
  try {
    await makeFolders(folder);
    await replaceFile(fileIn(folder), `${JSON.stringify(Object.fromEntries(newest))}\n`);
  } catch {
    // A full or read-only disk.
  }
}

export interface Restless {
  /** Why each is not read before it has stood still for an hour. */
  readonly refs: ReadonlyMap<string, SetAside>;
  /** They were restless, and have stood still since. */
  readonly calm: ReadonlySet<string>;
}

export async function restlessRefs(folder: string, now = Date.now()): Promise<Restless> {
  const many = Object.entries(await movesIn(folder)).filter(([, { moves }]) => moves > MOST_MOVES);
  const reason = "it changes faster than it can be read; it is read once it has stood still for an hour";
  return {
    refs: new Map(
      many.flatMap(([ref, { at }]) => (now - at < STILL_MS ? [[ref, new SetAside(reason)]] : [])),
    ),
    calm: new Set(many.flatMap(([ref, { at }]) => (now - at < STILL_MS ? [] : [ref]))),
  };
}
