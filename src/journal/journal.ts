// Gives a session its handle on the journal: reads what is new, and appends durably, several appends in one commit.
import path from "node:path";
import { decodeTime, monotonicFactory } from "ulid";
import { firstCommitWith } from "../git/history.ts";
import { createObjectReader, type ObjectReader } from "../git/object-reader.ts";
import { readRefs } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import type { Kinds } from "../records/kinds.ts";
import { type JournalRecord, type Provenance, RECORD_VERSION, type RecordDraft } from "../records/record.ts";
import {
  type AppendPorts,
  appendRecords,
  authorOf,
  CLONE_REFS,
  type PreparedRecord,
  prepareRecord,
} from "./append.ts";
import { begunNames, isGone, noteBegun, positionsIn } from "./begun.ts";
import { cloneId, knownCloneId, renewCloneId } from "./clone-id.ts";
import { recordPath } from "./codec.ts";
import { packJournal } from "./pack.ts";
import type { AppendedRecord, JournalCommit } from "./port.ts";
import { type Changes, type Positions, readChanges } from "./read.ts";
import type { SoFar } from "./read-ref.ts";
import { createTreeReader } from "./tree.ts";

export interface Journal {
  /** The kinds that it can hold. */
  readonly kinds: Kinds;
  readonly repository: Repository;
  /** This program's folder in the common git directory; all but the clone's name can be deleted at any time. */
  readonly folder: string;
  readonly reader: ObjectReader;
  positions(): Promise<Positions>;
  changes(from: Positions, to: Positions, soFar?: SoFar): Promise<Changes>;
  /** This clone's name; null while it has written nothing. */
  clone(): Promise<string | null>;
  /** All names under which this clone has written, also before it was moved or copied. */
  ownClones(): Promise<ReadonlySet<string>>;
  /** What writing to this clone's own ref needs; gives the clone its name. */
  writer(): Promise<AppendPorts>;
  /** New ids, for drafts that refer to each other. */
  ids(count: number): string[];
  /**
   * Makes every new id larger than this one of the same clone, so that later records sort later even after the clock was
   * set back.
   */
  follow(id: string): void;
  /** Adds provenance to the drafts and stores them; resolves when they are on the disk. `commit` is the code's HEAD. */
  append(drafts: readonly RecordDraft[], by: Provenance, commit: string | null): Promise<AppendedRecord[]>;
  /** The commit that brought the record in; null when no journal holds it. */
  commitOf(record: JournalRecord): Promise<JournalCommit | null>;
  /** Packs loose objects where there are many; safe at any time. */
  pack(): Promise<number>;
  close(): void;
}

/** The last millisecond that an id can express. */
const LAST_TIME = 2 ** 48 - 1;

interface Waiting {
  records: PreparedRecord[];
  resolve(): void;
  reject(error: unknown): void;
}

export function openJournal(repository: Repository, kinds: Kinds): Journal {
  const folder = path.join(repository.commonDir, "agentops");
  const reader = createObjectReader(repository.commonDir, repository.commonDir);
  const trees = createTreeReader(reader, repository.objectFormat, true);
  const idAfter = monotonicFactory();
  let first = 0;
  const nextId = (now: number) => idAfter(Math.max(now, first));
  /** This clone's name, once this process has written under it. */
  let own: string | null = null;
  let ports: Promise<AppendPorts> | null = null;
  let waiting: Waiting[] = [];
  let writing = false;

  // A clone gets its name with its first record, so that reading never writes.
  async function open(): Promise<AppendPorts> {
    const [known, author] = await Promise.all([cloneId(repository.commonDir, folder), authorOf(repository)]);
    // Writes under a new name, so that the lost records can still be restored beside the new ones.
    const lost = await isGone(repository, folder, known);
    const clone = lost ? await renewCloneId(repository.commonDir, folder) : known;
    own = clone;
    return { kinds, repository, trees, folder, clone, author };
  }

  const clone = async () => own ?? knownCloneId(repository.commonDir, folder);

  async function opened(): Promise<AppendPorts> {
    if (own !== null && (await isGone(repository, folder, own))) ports = null;
    ports ??= open().catch((error) => {
      ports = null;
      throw error;
    });
    return ports;
  }

  /** Commits all that is waiting; what arrives in the meantime goes into the next commit. */
  async function write(): Promise<void> {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await appendRecords(
          await opened(),
          group.flatMap(({ records }) => records),
        );
        if (own !== null) await noteBegun(folder, own);
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    writing = false;
  }

  return {
    kinds,
    repository,
    folder,
    reader,
    positions: () => positionsIn(repository, folder),
    changes: async (from, to, soFar) =>
      readChanges({ kinds, reader, trees, clone: await clone() }, from, to, soFar),
    clone,
    ownClones: async () => new Set([...begunNames(folder), ...[(await clone()) ?? []].flat()]),
    ids(count) {
      const now = Date.now();
      return Array.from({ length: count }, () => nextId(now));
    },
    follow(id) {
      first = Math.max(first, Math.min(decodeTime(id) + 1, LAST_TIME));
    },
    writer: opened,
    async append(drafts, by, commit) {
      const { clone: name } = await opened();
      const now = Date.now();
      const records = drafts.map(
        (draft): JournalRecord => ({
          ...draft,
          v: RECORD_VERSION,
          id: draft.id ?? nextId(now),
          at: new Date(now).toISOString(),
          ...by,
          runtime: plainName(by.runtime),
          clone: name,
          commit,
        }),
      );
      const prepared = await Promise.all(records.map((record) => prepareRecord(kinds, record)));
      await new Promise<void>((resolve, reject) => {
        waiting.push({ records: prepared, resolve, reject });
        void write();
      });
      return records.map((record) => ({ record, file: `${CLONE_REFS}${name}:${recordPath(kinds, record)}` }));
    },
    async commitOf(record) {
      const own = CLONE_REFS + record.clone;
      const refs = [...(await readRefs(repository, CLONE_REFS)).keys()];
      const file = recordPath(kinds, record);
      for (const ref of refs.toSorted((a, b) => Number(b === own) - Number(a === own))) {
        const found = await firstCommitWith(repository, ref, file);
        if (found) return { ref, path: file, ...found };
      }
      return null;
    },
    async pack() {
      const known = await clone();
      return known === null ? 0 : packJournal(repository, folder, known);
    },
    close: () => reader.close(),
  };
}

/** A runtime may name itself in any characters and at any length. */
const plainName = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
