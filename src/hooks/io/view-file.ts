// Keeps what hooks may put before a model unasked, in one disposable file that is read in a millisecond.
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BriefParts } from "../../briefing/brief-text.ts";
import type { Place } from "../../git/place.ts";
import { createSearchEngine, type SearchEngine } from "../../retrieval/engine.ts";
import { makeFoldersNow, replaceFileNow } from "../../shared/files.ts";
import type { HookItem } from "../injection.ts";

export interface ViewHead {
  readonly key: string;
  /** The kinds of records that the key was made with, so that a hook need not know any. */
  readonly kinds: readonly string[];
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  /** Tokens that a session's hooks may inject. */
  readonly budget: number;
  /** True if the person is told what was injected. */
  readonly tell: boolean;
  readonly brief: BriefParts;
  /** Dead ends and traps, each with the paths that it names. */
  readonly traps: readonly (readonly [id: string, paths: readonly string[]])[];
}

export interface HookView extends ViewHead {
  readonly engine: SearchEngine;
  item(id: string): HookItem | null;
}

export interface ViewParts {
  readonly head: ViewHead;
  /** Made when it is asked for: a session's brief takes no search. */
  segment(): Buffer;
  readonly items: readonly HookItem[];
}

const FORMAT = "agentops-hooks-3\n";
const LENGTHS_AT = FORMAT.length;
const BODY_AT = LENGTHS_AT + 12;
/** Strength fades by the day; an hour is well within what its order can bear, and heals a clock that was set back. */
const LONGEST_AGE_MS = 3_600_000;

const fileOf = ({ folder, worktree }: Place): string => {
  const name = createHash("sha256").update(worktree).digest("hex").slice(0, 16);
  return path.join(folder, "cache", `hooks-${name}`);
};

/** The kept view, whatever its key; null when there is none, or it is damaged or too old. */
export function readView(place: Place, now: number): HookView | null {
  try {
    const view = openView(readAll(fileOf(place)));
    return view && Math.abs(now - view.at) <= LONGEST_AGE_MS ? view : null;
  } catch {
    return null;
  }
}

/** What was just read, as a view. */
export function viewOf({ head, segment, items }: ViewParts): HookView {
  let engine: SearchEngine | null = null;
  const known = new Map(items.map((item) => [item.id, item]));
  return {
    ...head,
    get engine() {
      engine ??= openEngine(segment());
      return engine;
    },
    item: (id) => known.get(id) ?? null,
  };
}

/** A view as bytes, which `openView` reads. */
export function encodeView({ head, segment: makeSegment, items }: ViewParts): Buffer {
  const segment = makeSegment();
  const headBytes = Buffer.from(JSON.stringify(head));
  const texts = Buffer.from(`\n${items.map((item) => JSON.stringify(item)).join("\n")}\n`);
  const lengths = Buffer.alloc(12);
  [headBytes, segment, texts].forEach((part, at) => {
    lengths.writeUInt32LE(part.length, at * 4);
  });
  return Buffer.concat([Buffer.from(FORMAT), lengths, headBytes, segment, texts]);
}

/** Keeps a view for the next hook. Throws where the disk can't be written. */
export function writeView(place: Place, bytes: Buffer): void {
  const file = fileOf(place);
  makeFoldersNow(place.folder, path.dirname(file));
  replaceFileNow(file, bytes);
}

/** How long one process that makes a view keeps others from starting another. */
const MAKING_MS = 60_000;

/** True if this process is the one to start making a view in the background. */
export function claimMaking(place: Place): boolean {
  const file = `${fileOf(place)}.making`;
  try {
    makeFoldersNow(place.folder, path.dirname(file));
    const before = statSync(file, { throwIfNoEntry: false });
    if (before && Math.abs(Date.now() - before.mtimeMs) < MAKING_MS) return false;
    rmSync(file, { force: true });
    writeFileSync(file, "", { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

export const madeView = (place: Place): void => rmSync(`${fileOf(place)}.making`, { force: true });

function readAll(file: string): Buffer {
  const handle = openSync(file, "r");
  try {
    const bytes = Buffer.allocUnsafeSlow(fstatSync(handle).size);
    if (readSync(handle, bytes, 0, bytes.length, 0) !== bytes.length) throw new Error("cut short");
    return bytes;
  } finally {
    closeSync(handle);
  }
}

/** Null for another layout; throws for a damaged one. Keeps a reference to `bytes`. */
function openView(bytes: Buffer): HookView | null {
  if (bytes.toString("latin1", 0, LENGTHS_AT) !== FORMAT) return null;
  const length = (part: number): number => bytes.readUInt32LE(LENGTHS_AT + part * 4);
  const segmentAt = BODY_AT + length(0);
  const textsAt = segmentAt + length(1);
  if (bytes.length !== textsAt + length(2)) return null;
  const head: ViewHead = JSON.parse(bytes.toString("utf8", BODY_AT, segmentAt));
  let engine: SearchEngine | null = null;
  const texts = bytes.subarray(textsAt);
  return {
    ...head,
    get engine() {
      engine ??= openEngine(bytes.subarray(segmentAt, textsAt));
      return engine;
    },
    item(id) {
      const start = texts.indexOf(`\n{"id":${JSON.stringify(id)}`);
      if (start < 0) return null;
      return JSON.parse(texts.toString("utf8", start + 1, texts.indexOf("\n", start + 1)));
    },
  };
}

function openEngine(segment: Buffer): SearchEngine {
  const engine = createSearchEngine();
  engine.attach(segment);
  return engine;
}
