// Stores what a session records, together with what it retrieved meanwhile and what its hooks have noted.

import { existsSync } from "node:fs";
import path from "node:path";
import type { JobBounds } from "../envelope/action.ts";
import { lockTimeout } from "../git/refs.ts";
import { findRepository } from "../git/repository.ts";
import { recordNotes as recordNotesOf, tellHooks } from "../hooks/io/fold-notes.ts";
import { hasNotes, notesFile } from "../hooks/io/notes-file.ts";
import { tellScope } from "../hooks/io/scope-file.ts";
import { folderOfJob } from "../jobs/io/worktrees.ts";
import JobEvent from "../jobs/records/job_event.ts";
import { jobsOf } from "../jobs/standing.ts";
import { type Journal, openJournal } from "../journal/journal.ts";
import type { AppendedRecord } from "../journal/port.ts";
import { alone } from "../journal/queue.ts";
import { layDown } from "../learnings/io/lay-down.ts";
import type { RecordedLearning } from "../learnings/port.ts";
import Learning from "../learnings/records/learning.ts";
import { laneOf, type Words } from "../learnings/twins.ts";
import { citing } from "../records/kinds.ts";
import type { Provenance, RecordDraft, Role } from "../records/record.ts";
import { recordsOf } from "../records/state.ts";
import type { Log } from "../shared/log.ts";
import type { Reading } from "./house.ts";
import { KINDS } from "./kinds.ts";
import { type Caller, createRetrievalLog, type RetrievalLog } from "./retrieval-log.ts";

export interface Writer {
  readonly retrievals: RetrievalLog;
  /** Stores records, and in the same commit what the caller has retrieved since its last one. */
  append(drafts: readonly RecordDraft[], by: Caller): Promise<AppendedRecord[]>;
  /** `judge` runs while no other session of this clone records the same words, so that a lesson is stored once. */
  recordLearning(words: Words, judge: () => Promise<RecordDraft>, by: Caller): Promise<RecordedLearning>;
  /** What the session's job narrows the envelope to; also tells the session's hooks. */
  scopeOf(session: string): Promise<JobBounds | null>;
  /** Brings into the journal what the hooks of a session have noted. */
  recordNotes(session: string): Promise<void>;
}

/** About a third of the 6,700 loose objects at which git collects garbage (gc.auto), at some 7 objects per record. */
const PACK_EVERY_RECORDS = 300;

/**
 * `open` gives the parts that the session reads with. `layer` is the folder of a store that is a layer of another session;
 * only the session's own store records what hooks have noted.
 */
export function createWriter(
  open: () => Promise<Reading>,
  role: Role,
  log: Log,
  layer: string | null = null,
): Writer {
  let unpacked = 0;
  const recording = new Set<string>();
  const retrievals = createRetrievalLog((by) => append([], by), log);

  async function append(
    drafts: readonly RecordDraft[],
    by: Caller,
    tree: string | null = null,
  ): Promise<AppendedRecord[]> {
    const { journal, hooksFolder, code } = await open();
    const retrieved = retrievals.take(by);
    try {
      const head = tree === null ? await code.head() : await code.headIn(tree);
      const records = await journal.append(
        [...drafts.map((draft) => citing(journal.kinds, draft, code.cite)), ...retrieved],
        { ...by, role },
        head && code.cite(head),
      );
      packNowAndThen(journal, records.length);
      const noted = isNoted(hooksFolder, by.session);
      if (noted) tellHooks(hooksFolder, by.session, drafts, layer);
      if (drafts.some(JobEvent.isDraft)) await scopeOf(by.session);
      if (noted && layer === null)
        recordNotes(by.session).catch((error) =>
          log.warn({ err: error }, "the notes of hooks were not written"),
        );
      return records.slice(0, drafts.length);
    } catch (error) {
      retrievals.restore(by, retrieved);
      throw error;
    }
  }

  async function recordLearning(
    words: Words,
    judge: () => Promise<RecordDraft>,
    by: Caller,
  ): Promise<RecordedLearning> {
    const { journal, code, config } = await open();
    const { commit } = await config();
    const separate = journal.repository.worktree !== code.root;
    const own = await scopeOf(by.session).catch(() => null);
    const tree = own?.within != null && existsSync(path.join(own.within, ".git")) ? own.within : null;
    const storing = alone(
      path.join(journal.folder, `recording-${laneOf(words)}`),
      async () => append([await judge()], by, tree),
      lockTimeout,
    ).then(([stored]) => {
      if (!Learning.is(stored?.record)) throw new Error("the journal stored no learning");
      return stored.record;
    });
    const laidDown = await layDown(journal, storing, { commit, separate, job: separate ? null : tree });
    return { id: (await storing).id, ...laidDown };
  }

  async function scopeOf(session: string): Promise<JobBounds | null> {
    const { journal, hooksFolder, model, repository } = await open();
    const worker = { session, clone: await journal.clone() };
    const soon = await model.soon();
    // Only a session that has recorded an event of a job can hold one, and only for it all records of the job are read.
    const isWorker = recordsOf(soon, session, JobEvent).length > 0;
    const held = jobsOf(isWorker ? await model.state() : soon, worker).at(-1);
    const { read, write } = held?.job.scope ?? { read: [], write: [] };
    const branch = held?.holder.event.branch ?? null;
    const within = branch === null ? null : await folderOfJob(repository, branch);
    const scope = held ? { id: held.name, read: read.length === 0 ? null : read, write, within } : null;
    try {
      tellScope(hooksFolder, session, scope);
    } catch (error) {
      log.warn({ err: error }, "hooks were not told of the job's scope");
    }
    return scope;
  }

  async function recordNotes(session: string): Promise<void> {
    const { hooksFolder } = await open();
    if (recording.has(session)) return;
    recording.add(session);
    try {
      const by = (runtime: string): Caller => ({ session, runtime });
      const skipped = await recordNotesOf(hooksFolder, session, (drafts, runtime, store) =>
        store === null
          ? append(drafts, by(runtime))
          : appendIn(store, drafts, { ...by(runtime), role }).catch((error) =>
              log.warn({ err: error }, "what hooks gave of a layer was not written there"),
            ),
      );
      for (const { kind, reason } of skipped) log.warn({ kind, reason }, "a note of hooks was left out");
    } finally {
      recording.delete(session);
    }
  }

  function packNowAndThen(journal: Journal, written: number): void {
    unpacked += written;
    if (unpacked < PACK_EVERY_RECORDS) return;
    unpacked = 0;
    pack(journal, log);
  }

  return { retrievals, append, recordLearning, scopeOf, recordNotes };
}

/** Writes into the journal of another store, which may be gone by now. */
async function appendIn(folder: string, drafts: readonly RecordDraft[], by: Provenance): Promise<void> {
  const journal = openJournal(await findRepository(folder), KINDS);
  try {
    await journal.append(drafts, by, null);
  } finally {
    journal.close();
  }
}

/** Also false where the session's name can't be the name of a file. */
function isNoted(folder: string, session: string): boolean {
  try {
    return hasNotes(notesFile(folder, session));
  } catch {
    return false;
  }
}

/** Runs in the background: no call waits for it, and none fails because of it. */
export function pack(journal: Journal, log: Log): void {
  journal.pack().catch((error) => log.warn({ err: error }, "packing failed"));
}
