// Keeps under which stamp each file of lessons in a working tree was seen with which bytes, so that the next process reads none again.

import { createHash } from "node:crypto";
import path from "node:path";
import { makeFoldersNow, readTextNow, replaceFileNow } from "../../shared/files.ts";

export interface Seen {
  /** Tells that the file was not written since. */
  readonly stamp: string;
  readonly blob: string;
  /** When it was written last, in milliseconds since 1970. */
  readonly at: number;
}

/** By the names of files. */
export type SeenFiles = ReadonlyMap<string, Seen>;

/** A file may change again within the grain of its times, so what was seen so soon is seen again by the next process. */
export const SETTLED_MS = 2_000;
/** Fewer new ones are read again rather than the list written for them. */
const FEW = 64;

export function openSeenFiles(root: string, worktree: string) {
  const name = createHash("sha256").update(worktree).digest("hex").slice(0, 16);
  const file = path.join(root, "cache", `files-${name}`);
  let kept: SeenFiles = new Map();
  return {
    read(): SeenFiles {
      kept = parse(readTextNow(file) ?? "");
      return kept;
    },
    keep(seen: SeenFiles): void {
      const settled = new Map([...seen].filter(([, { at }]) => Date.now() - at > SETTLED_MS));
      let fresh = 0;
      for (const [each, { stamp }] of settled) if (kept.get(each)?.stamp !== stamp) fresh += 1;
      if (fresh <= FEW) return;
      kept = settled;
      try {
        makeFoldersNow(root, path.dirname(file));
        replaceFileNow(file, `${FIRST_LINE}\n${[...settled].map(render).join("\n")}\n`);
      } catch {
        // As on a full or read-only disk.
      }
    },
  };
}

const FIRST_LINE = "agentops-files-1";
const render = ([name, { stamp, blob, at }]: [string, Seen]): string =>
  JSON.stringify([name, stamp, blob, at]);

/** None where any line is damaged: reading all files anew is what it would save, and no more. */
function parse(text: string): SeenFiles {
  const seen = new Map<string, Seen>();
  const [first, ...lines] = text.split("\n");
  if (first !== FIRST_LINE || lines.pop() !== "") return seen;
  try {
    for (const line of lines) {
      const [name, stamp, blob, at]: [string, string, string, number] = JSON.parse(line);
      seen.set(name, { stamp, blob, at });
    }
  } catch {
    return new Map();
  }
  return seen;
}
