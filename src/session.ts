// One agent session: opens repository, journal and knowledge when first needed, and gives handlers their ports.
import { createHash } from "node:crypto";
import { CONFIG_PATH, type Config, DEFAULT_CONFIG, parseConfig } from "./config.ts";
import type { CodePort, ReadContext, WriteContext } from "./context.ts";
import type { Provenance, RecordDraft, Role } from "./domain/record.ts";
import { type Base, findBase } from "./git/base.ts";
import { openCode } from "./git/code.ts";
import { createObjectReader, type ObjectReader } from "./git/object-reader.ts";
import { findRepository } from "./git/repository.ts";
import { type Journal, openJournal } from "./journal/journal.ts";
import { type Knowledge, openKnowledge } from "./knowledge.ts";
import type { Log } from "./log.ts";
import { DUPLICATE_SIMILARITY } from "./retrieval/similar.ts";
import { snippet } from "./retrieval/snippet.ts";

export interface SessionOptions {
  /** Where the session works; the repository is found from here upward. */
  readonly dir: string;
  /** Another repository for journal and configuration, or null for the same. */
  readonly knowledge: string | null;
  readonly base: string | null;
  readonly role: Role;
}

export interface Session {
  /** Starts to open the repository, so that the first call need not wait for it; never throws, writes nothing. */
  prewarm(): void;
  config(): Promise<Config>;
  contexts(by: Caller, signal: AbortSignal): Promise<{ read: ReadContext; write: WriteContext }>;
  /** Writes what is still only in memory: the log of retrievals. */
  flush(): Promise<void>;
  close(): void;
}

interface Open {
  readonly code: CodePort;
  readonly reader: ObjectReader;
  readonly journal: Journal;
  readonly knowledge: Knowledge;
  readonly config: Config;
}

type Retrieval = Extract<RecordDraft, { record: "retrieval" }>["retrievals"][number];
type Caller = Omit<Provenance, "role">;

/** Chatter is written at most once in this time, */
const CHATTER_MS = 60_000;
/** and the first of it soon: Codex ends a server 5 ms after it has closed stdin, too fast for a last write. */
const FIRST_CHATTER_MS = 500;
/** With 50 ids each these stay below the size from which a record is not read any more. */
const RETRIEVALS_PER_RECORD = 100;
/** What a session that can't write remembers for later; the oldest goes first. */
const MOST_CHATTER = 1_000;
/** About a third of the objects from which git itself collects garbage. */
const PACK_EVERY_RECORDS = 300;
/** Packing can wait until the session has been answered. */
const PACK_AFTER_MS = 5_000;

