// Runs one agent session: opens repository, journal and knowledge when first needed, and gives handlers their ports.

import type { ReadContext, WriteContext } from "../api/context.ts";
import type { Claims } from "../claims/io/open.ts";
import type { Config } from "../config/config.ts";
import type { JobBounds } from "../envelope/action.ts";
import { createEnvelopePort } from "../envelope/io/open.ts";
import type { BaseGoals } from "../goals/goal.ts";
import { recordNotes, tellHooks } from "../hooks/io/fold-notes.ts";
import { tellScope } from "../hooks/io/scope-file.ts";
import { jobsOf as jobsHeldBy } from "../jobs/standing.ts";
import type { Journal } from "../journal/journal.ts";
import type { AppendedRecord } from "../journal/port.ts";
import { citing } from "../learnings/admission.ts";
import { layDown } from "../learnings/io/lay-down.ts";
import type { RecordDraft } from "../records/record.ts";
import { DUPLICATE_SIMILARITY } from "../retrieval/similar.ts";
import { snippet } from "../retrieval/snippet.ts";
import { sessionFromHook } from "../shared/identity.ts";
import type { Log } from "../shared/log.ts";
import { orStandard } from "../skin/file.ts";
import type { Skin } from "../skin/skin.ts";
import type { RulingsPort } from "../supervision/port.ts";
import { openParts, type SessionOptions, type SessionParts } from "./compose.ts";
import { type Caller, createRetrievalLog } from "./retrieval-log.ts";

export interface Session {
  /** Opens the repository and reads the cache, so that the first call need not; never throws, writes nothing. */
  prewarm(): Promise<void>;
  config(): Promise<Config>;
  /** The words in force; throws CONFIG_INVALID where the file on base can't be read. */
  skin(): Promise<Skin>;
  /** `report` is told how far a long call is. */
  contexts(
    by: Caller,
    signal: AbortSignal,
    report?: (what: string) => void,
  ): Promise<{ read: ReadContext; write: WriteContext }>;
  /** As they stand at the base commit; throws CONFIG_INVALID. */
  goals(): Promise<BaseGoals>;
  claims(): Promise<Claims>;
  /** The id that a hook of the same runtime was given; null where none has said so. */
  told(): Promise<string | null>;
  /** Of the learnings that `keeps` wants, the index as one segment. */
  extract(keeps: (id: string) => boolean): Promise<Buffer>;
  /** Brings into the journal what the hooks of this session have noted. */
  foldNotes(session: string): Promise<void>;
  /** Writes what is still only in memory: the log of retrievals. */
  flush(): Promise<void>;
  close(): void;
}

/** About a third of the objects from which git itself collects garbage. */
const PACK_EVERY_RECORDS = 300;
/** Packing can wait until the session has been answered. */
const PACK_AFTER_MS = 5_000;

/** Nobody rules for who supervises or judges. */
const NO_RULINGS: RulingsPort = { pending: async () => null, told: () => {} };

