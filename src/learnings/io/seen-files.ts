// Remembers the stamp and content of each lesson file in a working tree, so that the next process reads none again.

import path from "node:path";
import { makeFoldersNow, readTextNow, replaceFileNow } from "../../shared/files.ts";
import { sha256 } from "../../shared/sha256.ts";

export interface Seen {
  /** Changes whenever the file is written. */
  readonly stamp: string;
  readonly blob: string;
  /** When it was last written, in milliseconds since 1970. */
  readonly at: number;
}

/** By file name. */
export type SeenFiles = ReadonlyMap<string, Seen>;

/**
 * Milliseconds: a file may change again within the resolution of its times, so one seen so soon is read again by the next
 * process.
 */
export const SETTLED_MS = 2_000;
/** Fewer new files are simply read again, without writing the list. */
const FEW = 64;

export function openSeenFiles(root: string, worktree: string) {
  const name = sha256(worktree).slice(0, 16);
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

/** Empty where any line is damaged, which only means that all files are read again. */
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
