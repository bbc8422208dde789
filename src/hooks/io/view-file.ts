// Keeps what hooks may put before a model unasked, in one disposable file of which each reads what it asks for.
import type { Stats } from "node:fs";
import path from "node:path";
import type { BriefParts } from "../../briefing/brief-text.ts";
import type { Place } from "../../git/place.ts";
import type { SearchEngine } from "../../retrieval/engine.ts";
import type { JoinedEngine } from "../../retrieval/joined.ts";
import {
  encodeIndex,
  engineOver,
  type IndexParts,
  type KeptIndex,
  openIndex,
} from "../../retrieval/kept-index.ts";
import { inMemory, inPages } from "../../retrieval/places.ts";
import { makeFoldersNow, replaceFileNow, replaceStampedNow } from "../../shared/files.ts";
import { claimMaking, endMaking } from "../../shared/making.ts";
import { type OpenFile, openFile } from "../../shared/open-file.ts";
import { sha256 } from "../../shared/sha256.ts";
import type { HookItem } from "../injection.ts";
import type { HookMessage } from "../messages.ts";
import type { ViewKeys, ViewKinds } from "./view-key.ts";

/** The record kinds that the keys were made with come along, so that a hook need not know them. */
export interface ViewHead extends ViewKeys, ViewKinds {
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  /** Tokens that a session's hooks may inject. */
  readonly budget: number;
  /** True if the person is told what was injected. */
  readonly tell: boolean;
  /** True if fitting past commits are named. */
  readonly history: boolean;
  readonly brief: BriefParts;
  /** How many lessons a search can find, including those that may not be put before a model unasked. */
  readonly stored: number;
  /** Messages that wait for somebody. */
  readonly messages: readonly HookMessage[];
  /** Dead ends and traps, each with the paths that it names. */
  readonly traps: readonly (readonly [id: string, paths: readonly string[]])[];
}

export interface HookView extends ViewHead {
  readonly engine: JoinedEngine;
  item(id: string): HookItem | null;
}

export type ViewParts = IndexParts<ViewHead, HookItem>;

const FORMAT = "agentops-hooks-9\n";
/** Strength fades by the day; an hour is well within what its order can bear, and heals a clock that was set back. */
const LONGEST_AGE_MS = 3_600_000;

const fileOf = ({ folder, worktree }: Place): string => {
  const name = sha256(worktree).slice(0, 16);
  return path.join(folder, "cache", `hooks-${name}`);
};

/** The kept view, whatever its key; null where there is none, or it is damaged or too old. */
export function readView(place: Place, now: number): HookView | null {
  try {
    const kept = openView(openFile(fileOf(place)));
    const view = kept && withHead(kept);
    return view && Math.abs(now - view.at) <= LONGEST_AGE_MS ? view : null;
  } catch {
    return null;
  }
}

/** Smaller ones are read whole and looked through in a millisecond. */
const LARGE = 1 << 20;
/** In front of the index: how the file was when it was written, or nothing. */
const STAMP_BYTES = 64;

/** A large one is believed where it lies as it was written; any other, such as a copy, is none. */
function openView({ stats, read }: OpenFile): KeptIndex<ViewHead, HookItem> | null {
  const { size } = stats;
  if (size <= LARGE) return openIndex(FORMAT, inMemory(read(STAMP_BYTES, size)));
  if (read(0, STAMP_BYTES).toString("latin1").trimEnd() !== stampOf(stats)) return null;
  const bytes = inPages(size - STAMP_BYTES, (start, end) => read(STAMP_BYTES + start, STAMP_BYTES + end));
  return openIndex(FORMAT, bytes, true);
}

const stampOf = ({ ino, size, mtimeMs }: Pick<Stats, "ino" | "size" | "mtimeMs">): string =>
  `${ino} ${size} ${mtimeMs}`;

const withHead = (kept: KeptIndex<ViewHead, HookItem>): HookView => ({
  ...kept.head,
  get engine() {
    return kept.engine;
  },
  item: kept.item,
});

/** The view of what was just read. */
export function viewOf({ head, segment, items }: ViewParts): HookView {
  let engine: SearchEngine | null = null;
  const known = new Map(items.map((item) => [item.id, item]));
  return {
    ...head,
    get engine() {
      engine ??= engineOver(segment());
      return engine;
    },
    item: (id) => known.get(id) ?? null,
  };
}

/** Keeps a view for the next hook. Throws where the disk can't be written. */
export function writeView(place: Place, parts: ViewParts): void {
  const file = fileOf(place);
  makeFoldersNow(place.folder, path.dirname(file));
  const bytes = Buffer.concat([Buffer.alloc(STAMP_BYTES, " "), encodeIndex(FORMAT, parts)]);
  if (bytes.length <= LARGE) replaceFileNow(file, bytes);
  else replaceStampedNow(file, bytes, (stats) => bytes.write(stampOf(stats), "latin1"));
}

/** True if this process is the one to make a view in the background. */
export const claimView = (place: Place): boolean => claimMaking(place.folder, fileOf(place));

export const madeView = (place: Place): void => endMaking(fileOf(place));
