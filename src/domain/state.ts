// The fold: all records of all clones become one state, in any order, with every law enforced here and not only at the call.
import type {
  CitationOutcome,
  CitationRecord,
  ClaimRecord,
  HandoffRecord,
  InjectionRecord,
  JobEventRecord,
  JobRecord,
  JournalRecord,
  JudgmentRecord,
  LearningRecord,
  Quarantined,
  RedactionRecord,
  RetrievalRecord,
  ReversalRecord,
  VerdictRecord,
} from "./record.ts";

/** One word of one session on one learning. */
export interface Citation {
  readonly record: CitationRecord;
  readonly id: string;
  readonly outcome: CitationOutcome;
  readonly note: string | null;
  readonly evidence: CitationRecord["citations"][number]["evidence"];
}

/**
 * `base`: as merged. `uncommitted`: as a person is editing it. `unreviewed`: it stands only in commits off base.
 */
export type TextSource = "base" | "uncommitted" | "unreviewed";

/**
 * What being merged into base says about a text where the configuration lets it count: `reviewed`, or `unprotected`
 * where the current branch stands in for base, which anyone who commits can change.
 */
export type Review = "reviewed" | "unprotected";

const UNREVIEWED: Partial<Record<TextSource, string>> = {
  uncommitted: "edited and not committed",
  unreviewed: "on an unreviewed branch",
};

/** Who a text is by, for its readers: the runtime, and a word where nobody has reviewed what stands there. */
export function bylineOf({ sources }: State, { id, runtime }: LearningRecord): string {
  const word = UNREVIEWED[sources.get(id) ?? "base"];
  return word === undefined ? runtime : `${runtime}, ${word}`;
}

interface Source {
  readonly blob: string;
  readonly own: boolean;
  readonly record: JournalRecord;
}

export interface State {
  readonly learnings: ReadonlyMap<string, LearningRecord>;
  readonly citations: ReadonlyMap<string, readonly Citation[]>;
  readonly retrievals: ReadonlyMap<string, RetrievalRecord>;
  readonly injections: ReadonlyMap<string, InjectionRecord>;
  readonly handoffs: ReadonlyMap<string, HandoffRecord>;
  readonly quarantined: ReadonlyMap<string, Quarantined>;
  /** By the id of the record that was taken out: it stays out, whoever still holds it. */
  readonly redactions: ReadonlyMap<string, RedactionRecord>;
  readonly claims: ReadonlyMap<string, ClaimRecord>;
  /** By the record that they name as evidence. */
  readonly claimsCiting: ReadonlyMap<string, readonly ClaimRecord[]>;
  /** By claim, in no order; which of them count is for `verdict-laws.ts` to say. */
  readonly verdicts: ReadonlyMap<string, readonly VerdictRecord[]>;
  readonly judgments: ReadonlyMap<string, readonly JudgmentRecord[]>;
  /** By check. */
  readonly reversals: ReadonlyMap<string, readonly ReversalRecord[]>;
  readonly jobs: ReadonlyMap<string, JobRecord>;
  /** By job, in no order; which of them count is for `jobs.ts` to say. */
  readonly jobEvents: ReadonlyMap<string, readonly JobEventRecord[]>;
  /** Claims made under a job's lease, by job. */
  readonly jobClaims: ReadonlyMap<string, readonly ClaimRecord[]>;
  /** Learnings that name this one in `supersedes`. */
  readonly successors: ReadonlyMap<string, readonly string[]>;
  /** Ids of learnings with the same title and body, smallest (oldest) first. */
  readonly twins: ReadonlyMap<string, readonly string[]>;
  readonly citationsBySession: ReadonlyMap<string, readonly Citation[]>;
  /** Where a learning's text comes from, if not from the journal. */
  readonly sources: ReadonlyMap<string, TextSource>;
  /** Learnings whose served text is the one on base; empty unless the configuration lets that count. */
  readonly reviews: ReadonlyMap<string, Review>;
  /** Learnings that base has removed on purpose -> the commit. */
  readonly retired: ReadonlyMap<string, string>;
  record(id: string): JournalRecord | undefined;
  /** Its object id, and whether it lies in the journal of the clone that it says it was written in. */
  origin(id: string): { readonly blob: string; readonly own: boolean } | undefined;
  ids(): Iterable<string>;
}

export interface MutableState extends State {
  /** Adds one record; the result does not depend on the order of calls. Returns false when it changed nothing. */
  add(record: JournalRecord, blob: string, own: boolean): boolean;
  quarantine(entry: Quarantined): void;
}

