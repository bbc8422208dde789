// Keeps what base, branch and working tree add to the journal, so that a process that finds all of them unchanged derives
// nothing.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { makeFoldersNow, replaceFileNow } from "../../shared/files.ts";
import { firstWhere } from "../../shared/first-where.ts";
import { sha256 } from "../../shared/sha256.ts";
import type { DirectoryView } from "../written-texts.ts";

/** A sorted list of ids that is searched by bisection and never turned into strings as a whole. */
export interface Ids {
  readonly size: number;
  has(id: string): boolean;
  keys(): IterableIterator<string>;
}

/** What the files say, apart from lessons that were taken back here. */
export interface FilesView {
  readonly overlays: DirectoryView["overlays"];
  /** Learnings served with base's text. */
  readonly served: Ids;
  readonly retired: DirectoryView["retired"];
  readonly broken: DirectoryView["broken"];
  /** Other learnings that have a file. */
  readonly others: Ids;
}

export interface KeptView {
  /** The view kept under this key; null where that is another one, or the file is damaged. */
  read(key: string): FilesView | null;
  keep(key: string, view: FilesView): void;
}

/** Raised with every change of the layout, of what a file may say, and of how texts are chosen. */
const FORMAT = "agentops-view-1\n";
const DIGEST_BYTES = 32;
const HEAD_AT = FORMAT.length + DIGEST_BYTES + 4;
const ID_BYTES = 26;

/** `root` is this program's folder in the common git directory; `place` tells apart the working trees that share it. */
export function openKeptView(root: string, place: string): KeptView {
  const name = sha256(place).slice(0, 16);
  const file = path.join(root, "cache", `view-${name}`);
  return {
    read(key) {
      try {
        return decode(readFileSync(file), key);
      } catch {
        return null;
      }
    },
    keep(key, view) {
      try {
        const bytes = encode(key, view);
        makeFoldersNow(root, path.dirname(file));
        replaceFileNow(file, bytes);
      } catch {
        // As on a full or read-only disk.
      }
    },
  };
}

/** Each id once. */
export function sortedIds(ids: Iterable<string>): Ids {
  return idsIn(Buffer.from([...new Set(ids)].sort().join(""), "latin1"));
}

function idsIn(bytes: Buffer): Ids {
  const size = bytes.length / ID_BYTES;
  const at = (number: number): string => bytes.toString("latin1", number * ID_BYTES, (number + 1) * ID_BYTES);
  return {
    size,
    has(id) {
      const number = firstWhere(size, (each) => at(each) >= id);
      return number < size && at(number) === id;
    },
    *keys() {
      for (let number = 0; number < size; number += 1) yield at(number);
    },
  };
}

interface Head {
  readonly key: string;
  readonly overlays: FilesView["overlays"];
  readonly retired: readonly (readonly [string, string])[];
  readonly broken: FilesView["broken"];
  readonly served: number;
}

/** One line with the format, then the digest of all that follows, the length of the head, the head, and the ids. */
function encode(key: string, { overlays, served, retired, broken, others }: FilesView): Buffer {
  const head: Head = { key, overlays, retired: [...retired], broken, served: served.size };
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const ids = Buffer.from([...served.keys(), ...others.keys()].join(""), "latin1");
  const body = Buffer.concat([length, text, ids]);
  return Buffer.concat([Buffer.from(FORMAT), digest(body), body]);
}

function decode(bytes: Buffer, key: string): FilesView | null {
  if (bytes.toString("latin1", 0, FORMAT.length) !== FORMAT) return null;
  const body = bytes.subarray(FORMAT.length + DIGEST_BYTES);
  if (!digest(body).equals(bytes.subarray(FORMAT.length, FORMAT.length + DIGEST_BYTES))) return null;
  const idsAt = HEAD_AT + body.readUInt32LE(0);
  const head: Head = JSON.parse(bytes.toString("utf8", HEAD_AT, idsAt));
  if (head.key !== key) return null;
  const othersAt = idsAt + head.served * ID_BYTES;
  return {
    overlays: head.overlays,
    served: idsIn(bytes.subarray(idsAt, othersAt)),
    retired: new Map(head.retired),
    broken: head.broken,
    others: idsIn(bytes.subarray(othersAt)),
  };
}

const digest = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();