export function createSession(options: SessionOptions, log: Log): Session {
  let opening: Promise<Open> | null = null;
  let chatter: { by: Caller; retrieval: Retrieval }[] = [];
  let unpacked = 0;
  let lastChatter = 0;
  let timer: NodeJS.Timeout | null = null;

  /** Tried again at every call until it works, so that `git init` or a corrected file need no restart. */
  function open(): Promise<Open> {
    opening ??= openAll(options, log).catch((error) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  async function append(drafts: readonly RecordDraft[], by: Caller) {
    const { journal, code } = await open();
    // One server can serve several sessions; each one's retrievals go with its own records.
    const mine = chatter.filter((each) => isSameCaller(each.by, by));
    chatter = chatter.filter((each) => !mine.includes(each));
    lastChatter = Date.now();
    try {
      const records = await journal.append(
        [...drafts, ...retrievalDrafts(mine.map(({ retrieval }) => retrieval))],
        { ...by, role: options.role },
        await code.head(),
      );
      packNowAndThen(journal, records.length);
      return records.slice(0, drafts.length);
    } catch (error) {
      chatter = [...mine, ...chatter].slice(-MOST_CHATTER);
      throw error;
    }
  }

  function packNowAndThen(journal: Journal, written: number): void {
    unpacked += written;
    if (unpacked < PACK_EVERY_RECORDS) return;
    unpacked = 0;
    pack(journal, log);
  }

  async function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const callers = chatter
      .map(({ by }) => by)
      .filter((by, at, all) => all.findIndex((other) => isSameCaller(by, other)) === at);
    await Promise.all(callers.map((by) => append([], by)));
  }

  function noteRetrieval(by: Caller, task: string, served: readonly string[], tokens: number): void {
    const retrieval = { at: new Date().toISOString(), task: taskHash(task), served: [...served], tokens };
    chatter = [...chatter, { by, retrieval }].slice(-MOST_CHATTER);
    const wait = Math.max(FIRST_CHATTER_MS, lastChatter + CHATTER_MS - Date.now());
    timer ??= setTimeout(() => {
      flush().catch((error) => log.warn({ err: error }, "the log of retrievals could not be written"));
    }, wait).unref();
  }

  return {
    prewarm: () => void open().catch(() => {}),
    config: async () => (await open()).config,
    async contexts(by, signal) {
      const { code, journal, knowledge } = await open();
      const read: ReadContext = {
        session: { ...by, role: options.role },
        now: Date.now(),
        signal,
        code,
        state: () => knowledge.state(),
        search: {
          search: (query) => knowledge.engine().search(query),
          similar: (draft, limit) => knowledge.similar(draft, limit),
          snippet,
          duplicateAt: DUPLICATE_SIMILARITY,
        },
        journalCommit: (record) => journal.commitOf(record),
        noteRetrieval: (task, served, tokens) => noteRetrieval(by, task, served, tokens),
      };
      return { read, write: { ...read, append: (drafts) => append(drafts, by) } };
    },
    flush,
    close() {
      opening?.then(
        ({ reader, journal }) => {
          reader.close();
          journal.close();
        },
        () => {},
      );
    },
  };
}

async function openAll(options: SessionOptions, log: Log): Promise<Open> {
  const repository = await findRepository(options.dir);
  const home = options.knowledge === null ? repository : await findRepository(options.knowledge);
  const journal = openJournal(home);
  // A second git is started only where HEAD is not the journal's repository's own.
  const shared = home === repository && !repository.linked;
  const reader = shared ? journal.reader : createObjectReader(repository.commonDir, options.dir);
  const code = openCode(repository, reader);
  // The first call will ask for it; meanwhile git starts. What fails here fails there again, and is told.
  code.head().catch(() => {});
  const knowledge = openKnowledge(journal, log);
  knowledge.prepare();
  const config = await readConfig(journal, await findBase(journal.reader, home, options.base));
  setTimeout(() => pack(journal, log), PACK_AFTER_MS).unref();
  return { code, reader, journal, knowledge, config };
}

async function readConfig({ reader }: Journal, base: Base): Promise<Config> {
  // Most repositories have none, and asking for its id starts no second git.
  const id = base.commit === null ? null : await reader.resolve(`${base.commit}:${CONFIG_PATH}`);
  const stored = id === null ? null : await reader.read(id);
  return stored ? parseConfig(stored.data.toString("utf8")) : DEFAULT_CONFIG;
}

function pack(journal: Journal, log: Log): void {
  journal.pack().catch((error) => log.warn({ err: error }, "packing failed"));
}

const isSameCaller = (a: Caller, b: Caller): boolean => a.session === b.session && a.runtime === b.runtime;

function retrievalDrafts(retrievals: readonly Retrieval[]): RecordDraft[] {
  const drafts: RecordDraft[] = [];
  for (let at = 0; at < retrievals.length; at += RETRIEVALS_PER_RECORD) {
    drafts.push({ record: "retrieval", retrievals: retrievals.slice(at, at + RETRIEVALS_PER_RECORD) });
  }
  return drafts;
}

/** 16 hex digits that tell equal tasks apart from others, so that a task's text never enters a record. */
function taskHash(task: string): string {
  return createHash("sha256").update(task.normalize("NFC").trim().toLowerCase()).digest("hex").slice(0, 16);
}
