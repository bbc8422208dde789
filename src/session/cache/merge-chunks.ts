// Keeps the chunks of the cache few: a new one is joined with those before it that are not much larger.

import { mergeSegments } from "../../retrieval/merge.ts";
import { type Chunk, loadChunk } from "./cache.ts";

/** A chunk as the manifest names it; `size` in records. */
export interface KeptChunk {
  readonly name: string;
  readonly size: number;
}

/** A chunk is joined with the one before it unless that is this many times larger: few chunks, little copying. */
const GROWTH = 2;

/** Joins the newest chunk with those before it that are not much larger; `untouched` is how many stay as they are. */
export async function mergeSmall(
  folder: string,
  chunks: readonly KeptChunk[],
  newest: Chunk,
): Promise<{ chunk: Chunk; untouched: number }> {
  let untouched = chunks.length;
  let size = newest.records.length;
  for (
    let before = chunks[untouched - 1];
    before && before.size <= size * GROWTH;
    before = chunks[untouched - 1]
  ) {
    size += before.size;
    untouched -= 1;
  }
  const parts = [
    ...(await Promise.all(chunks.slice(untouched).map(({ name }) => loadChunk(folder, name)))),
    newest,
  ];
  if (parts.length === 1) return { chunk: newest, untouched };
  const segment = mergeSegments(parts.map((part) => part.segment));
  return { chunk: { records: parts.flatMap((part) => part.records), segment }, untouched };
}
