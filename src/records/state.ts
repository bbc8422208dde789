// Folds all records of all clones into one state, in any order, and enforces every law here and not only at the
// call. It is long because the fold has one rule for each kind of record.

import { byId, grouped, groupedEntries, type Index } from "./index.ts";
import type {
  CalibrationRecord,
  CitationOutcome,
  CitationRecord,
  ClaimRecord,
  CurationRecord,
  DenialRecord,
  EscalationRecord,
  GoalChangeRecord,
  HandoffRecord,
  InjectionRecord,
  JobEventRecord,
  JobRecord,
  JournalRecord,
  JudgmentRecord,
  LearningRecord,
  MeasurementRecord,
  OpinionRecord,
  Quarantined,
  RecordKind,
  RecordOf,
  RedactionRecord,
  ResearchRecord,
  RetrievalRecord,
  ReversalRecord,
  RulingRecord,
  SignatureRecord,
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
  /** By judge, in no order. */
  readonly calibrations: ReadonlyMap<string, readonly CalibrationRecord[]>;
  /** By verdict, in no order; which of them count is for `signature-laws.ts` to say. */
  readonly signatures: ReadonlyMap<string, readonly SignatureRecord[]>;
  readonly opinions: ReadonlyMap<string, readonly OpinionRecord[]>;
  /** By check. */
  readonly reversals: ReadonlyMap<string, readonly ReversalRecord[]>;
  readonly jobs: ReadonlyMap<string, JobRecord>;
  /** By job, in no order; which of them count is for `jobs.ts` to say. */
  readonly jobEvents: ReadonlyMap<string, readonly JobEventRecord[]>;
  /** Claims made under a job's lease, by job. */
  readonly jobClaims: ReadonlyMap<string, readonly ClaimRecord[]>;
  readonly denials: ReadonlyMap<string, DenialRecord>;
  readonly research: ReadonlyMap<string, ResearchRecord>;
  /** By the job under whose lease it was made, in no order; which of it counts is for `jobs.ts` to say. */
  readonly jobResearch: ReadonlyMap<string, readonly ResearchRecord[]>;
  readonly escalations: ReadonlyMap<string, EscalationRecord>;
  /** By the job that they are about, in no order; which of them count is for `ruling-laws.ts` to say. */
  readonly jobEscalations: ReadonlyMap<string, readonly EscalationRecord[]>;
  /** By escalation, in no order. */
  readonly rulings: ReadonlyMap<string, readonly RulingRecord[]>;
  /** By learning, in no order; which of them count is for `curation-laws.ts` to say. */
  readonly curations: ReadonlyMap<string, readonly CurationRecord[]>;
  /** By goal, in no order. */
  readonly measurements: ReadonlyMap<string, readonly MeasurementRecord[]>;
  readonly goalChanges: ReadonlyMap<string, readonly GoalChangeRecord[]>;
  /** Learnings that name this one in `supersedes`. */
  readonly successors: ReadonlyMap<string, readonly string[]>;
  /** Learnings as the journal has them, by title, in no order. */
  readonly sameTitle: ReadonlyMap<string, readonly LearningRecord[]>;
  /** Records of all kinds by the session that wrote them, as the journal has them, in no order. */
  readonly bySession: ReadonlyMap<string, readonly JournalRecord[]>;
  readonly citationsBySession: ReadonlyMap<string, readonly Citation[]>;
  /** By the learning that a session was given to read, in no order; which of them count is for `serving.ts` to say. */
  readonly servedTo: ReadonlyMap<string, readonly (RetrievalRecord | InjectionRecord)[]>;
  /** By `injectionKey`; more than one where a crash has left an injection in two records. */
  readonly injectionCopies: ReadonlyMap<string, readonly InjectionRecord[]>;
  /** Runtime processes, as `<clone> <process>`, by the session that they hosted, as far as records tell. */
  readonly processes: ReadonlyMap<string, readonly string[]>;
  /** Learnings that only files tell of. */
  readonly written: ReadonlyMap<string, LearningRecord>;
  /** Where a learning's text comes from, if not from the journal. */
  readonly sources: ReadonlyMap<string, TextSource>;
  /** Learnings whose served text is the one on base; empty unless the configuration lets that count. */
  readonly reviews: ReadonlyMap<string, Review>;
  /** Learnings that base has removed on purpose -> the commit. */
  readonly retired: ReadonlyMap<string, string>;
  /** By clone: the largest id in its own journal, whether or not its record still counts. */
  readonly newest: ReadonlyMap<string, string>;
  record(id: string): JournalRecord | undefined;
  /** Its object id, and whether it lies in the journal of the clone that it says it was written in. */
  origin(id: string): { readonly blob: string; readonly own: boolean } | undefined;
  ids(): Iterable<string>;
}

