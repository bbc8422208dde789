// Keeps what hooks may put before a model unasked, in one disposable file that is read in a millisecond.
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
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
import { makeFoldersNow, replaceFileNow } from "../../shared/files.ts";
import { claimMaking, endMaking } from "../../shared/making.ts";
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

const FORMAT = "agentops-hooks-8\n";
/** Strength fades by the day, so an hour changes no order; the limit also ends the harm of a clock that was set back. */
const LONGEST_AGE_MS = 3_600_000;

const fileOf = ({ folder, worktree }: Place): string => {
  const name = createHash("sha256").update(worktree).digest("hex").slice(0, 16);
  return path.join(folder, "cache", `hooks-${name}`);
};

/** The kept view, whatever its key; null where there is none, or it is damaged or too old. */
export function readView(place: Place, now: number): HookView | null {
  try {
    const kept = openIndex<ViewHead, HookItem>(FORMAT, readAll(fileOf(place)));
    const view = kept && withHead(kept);
    return view && Math.abs(now - view.at) <= LONGEST_AGE_MS ? view : null;
  } catch {
    return null;
  }
}

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
  replaceFileNow(file, encodeIndex(FORMAT, parts));
}

/** True if this process is the one to make a view in the background. */
export const claimView = (place: Place): boolean => claimMaking(place.folder, fileOf(place));

export const madeView = (place: Place): void => endMaking(fileOf(place));

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