export function createSession(options: SessionOptions, log: Log): Session {
  let opening: Promise<SessionParts> | null = null;
  let unpacked = 0;
  const folding = new Set<string>();
  const retrievalLog = createRetrievalLog((by) => append([], by), log);

  /** Tried again at every call until it works, so that `git init` or a corrected file need no restart. */
  function open(): Promise<SessionParts> {
    opening ??= openParts(options, log)
      .then((parts) => {
        setTimeout(() => pack(parts.journal, log), PACK_AFTER_MS).unref();
        return parts;
      })
      .catch((error) => {
        opening = null;
        throw error;
      });
    return opening;
  }

  /** The caller's retrievals since its last record go into the same commit. */
  async function append(drafts: readonly RecordDraft[], by: Caller): Promise<AppendedRecord[]> {
    const { journal, code } = await open();
    const retrieved = retrievalLog.take(by);
    try {
      const provenance = { ...by, role: options.role };
      const head = await code.head();
      const records = await journal.append(
        [...drafts.map((draft) => citing(draft, code.cite)), ...retrieved],
        provenance,
        head && code.cite(head),
      );
      packNowAndThen(journal, records.length);
      tellHooks(journal.folder, by.session, drafts);
      if (drafts.some(({ record }) => record === "job_event")) await scopeOf(by.session);
      foldNotes(by.session).catch((error) => log.warn({ err: error }, "the notes of hooks were not written"));
      return records.slice(0, drafts.length);
    } catch (error) {
      retrievalLog.restore(by, retrieved);
      throw error;
    }
  }

  /** What the session's job narrows the envelope to; its hooks are told as well. */
  async function scopeOf(session: string): Promise<JobBounds | null> {
    const { journal, knowledge } = await open();
    const worker = { session, clone: await journal.clone() };
    const held = jobsHeldBy(await knowledge.state(), worker).at(-1);
    const { read, write } = held?.job.scope ?? { read: [], write: [] };
    const scope = held ? { id: held.name, read: read.length === 0 ? null : read, write } : null;
    try {
      tellScope(journal.folder, session, scope);
    } catch (error) {
      log.warn({ err: error }, "hooks were not told of the job's scope");
    }
    return scope;
  }

  async function foldNotes(session: string): Promise<void> {
    const { journal } = await open();
    if (folding.has(session)) return;
    folding.add(session);
    try {
      await recordNotes(journal.folder, session, (drafts, runtime) => append(drafts, { session, runtime }));
    } finally {
      folding.delete(session);
    }
  }

  async function recordLearning(draft: RecordDraft, by: Caller) {
    const { journal, code, config } = await open();
    const { commit } = await config();
    const storing = append([draft], by).then(([stored]) => {
      if (stored?.record.record !== "learning") throw new Error("the journal stored no learning");
      return stored.record;
    });
    const separate = journal.repository.worktree !== code.root;
    const laidDown = await layDown(journal, storing, { commit, separate });
    return { id: (await storing).id, ...laidDown };
  }

  function packNowAndThen(journal: Journal, written: number): void {
    unpacked += written;
    if (unpacked < PACK_EVERY_RECORDS) return;
    unpacked = 0;
    pack(journal, log);
  }

  return {
    async prewarm() {
      try {
        await (await open()).knowledge.prepare();
      } catch {
        // The first call fails alike, and tells why.
      }
    },
    config: async () => (await open()).config(),
    skin: async () => (await open()).skin(),
    goals: async () => (await open()).goals.read(),
    claims: async () => (await open()).claims,
    async contexts(by, signal, report = () => {}) {
      const { code, journal, knowledge, claims, jobs, rulings, bounds, goals, within, skin } = await open();
      const jobsOf = jobs.of(by.session);
      const scope = () => scopeOf(by.session);
      const read: ReadContext = {
        session: { ...by, role: options.role },
        now: Date.now(),
        signal,
        code,
        state: () => knowledge.state(),
        facts: () => knowledge.facts(),
        search: {
          search: (query) => knowledge.engine().search({ within, ...query }),
          similar: (draft, limit, atLeast) => knowledge.similar(draft, limit, atLeast),
          snippet,
          duplicateAt: DUPLICATE_SIMILARITY,
        },
        claims,
        jobs: jobsOf,
        envelope: createEnvelopePort({ ...bounds, scope }),
        goals,
        rulings: options.role === "worker" ? rulings.of(by.session) : NO_RULINGS,
        report,
        skin: () => orStandard(skin),
        journalCommit: (record) => journal.commitOf(record),
        noteRetrieval: (task, served, tokens) => retrievalLog.note(by, task, served, tokens),
      };
      const write = {
        append: (drafts: readonly RecordDraft[]) => append(drafts, by),
        ids: journal.ids,
        recordLearning: (draft: RecordDraft) => recordLearning(draft, by),
        startVerdict: claims.start,
        jobs: jobsOf,
      };
      return { read, write: { ...read, ...write } };
    },
    told: async () => sessionFromHook((await open()).journal.folder, options.runtimeProcess),
    extract: async (keeps) => (await open()).knowledge.engine().extract(keeps),
    foldNotes,
    flush: () => retrievalLog.flush(),
    close() {
      opening?.then(
        ({ reader, journal, jobs }) => {
          jobs.close();
          reader.close();
          journal.close();
        },
        () => {},
      );
    },
  };
}

function pack(journal: Journal, log: Log): void {
  journal.pack().catch((error) => log.warn({ err: error }, "packing failed"));
}
