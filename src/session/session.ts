// Runs one agent session: opens its parts when they are first needed, and gives handlers their ports.

import type { ReadContext, WriteContext } from "../api/context.ts";
import type { Claims } from "../claims/io/open.ts";
import type { Config } from "../config/config.ts";
import { createEnvelopePort } from "../envelope/io/open.ts";
import type { BaseGoals } from "../goals/goal.ts";
import type { Words } from "../learnings/twins.ts";
import type { RecordDraft } from "../records/record.ts";
import type { SearchEngine } from "../retrieval/engine.ts";
import { joinEngines } from "../retrieval/joined.ts";
import type { SearchQuery } from "../retrieval/query.ts";
import { DUPLICATE_SIMILARITY } from "../retrieval/similar.ts";
import { snippet } from "../retrieval/snippet.ts";
import { sessionFromHook } from "../shared/identity.ts";
import type { Log } from "../shared/log.ts";
import { orStandard } from "../skin/file.ts";
import type { Skin } from "../skin/skin.ts";
import type { RulingsPort } from "../supervision/port.ts";
import { openParts, type SessionOptions, type SessionParts } from "./compose.ts";
import { createLayers } from "./layers.ts";
import { clearLeftOvers } from "./left-overs.ts";
import type { Caller } from "./retrieval-log.ts";
import { createWriter, pack } from "./write.ts";

export interface Session {
  /** Opens the repository and reads the cache, so that the first call need not; never throws, writes nothing. */
  prewarm(): Promise<void>;
  config(): Promise<Config>;
  /** The words in force; throws CONFIG_INVALID where the file on base can't be read. */
  skin(): Promise<Skin>;
  /** `report` receives the progress of a long call. */
  contexts(
    by: Caller,
    signal: AbortSignal,
    report?: (what: string) => void,
  ): Promise<{ read: ReadContext; write: WriteContext }>;
  /** The goals at the base commit; throws CONFIG_INVALID. */
  goals(): Promise<BaseGoals>;
  claims(): Promise<Claims>;
  /** The names of the layers that are read, with the team's; empty where there is only the team's. */
  layers(): Promise<readonly string[]>;
  /** The git folder of the repository that keeps the journal. */
  store(): Promise<string>;
  /** The session id that the runtime gave to its hook; null where no hook has told one. */
  told(): Promise<string | null>;
  /** Brings into the journal what the hooks of this session have noted. */
  recordNotes(session: string): Promise<void>;
  /** Writes what is still only in memory: the log of retrievals. */
  flush(): Promise<void>;
  close(): void;
}

/** Ports that stay the same from one call to the next. */
interface CallerPorts {
  readonly read: Omit<ReadContext, "now" | "signal" | "report" | "layers">;
  readonly write: Omit<WriteContext, "ask" | Exclude<keyof ReadContext, "jobs">>;
}

/** Objects are packed this long after the session was answered. */
const PACK_AFTER_MS = 5_000;
/** The first answer comes first. */
const CLEAR_AFTER_MS = 500;

/** For supervisors and judges, to whom nobody sends rulings. */
const NO_RULINGS: RulingsPort = { pending: async () => null, told: () => {}, isNews: () => true };

export function createSession(options: SessionOptions, log: Log): Session {
  let opening: Promise<SessionParts> | null = null;
  const writer = createWriter(open, options.role, log, options.layerOf ?? null);
  const layers = createLayers(open, options, (layer) => createSession(layer, log));
  const { retrievals } = writer;
  const callers = new Map<string, CallerPorts>();
  const calls = new Map<string, number>();

  /** Tried again at every call until it works, so that `git init` or a corrected file needs no restart. */
  function open(): Promise<SessionParts> {
    opening ??= openParts(options, log)
      .then((parts) => {
        setTimeout(() => pack(parts.journal, log), PACK_AFTER_MS).unref();
        setTimeout(() => clearLeftOvers(parts.journal), CLEAR_AFTER_MS).unref();
        return parts;
      })
      .catch((error) => {
        opening = null;
        throw error;
      });
    return opening;
  }

  /** Made at a caller's first call. */
  function portsOf(parts: SessionParts, by: Caller): CallerPorts {
    const key = `${by.runtime} ${by.session}`;
    const known = callers.get(key) ?? callerPorts(parts, by);
    callers.set(key, known);
    return known;
  }

  function callerPorts(parts: SessionParts, by: Caller): CallerPorts {
    const { code, journal, model, claims, rulings, goals, history, within, skin } = parts;
    const jobs = parts.jobs.of(by.session, () => calls.get(by.session) ?? 0);
    const read = {
      session: { ...by, role: options.role },
      code,
      state: model.state,
      soon: model.soon,
      facts: model.facts,
      ownClones: journal.ownClones,
      search: {
        search: (query: SearchQuery) => model.engine().search({ within, ...query }),
        linkedWith: (id: string) => model.engine().linkedWith(id),
        similar: model.similar,
        alike: (ids: readonly string[], atLeast: number) => model.engine().alike(ids, atLeast),
        engine: () => model.engine(),
        over(engines: readonly SearchEngine[]) {
          const joined = joinEngines(engines);
          return {
            search: (query: SearchQuery) => joined.search({ within, ...query }),
            linkedWith: joined.linkedWith,
            alike: joined.alike,
          };
        },
        snippet,
        duplicateAt: DUPLICATE_SIMILARITY,
      },
      history,
      claims,
      jobs,
      envelope: createEnvelopePort({ ...parts.bounds, scope: () => writer.scopeOf(by.session) }),
      goals,
      rulings: options.role === "worker" ? rulings.of(by.session) : NO_RULINGS,
      isShared: parts.isShared,
      skin: () => orStandard(skin),
      journalCommit: journal.commitOf,
      noteRetrieval: (
        task: string,
        served: readonly string[],
        tokens: number,
        texts: readonly string[] = [],
      ) => {
        retrievals.note(by, task, served, tokens);
        retrievals.noteTexts(by, texts);
      },
      given: (text: string) => retrievals.given(by, text),
    };
    const write = {
      append: (drafts: readonly RecordDraft[]) => writer.append(drafts, by),
      ids: journal.ids,
      recordLearning: (words: Words, judge: () => Promise<RecordDraft>) =>
        writer.recordLearning(words, judge, by),
      startVerdict: (claim: string) => claims.start(claim),
      jobs,
    };
    return { read, write };
  }

  return {
    async prewarm() {
      try {
        await (await open()).model.prepare();
      } catch {
        // The first call fails in the same way, and says why.
      }
    },
    config: async () => (await open()).config(),
    skin: async () => (await open()).skin(),
    goals: async () => (await open()).goals.read(),
    layers: layers.names,
    store: async () => (await open()).journal.repository.commonDir,
    claims: async () => (await open()).claims,
    async contexts(by, signal, report = () => {}) {
      const ports = portsOf(await open(), by);
      calls.set(by.session, (calls.get(by.session) ?? 0) + 1);
      const now = Date.now();
      const stacked = () => layers.of(by, signal, report);
      const shared = { ...ports.read, now, signal, report };
      return {
        read: { ...shared, layers: stacked },
        write: { ...shared, ...ports.write, layers: stacked, ask: async () => null },
      };
    },
    told: async () => sessionFromHook((await open()).hooksFolder, options.runtimeProcess),
    recordNotes: writer.recordNotes,
    async flush() {
      await Promise.all([retrievals.flush(), layers.flush()]);
    },
    close() {
      layers.close();
      opening?.then(
        (parts) => parts.close(),
        () => {},
      );
    },
  };
}
