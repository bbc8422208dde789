// Logs retrievals in memory, and writes them with a session's next record or at most once a minute.

import Retrieval, { type RetrievalRecord } from "../learnings/records/retrieval.ts";
import type { Provenance, RecordDraft } from "../records/record.ts";
import type { Log } from "../shared/log.ts";
import { sha256 } from "../shared/sha256.ts";

/** Who a call comes from; one server can serve several sessions. */
export type Caller = Omit<Provenance, "role">;

export interface RetrievalLog {
  note(by: Caller, task: string, served: readonly string[], tokens: number): void;
  /** Remembers by hash the texts that were given whole. */
  noteTexts(by: Caller, texts: readonly string[]): void;
  /** How often this server has given the caller that text. */
  given(by: Caller, text: string): number;
  /** The caller's retrievals that are not stored yet, as records; from now on they count as stored. */
  take(by: Caller): RecordDraft[];
  /** Takes back records of `take` that could not be stored. */
  restore(by: Caller, drafts: readonly RecordDraft[]): void;
  /** Writes all that is left. */
  flush(): Promise<void>;
}

type Asked = RetrievalRecord["retrievals"][number];

/** At most one write in this time. */
const INTERVAL_MS = 60_000;
/** The first write comes soon, because Codex ends a server 5 ms after it has closed stdin. */
const FIRST_MS = 500;
/** With 50 ids each, a record of so many stays below the size from which records are no longer read. */
const RETRIEVALS_PER_RECORD = 100;
/** Retrievals that a session keeps while it can't write; the oldest goes first. */
const MOST_KEPT = 1_000;

/** `write` stores what `take` gives for that caller. */
export function createRetrievalLog(write: (by: Caller) => Promise<unknown>, log: Log): RetrievalLog {
  let kept: { by: Caller; retrieval: Asked }[] = [];
  const counts = new Map<string, number>();
  let lastWritten = 0;
  let timer: NodeJS.Timeout | null = null;

  async function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const callers = kept.map(({ by }) => by);
    const each = callers.filter((by, at) => callers.findIndex((other) => isSame(by, other)) === at);
    await Promise.all(each.map(write));
  }

  return {
    note(by, task, served, tokens) {
      const retrieval = { at: new Date().toISOString(), task: taskHash(task), served: [...served], tokens };
      kept = [...kept, { by, retrieval }].slice(-MOST_KEPT);
      const wait = Math.max(FIRST_MS, lastWritten + INTERVAL_MS - Date.now());
      timer ??= setTimeout(() => {
        flush().catch((error) => log.warn({ err: error }, "the log of retrievals could not be written"));
      }, wait).unref();
    },
    noteTexts(by, texts) {
      for (const text of texts) counts.set(keyOf(by, text), (counts.get(keyOf(by, text)) ?? 0) + 1);
    },
    given: (by, text) => counts.get(keyOf(by, text)) ?? 0,
    take(by) {
      const mine = kept.filter((each) => isSame(each.by, by)).map(({ retrieval }) => retrieval);
      kept = kept.filter((each) => !isSame(each.by, by));
      if (mine.length > 0) lastWritten = Date.now();
      const drafts: RecordDraft[] = [];
      for (let at = 0; at < mine.length; at += RETRIEVALS_PER_RECORD) {
        drafts.push(Retrieval.draft({ retrievals: mine.slice(at, at + RETRIEVALS_PER_RECORD) }));
      }
      return drafts;
    },
    restore(by, drafts) {
      const back = drafts.flatMap((draft) => (Retrieval.isDraft(draft) ? draft.retrievals : []));
      kept = [...back.map((retrieval) => ({ by, retrieval })), ...kept].slice(-MOST_KEPT);
    },
    flush,
  };
}

const keyOf = ({ session, runtime }: Caller, lesson: string): string => `${session}\n${runtime}\n${lesson}`;

const isSame = (a: Caller, b: Caller): boolean => a.session === b.session && a.runtime === b.runtime;

/** 16 hex digits of a hash, so that the text of a task never enters a record. */
function taskHash(task: string): string {
  return sha256(task.normalize("NFC").trim().toLowerCase()).slice(0, 16);
}