export function createState(): MutableState {
  const held = new Map<string, Source>();
  const learnings = new Map<string, LearningRecord>();
  const citations = new Map<string, Citation[]>();
  const citationsBySession = new Map<string, Citation[]>();
  const retrievals = new Map<string, RetrievalRecord>();
  const injections = new Map<string, InjectionRecord>();
  const handoffs = new Map<string, HandoffRecord>();
  const quarantined = new Map<string, Quarantined>();
  const redactions = new Map<string, RedactionRecord>();
  const claims = new Map<string, ClaimRecord>();
  const claimsCiting = new Map<string, ClaimRecord[]>();
  const verdicts = new Map<string, VerdictRecord[]>();
  const judgments = new Map<string, JudgmentRecord[]>();
  const reversals = new Map<string, ReversalRecord[]>();
  const jobs = new Map<string, JobRecord>();
  const jobEvents = new Map<string, JobEventRecord[]>();
  const jobClaims = new Map<string, ClaimRecord[]>();
  const successors = new Map<string, string[]>();
  const twins = new Map<string, string[]>();

  function index(record: JournalRecord): void {
    switch (record.record) {
      case "learning":
        learnings.set(record.id, record);
        insertSorted(twins, twinKey(record), record.id);
        if (record.supersedes) insertSorted(successors, record.supersedes, record.id);
        break;
      case "citation":
        for (const cited of record.citations) {
          const citation = { record, ...cited };
          push(citations, cited.id, citation);
          push(citationsBySession, record.session, citation);
        }
        break;
      case "redaction":
        redact(record);
        break;
      case "retrieval":
        retrievals.set(record.id, record);
        break;
      case "injection":
        injections.set(record.id, record);
        break;
      case "handoff":
        handoffs.set(record.id, record);
        break;
      case "claim":
        claims.set(record.id, record);
        if (record.job) push(jobClaims, record.job.id, record);
        for (const id of citedRecords(record)) push(claimsCiting, id, record);
        break;
      case "verdict":
        push(verdicts, record.claim, record);
        break;
      case "judgment":
        push(judgments, record.claim, record);
        break;
      case "reversal":
        push(reversals, record.check, record);
        break;
      case "job":
        jobs.set(record.id, record);
        break;
      case "job_event":
        push(jobEvents, record.job, record);
    }
  }

  /**
   * In force for good, even where another copy of it wins: so the order of calls does not matter.
   * A redaction itself can't be redacted, or what it took out would come back. Of several the oldest is named.
   */
  function redact(redaction: RedactionRecord): void {
    const { redacted, at, reason } = redaction;
    const target = held.get(redacted)?.record;
    const known = redactions.get(redacted);
    if (target?.record === "redaction" || (known && redactionKey(known) <= redactionKey(redaction))) return;
    if (target) drop(target);
    held.delete(redacted);
    redactions.set(redacted, redaction);
    quarantined.set(redacted, {
      id: redacted,
      path: redacted,
      reason: `redacted on ${at.slice(0, 10)}: ${reason}`,
    });
  }

  function drop(record: JournalRecord): void {
    const others = (list: Citation[] | undefined) =>
      (list ?? []).filter((citation) => citation.record !== record);
    switch (record.record) {
      case "learning":
        learnings.delete(record.id);
        take(twins, twinKey(record), record.id);
        if (record.supersedes) take(successors, record.supersedes, record.id);
        break;
      case "citation":
        for (const { id } of record.citations) citations.set(id, others(citations.get(id)));
        citationsBySession.set(record.session, others(citationsBySession.get(record.session)));
        break;
      case "retrieval":
        retrievals.delete(record.id);
        break;
      case "injection":
        injections.delete(record.id);
        break;
      case "handoff":
        handoffs.delete(record.id);
        break;
      case "claim":
        claims.delete(record.id);
        if (record.job) take(jobClaims, record.job.id, record);
        for (const id of citedRecords(record)) take(claimsCiting, id, record);
        break;
      case "verdict":
        take(verdicts, record.claim, record);
        break;
      case "judgment":
        take(judgments, record.claim, record);
        break;
      case "reversal":
        take(reversals, record.check, record);
        break;
      case "job":
        jobs.delete(record.id);
        break;
      case "job_event":
        take(jobEvents, record.job, record);
    }
  }

  return {
    learnings,
    citations,
    citationsBySession,
    retrievals,
    injections,
    handoffs,
    quarantined,
    redactions,
    claims,
    claimsCiting,
    verdicts,
    judgments,
    reversals,
    jobs,
    jobEvents,
    jobClaims,
    successors,
    twins,
    sources: new Map(),
    reviews: new Map(),
    retired: new Map(),
    record: (id) => held.get(id)?.record,
    origin: (id) => held.get(id),
    ids: () => held.keys(),
    add(record, blob, own) {
      if (record.record === "redaction") redactions.delete(record.id);
      else if (redactions.has(record.id)) return false;
      const known = held.get(record.id);
      if (known && !outranks({ blob, own }, known)) return false;
      if (known) drop(known.record);
      held.set(record.id, { record, blob, own });
      quarantined.delete(record.id);
      index(record);
      return true;
    },
    quarantine(entry) {
      // A broken copy in another journal must not withhold what can be read elsewhere.
      const known = quarantined.get(entry.id);
      if (redactions.has(entry.id)) return;
      if (held.has(entry.id) || (known && quarantineKey(known) <= quarantineKey(entry))) return;
      quarantined.set(entry.id, entry);
    },
  };
}

/**
 * Two journals hold different bytes under one id: a copy that was tampered with, as ids never repeat by chance.
 * The journal of the clone that wrote it wins; where that one is not at hand, the smaller blob id, everywhere alike.
 */
function outranks(
  challenger: { blob: string; own: boolean },
  holder: { blob: string; own: boolean },
): boolean {
  if (challenger.own !== holder.own) return challenger.own;
  return challenger.blob < holder.blob;
}

const redactionKey = ({ id, at, reason }: RedactionRecord): string => `${id}\n${at}\n${reason}`;

const citedRecords = ({ statement }: ClaimRecord): Set<string> =>
  new Set(statement.predicate.evidence.flatMap(({ name, uri }) => (name === "record" ? [uri] : [])));

/** Of several broken copies the same one is named everywhere. */
const quarantineKey = ({ path, reason }: Quarantined): string => `${path}\n${reason}`;

export const twinKey = ({ title, body }: Pick<LearningRecord, "title" | "body">): string =>
  `${title}\n${body}`;

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function take<T>(map: Map<string, T[]>, key: string, value: T): void {
  map.set(
    key,
    (map.get(key) ?? []).filter((other) => other !== value),
  );
}

function insertSorted(map: Map<string, string[]>, key: string, id: string): void {
  map.set(key, [...(map.get(key) ?? []), id].sort());
}
