// Limits how much of another clone's journal is read, as whoever can push a ref decides what is in it.

/**
 * For one ref. A hundred thousand records are a large journal, while repeated entries in trees cost their writer nothing.
 */
export const REF_LIMITS = {
  /** Entries of folders that are looked at. */
  entries: 1_000_000,
  files: 300_000,
  /** Of one folder as git stores it; 100,000 records of one day take 6 MB. */
  treeBytes: 16 << 20,
  commitBytes: 1 << 20,
  /** Of all records together. */
  bytes: 512 << 20,
  /** Files in the place of a record that hold none. */
  malformed: 1_000,
  /** Files in other places, which are named and not read. */
  misplaced: 100,
  /** Milliseconds for one ref; even a busy machine reads 100,000 records in less. */
  ms: 120_000,
} as const;

/** Refs of other clones that are read; those that were read before come first. */
export const MOST_REFS = 20_000;

/** Says in this program's own words why a ref is not read. */
export class SetAside extends Error {
  override readonly name = "SetAside";
}

/** What is left of the limits of one ref; each read takes from it. */
export interface Bounds {
  entries: number;
  files: number;
  bytes: number;
  malformed: number;
  misplaced: number;
  readonly until: number;
}

/** For reading in parts: keeps what is left of the time for later. */
export const paused = (bounds: Bounds): Bounds => ({ ...bounds, until: bounds.until - performance.now() });
export const resumed = (bounds: Bounds): Bounds => ({ ...bounds, until: bounds.until + performance.now() });

export const boundsOfRef = (): Bounds => ({ ...REF_LIMITS, until: performance.now() + REF_LIMITS.ms });

type Counted = Exclude<keyof Bounds, "until">;

const WORDS: Readonly<Record<Counted, string>> = {
  entries: "entries in its folders",
  files: "files",
  bytes: "bytes of records",
  malformed: "files that are no records",
  misplaced: "files in places that no record has",
};

/** Throws SetAside where that exceeds the limits; null has no limits. */
export function take(bounds: Bounds | null, what: Counted, count = 1): void {
  if (bounds === null) return;
  bounds[what] -= count;
  if (bounds[what] < 0) throw new SetAside(`it has more than ${REF_LIMITS[what]} ${WORDS[what]}`);
  if (performance.now() > bounds.until)
    throw new SetAside(`reading it takes longer than ${REF_LIMITS.ms / 1000} seconds`);
}
