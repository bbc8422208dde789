// Opens a kept index from its file, and again only once the file has changed.
import { readFileSync, statSync } from "node:fs";
import { type KeptIndex, openIndex } from "../../retrieval/kept-index.ts";
import { inMemory } from "../../retrieval/places.ts";

/** Null when there is none, or it is damaged or of another layout. */
export function readKept<Head, Item extends { readonly id: string }>(
  format: string,
  file: string,
): KeptIndex<Head, Item> | null {
  try {
    return openIndex<Head, Item>(format, inMemory(readFileSync(file)));
  } catch {
    return null;
  }
}

/** Gives what the file holds at each call; what it held before is not read again. */
export function keptReader<Head, Item extends { readonly id: string }>(
  format: string,
  file: string,
): () => KeptIndex<Head, Item> | null {
  let opened: { readonly version: string; readonly kept: KeptIndex<Head, Item> | null } | null = null;
  return () => {
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) return null;
    const version = `${found.ino} ${found.size} ${found.mtimeMs}`;
    if (opened?.version !== version) opened = { version, kept: readKept(format, file) };
    return opened.kept;
  };
}
