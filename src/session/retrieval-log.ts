// Logs retrievals in memory, and writes them with a session's next record or at most once a minute.

import { createHash } from "node:crypto";
import Retrieval, { type RetrievalRecord } from "../learnings/records/retrieval.ts";
import type { Provenance, RecordDraft } from "../records/record.ts";
import type { Log } from "../shared/log.ts";

/** Who a call comes from; one server can serve several sessions. */
export type Caller = Omit<Provenance, "role">;

export interface RetrievalLog {
  note(by: Caller, task: string, served: readonly string[], tokens: number): void;
  /** Remembers what was given whole, by names that differ with the text. */
  noteTexts(by: Caller, texts: readonly string[]): void;
  /** How often this server has given the caller that text. */
  given(by: Caller, text: string): number;
  /** The records that hold what this caller has retrieved and that is not written yet; they count as written. */
  take(by: Caller): RecordDraft[];
  /** Gives back what could not be written after all. */
  restore(by: Caller, drafts: readonly RecordDraft[]): void;
  /** Writes all that is left. */
  flush(): Promise<void>;
}

type Asked = RetrievalRecord["retrievals"][number];

/** The log is written at most once in this time, */
const INTERVAL_MS = 60_000;
/** and the first of it soon: Codex ends a server 5 ms after it has closed stdin, too fast for a last write. */
const FIRST_MS = 500;
/** With 50 ids each these stay below the size from which a record is not read any more. */
const RETRIEVALS_PER_RECORD = 100;
/** A session that can't write remembers so many for later; the oldest goes first. */
const MOST_KEPT = 1_000;

/** `write` is asked to store whatever `take` gives for that caller. */
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

/** 16 hex digits that tell equal tasks apart from others, so that a task's text never enters a record. */
function taskHash(task: string): string {
  return createHash("sha256").update(task.normalize("NFC").trim().toLowerCase()).digest("hex").slice(0, 16);
}
