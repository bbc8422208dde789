// Lays the texts that people wrote in `.agentops/learnings` over the state of the journal.

import { type Lookup, laidOnce, layOver } from "../records/lay-over.ts";
import { type Quarantined, RECORD_VERSION } from "../records/record.ts";
import type { State } from "../records/state.ts";
import type { LearningText } from "./learning.ts";
import Learning, { type LearningRecord } from "./records/learning.ts";
import { type Review, TEXT_INDEXES, type TextSource } from "./text-source.ts";

export interface Overlay {
  readonly id: string;
  readonly source: TextSource;
  readonly path: string;
  readonly text: LearningText;
  /** Author and time of a file that no session recorded. */
  readonly byHand: { readonly at: string; readonly author: string } | null;
}

export interface DirectoryView {
  readonly overlays: readonly Overlay[];
  /** Learnings served with base's text, where that counts. */
  readonly reviews: Lookup<Review>;
  /** Learnings served with base's text, where base is more than the current branch. */
  readonly merged?: Pick<ReadonlySet<string>, "has" | "keys">;
  /** Learnings that base has removed on purpose -> the commit. */
  readonly retired: ReadonlyMap<string, string>;
  readonly broken: readonly Quarantined[];
}

/** A new state; the given one does not change. Of two overlays of one learning the first counts. */
export function overlayState(state: State, view: DirectoryView): State {
  const { overlays, reviews, retired, broken } = view;
  const learnings = new Map<string, LearningRecord>();
  const sources = new Map<string, TextSource>();
  const written = new Map<string, LearningRecord>();
  for (const overlay of overlays) {
    // A file that still holds a redacted record must not bring it back.
    if (sources.has(overlay.id) || state.redactions.has(overlay.id)) continue;
    const recorded = state.get(Learning, overlay.id);
    const learning = recorded ? withText(recorded, overlay.text) : fromFile(overlay);
    sources.set(overlay.id, overlay.source);
    learnings.set(overlay.id, learning);
    if (!recorded) written.set(overlay.id, learning);
  }
  return layOver(state, {
    kind: Learning,
    records: learnings,
    indexes: [
      laidOnce(TEXT_INDEXES.sources, sources),
      laidOnce(TEXT_INDEXES.reviews, reviews),
      laidOnce(TEXT_INDEXES.merges, setAsMap(view.merged)),
      laidOnce(TEXT_INDEXES.retirements, retired),
      laidOnce(TEXT_INDEXES.written, written),
    ],
    // By path, as the learning of a broken file is still served, with its earlier text.
    quarantined: broken.map((entry) => [entry.path, entry] as const),
  });
}

/** Symptoms that a person deleted do not come back from the record. */
const withText = ({ symptoms: _, ...recorded }: LearningRecord, text: LearningText): LearningRecord => ({
  ...recorded,
  ...text,
});

/** A learning without a record, which every session may cite: a person's, or one whose journal is not here. */
function fromFile({ id, path, text, byHand }: Overlay): LearningRecord {
  return {
    record: "learning",
    v: RECORD_VERSION,
    id,
    at: byHand?.at ?? new Date(timeOf(id)).toISOString(),
    session: `git:${byHand?.author ?? "unknown"}`.slice(0, 200),
    runtime: byHand ? "hand" : "another clone",
    role: "worker",
    clone: "0000000000",
    commit: null,
    ...text,
    evidence: [{ type: "path", ref: path }],
    confidence: null,
    supersedes: null,
    distinct_because: null,
    // Derived when read, as for every lesson.
    labels: [],
    seen: {},
  };
}

/** The time that a ULID begins with, in milliseconds since 1970. */
function timeOf(id: string): number {
  const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  return [...id.slice(0, 10)].reduce((time, letter) => time * 32 + letters.indexOf(letter), 0);
}

/** The keys under which two views, laid over one state, differ. */
export const keysBetween = (before: DirectoryView | null, after: DirectoryView): string[] => [
  ...differing(overlaysOf(before), overlaysOf(after), isSameOverlay),
  ...differing(before?.reviews, after.reviews),
  ...differing(setAsMap(before?.merged), setAsMap(after.merged)),
  ...differing(before?.retired, after.retired),
  ...[...(before?.broken ?? []), ...after.broken].map(({ path }) => path),
];

const differing = <V>(
  before: Lookup<V> = new Map(),
  after: Lookup<V>,
  isSame: (a: V | undefined, b: V | undefined) => boolean = Object.is,
): string[] => [...before.keys(), ...after.keys()].filter((key) => !isSame(before.get(key), after.get(key)));

const setAsMap = (ids: NonNullable<DirectoryView["merged"]> = new Set()): Lookup<true> => ({
  get: (id) => (ids.has(id) ? true : undefined),
  keys: () => ids.keys(),
});

const overlaysOf = (view: DirectoryView | null): ReadonlyMap<string, Overlay> =>
  new Map(view?.overlays.toReversed().map((overlay) => [overlay.id, overlay]));

/** Each file is parsed once, so equal texts are the same object. */
const isSameOverlay = (a: Overlay | undefined, b: Overlay | undefined): boolean =>
  a?.text === b?.text && a?.byHand === b?.byHand && a?.source === b?.source && a?.path === b?.path;