export interface MutableState extends State {
  /**
   * Adds one record; the result does not depend on the order of calls. Returns false when it changed nothing. Into
   * `changed` go all keys under which it changed what the state answers.
   */
  add(record: JournalRecord, blob: string, own: boolean, changed?: Set<string>): boolean;
  quarantine(entry: Quarantined, changed?: Set<string>): void;
}

export function createState(): MutableState {
  const held = new Map<string, Source>();
  const quarantined = new Map<string, Quarantined>();
  const redactions = new Map<string, RedactionRecord>();
  const newest = new Map<string, string>();
  const learnings = byId<LearningRecord>();
  const sameTitle = grouped(({ title }: LearningRecord) => title);
  const successors = groupedEntries(
    ({ supersedes, id }: LearningRecord) => (supersedes ? [[supersedes, id]] : []),
    true,
  );
  const words = new WeakMap<CitationRecord, Citation[]>();
  const wordsOf = (record: CitationRecord): Citation[] => {
    const known = words.get(record) ?? record.citations.map((cited) => ({ record, ...cited }));
    words.set(record, known);
    return known;
  };
  const citations = groupedEntries((record: CitationRecord) =>
    wordsOf(record).map((word) => [word.id, word] as const),
  );
  const citationsBySession = groupedEntries((record: CitationRecord) =>
    wordsOf(record).map((word) => [record.session, word] as const),
  );
  const retrievals = byId<RetrievalRecord>();
  const injections = byId<InjectionRecord>();
  const servedTo = groupedEntries((record: RetrievalRecord | InjectionRecord) =>
    [...new Set(servedIn(record))].map((id) => [id, record] as const),
  );
  const injectionCopies = groupedEntries((record: InjectionRecord) =>
    [...new Set(record.injections.map(({ key }) => injectionKey(record, key)))].map(
      (key) => [key, record] as const,
    ),
  );
  const handoffs = byId<HandoffRecord>();
  const claims = byId<ClaimRecord>();
  const claimsCiting = groupedEntries((record: ClaimRecord) =>
    [...citedRecords(record)].map((id) => [id, record] as const),
  );
  const jobClaims = grouped(({ job }: ClaimRecord) => job?.id ?? null);
  const verdicts = grouped(({ claim }: VerdictRecord) => claim);
  const judgments = grouped(({ claim }: JudgmentRecord) => claim);
  const calibrations = grouped(({ judge }: CalibrationRecord) => judge.id);
  const signatures = grouped(({ verdict }: SignatureRecord) => verdict);
  const opinions = grouped(({ claim }: OpinionRecord) => claim);
  const reversals = grouped(({ check }: ReversalRecord) => check);
  const jobs = byId<JobRecord>();
  const jobEvents = grouped(({ job }: JobEventRecord) => job);
  const denials = byId<DenialRecord>();
  const research = byId<ResearchRecord>();
  const jobResearch = grouped(({ job }: ResearchRecord) => job?.id ?? null);
  const escalations = byId<EscalationRecord>();
  const jobEscalations = grouped(({ job }: EscalationRecord) => job?.id ?? null);
  const rulings = groupedEntries((record: RulingRecord) =>
    record.escalations.map((id) => [id, record] as const),
  );
  const curations = grouped(({ learning }: CurationRecord) => learning);
  const processes = groupedEntries(({ session, clone, process }: Hosted) =>
    process === null ? [] : [[session, `${clone} ${process}`]],
  );
  const measurements = grouped(({ goal }: MeasurementRecord) => goal);
  const goalChanges = grouped(({ goal }: GoalChangeRecord) => goal);

  const indexes: { readonly [K in RecordKind]: readonly Index<RecordOf<K>>[] } = {
    learning: [learnings, sameTitle, successors],
    citation: [citations, citationsBySession],
    retrieval: [retrievals, servedTo],
    injection: [injections, servedTo, injectionCopies],
    handoff: [handoffs],
    redaction: [],
    claim: [claims, claimsCiting, jobClaims, processes],
    verdict: [verdicts],
    judgment: [judgments, processes],
    opinion: [opinions],
    reversal: [reversals],
    signature: [signatures],
    calibration: [calibrations],
    job: [jobs],
    job_event: [jobEvents],
    denial: [denials],
    research: [research, jobResearch],
    escalation: [escalations, jobEscalations],
    ruling: [rulings],
    curation: [curations, processes],
    measurement: [measurements],
    goal_change: [goalChanges],
  };
  const bySession = grouped(({ session }: JournalRecord) => session);
  const indexesOf = (record: JournalRecord) =>
    [bySession, ...indexes[record.record]] as readonly Index<JournalRecord>[];

  /** Puts a record into its indexes, or takes it out of them. */
  function move(step: "put" | "take", record: JournalRecord, changed?: Set<string>): void {
    changed?.add(record.id);
    for (const each of indexesOf(record)) {
      each[step](record);
      if (changed) for (const key of each.keysOf(record)) changed.add(key);
    }
  }

  /**
   * In force for good, even where another copy of it wins: so the order of calls does not matter.
   * A redaction itself can't be redacted, or what it took out would come back. Of several the oldest is named.
   */
  function redact(redaction: RedactionRecord, changed?: Set<string>): void {
    const { redacted, at, reason } = redaction;
    const target = held.get(redacted)?.record;
    const known = redactions.get(redacted);
    if (target?.record === "redaction" || (known && redactionKey(known) <= redactionKey(redaction))) return;
    if (target) move("take", target, changed);
    changed?.add(redacted);
    held.delete(redacted);
    redactions.set(redacted, redaction);
    quarantined.set(redacted, {
      id: redacted,
      path: redacted,
      reason: `redacted on ${at.slice(0, 10)}: ${reason}`,
    });
  }

  return {
    learnings: learnings.map,
    citations: citations.map,
    bySession: bySession.map,
    citationsBySession: citationsBySession.map,
    retrievals: retrievals.map,
    injections: injections.map,
    handoffs: handoffs.map,
    quarantined,
    redactions,
    claims: claims.map,
    claimsCiting: claimsCiting.map,
    verdicts: verdicts.map,
    judgments: judgments.map,
    opinions: opinions.map,
    reversals: reversals.map,
    signatures: signatures.map,
    calibrations: calibrations.map,
    jobs: jobs.map,
    jobEvents: jobEvents.map,
    jobClaims: jobClaims.map,
    denials: denials.map,
    research: research.map,
    jobResearch: jobResearch.map,
    escalations: escalations.map,
    jobEscalations: jobEscalations.map,
    rulings: rulings.map,
    curations: curations.map,
    servedTo: servedTo.map,
    injectionCopies: injectionCopies.map,
    processes: processes.map,
    measurements: measurements.map,
    goalChanges: goalChanges.map,
    successors: successors.map,
    sameTitle: sameTitle.map,
    written: new Map(),
    sources: new Map(),
    reviews: new Map(),
    retired: new Map(),
    newest,
    record: (id) => held.get(id)?.record,
    origin: (id) => held.get(id),
    ids: () => held.keys(),
    add(record, blob, own, changed) {
      if (own && record.id > (newest.get(record.clone) ?? "")) {
        newest.set(record.clone, record.id);
        changed?.add(record.clone);
      }
      if (record.record === "redaction") redactions.delete(record.id);
      else if (redactions.has(record.id)) return false;
      const known = held.get(record.id);
      if (known && !outranks({ blob, own }, known)) return false;
      if (known) move("take", known.record, changed);
      held.set(record.id, { record, blob, own });
      quarantined.delete(record.id);
      if (record.record === "redaction") redact(record, changed);
      move("put", record, changed);
      return true;
    },
    quarantine(entry, changed) {
      // A broken copy in another journal must not withhold what can be read elsewhere.
      const known = quarantined.get(entry.id);
      if (redactions.has(entry.id)) return;
      if (held.has(entry.id) || (known && quarantineKey(known) <= quarantineKey(entry))) return;
      quarantined.set(entry.id, entry);
      changed?.add(entry.id);
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

type Hosted = ClaimRecord | JudgmentRecord | CurationRecord;

const servedIn = (record: RetrievalRecord | InjectionRecord): string[] =>
  (record.record === "retrieval" ? record.retrievals : record.injections).flatMap(({ served }) => served);

/** Under which an injection is the same one in whichever record it stands. */
export const injectionKey = ({ session }: Pick<InjectionRecord, "session">, key: string): string =>
  `${session}\n${key}`;

const redactionKey = ({ id, at, reason }: RedactionRecord): string => `${id}\n${at}\n${reason}`;

const citedRecords = ({ statement }: ClaimRecord): Set<string> =>
  new Set(statement.predicate.evidence.flatMap(({ name, uri }) => (name === "record" ? [uri] : [])));

/** Of several broken copies the same one is named everywhere. */
const quarantineKey = ({ path, reason }: Quarantined): string => `${path}\n${reason}`;

type Words = Pick<LearningRecord, "title" | "body">;

/** Ids of learnings with this title and body, smallest (oldest) first. */
export const twinsOf = (state: Pick<State, "sameTitle">, words: Words): string[] =>
  (state.sameTitle.get(words.title) ?? [])
    .filter((each) => isSameWords(each, words))
    .map(({ id }) => id)
    .sort();

export const isSameWords = (a: Words, b: Words): boolean => a.title === b.title && a.body === b.body;
