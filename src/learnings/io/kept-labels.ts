// Remembers by digest which texts are worded as orders, so that no process scans a text twice.

import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { makeFoldersNow } from "../../shared/files.ts";
import { instructionRules } from "../../shared/text/reads-as-instruction.ts";
import type { KeptLabels } from "../labels.ts";

/** Raised with every change of the scan itself; its patterns go into each digest. */
const FILE = "labels-1";
const DIGEST_BYTES = 16;
/** About half a million texts; a larger file is started again. */
const MOST_BYTES = 8 << 20;
const WRITTEN_AT_ONCE = 64;

/**
 * `root` is this program's folder in the common git directory. Each line holds the digest of a text with its answer, so a
 * damaged or unwritable file only means that texts are scanned again.
 */
export function openKeptLabels(root: string): KeptLabels {
  const file = path.join(root, "cache", FILE);
  let held: Buffer | null = null;
  let rules: Buffer | null = null;
  let unsaved: Buffer[] = [];

  function digestOf(text: string, isCommanding: boolean): Buffer {
    rules ??= createHash("sha256").update(instructionRules()).digest();
    const hash = createHash("sha256")
      .update(rules)
      .update(isCommanding ? "yes" : "no");
    return hash.update(text).digest().subarray(0, DIGEST_BYTES);
  }

  function save(): void {
    const bytes = Buffer.concat(unsaved);
    unsaved = [];
    if (bytes.length === 0) return;
    try {
      makeFoldersNow(root, path.dirname(file));
      if ((held?.length ?? 0) > MOST_BYTES) rmSync(file, { force: true });
      appendFileSync(file, bytes);
    } catch {
      // As on a full or read-only disk.
    }
  }

  return {
    isCommanding(text) {
      held ??= readAll(file);
      if (held.includes(digestOf(text, false))) return false;
      return held.includes(digestOf(text, true)) ? true : undefined;
    },
    keep(text, isCommanding) {
      // Those of one turn together, so that a killed process loses little.
      if (unsaved.length === 0) setImmediate(save);
      unsaved.push(digestOf(text, isCommanding));
      if (unsaved.length >= WRITTEN_AT_ONCE) save();
    },
  };
}

function readAll(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
