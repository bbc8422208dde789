// Tells the story of one record from the records alone. It is long because it has a part for each kind of record.

import { unreadableOf } from "../jobs/find-record.ts";
import { rulingsOn } from "../jobs/rulings/laws.ts";
import { standingOfJob } from "../jobs/standing.ts";
import { jobAt, stateInWords, storyOf } from "../jobs/text.ts";
import { countedCitations } from "../learnings/citations.ts";
import { curationsOf } from "../learnings/curation/laws.ts";
import { curationInWords, reasonInWords } from "../learnings/curation/text.ts";
import { promotionOf } from "../learnings/promotion.ts";
import { servingsOf } from "../learnings/servings.ts";
import { standingOf } from "../learnings/standing.ts";
import type { Stage } from "../records/kinds/curation.ts";
import { PARTS } from "../records/kinds/escalation.ts";
import { jobName } from "../records/kinds/job.ts";
import type { EscalationRecord, JournalRecord, RecordOf } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { compareIds } from "../shared/ids.ts";
import { formatNumber } from "../shared/text/number-text.ts";
import { escalationState } from "../supervision/ruling-text.ts";

export interface TraceEvent {
  at: string;
  what: string;
  session: string;
  runtime: string;
  note?: string;
}

export interface Trace {
  id: string;
  record: string;
  title: string | null;
  /** `served`, `disputed`, or why it is not served; and which of its files could not be read. */
  state: string;
  recorded: {
    at: string;
    session: string;
    runtime: string;
    role: string;
    /** The job it was recorded in; sessions without one have none. */
    job: string | null;
    /** HEAD of the code at that time. */
    code_commit: string | null;
  };
  /** Evidence and predecessors, as `<type> <ref>`. */
  derived_from: string[];
  superseded_by: string | null;
  /** Of a learning, 0 to 1. */
  strength: number | null;
  /** Of a learning: how far its word can be trusted. */
  assurance: string | null;
  /** Of a learning: how far it has come from a remark to guidance. */
  stage: Stage | null;
  /** Oldest first. */
  events: TraceEvent[];
}

/** Of the escalations that a ruling covers; a thousand sessions may report one failure. */
const MOST_RULED = 50;
const ruledOn = (escalations: readonly string[]): string[] => [
  ...escalations.slice(0, MOST_RULED).map((each) => `escalation ${each}`),
  ...(escalations.length > MOST_RULED
    ? [`${escalations.length - MOST_RULED} more escalations of the same failure`]
    : []),
];

export function traceOf(state: State, record: JournalRecord, now: number): Trace {
  const { id, at, session, runtime, role, commit } = record;
  const recorded = { at, session, runtime, role, job: jobAt(state, record), code_commit: commit };
  const common = { id, record: record.record, recorded };
  switch (record.record) {
    case "learning": {
      const standing = standingOf(state, record, now);
      return {
        ...common,
        title: record.title,
        state: [
          standing.withheld ?? (standing.disputed ? "disputed" : "served"),
          ...unreadableOf(state, id).map(
            ({ path, reason }) => `${path.replace(/\s+/g, " ")} is left out: ${reason}`,
          ),
        ].join("; "),
        derived_from: [
          ...record.evidence.map(({ type, ref }) => `${type} ${ref}`),
          ...(record.supersedes ? [`supersedes ${record.supersedes}`] : []),
        ],
        superseded_by: standing.supersededBy,
        strength: Math.round(standing.strength * 100) / 100,
        assurance: standing.assuranceWords,
        stage: standing.stage,
        events: [
          ...servings(state, id),
          ...citations(state, record),
          ...curations(state, record),
          ...successors(state, id),
        ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
      };
    }
    case "citation":
      return { ...common, ...plain(record.citations.map((cited) => `${cited.outcome} ${cited.id}`)) };
    case "redaction":
      return { ...common, ...plain([`redacted ${record.redacted}: ${record.reason}`]) };
    case "injection":
      return {
        ...common,
        ...plain(
          record.injections.flatMap(({ reason, served }) =>
            served.map((each) => `injected ${each} (${reason})`),
          ),
        ),
      };
    case "handoff":
      return { ...common, ...plain([...record.files.map((file) => `touched ${file}`), ...record.injected]) };
    case "retrieval":
      return {
        ...common,
        ...plain(record.retrievals.flatMap(({ served }) => served.map((each) => `served ${each}`))),
      };
    case "claim": {
      const { statement, evidence } = record.statement.predicate;
      const events = aboutClaim(state, id);
      return {
        ...common,
        ...plain(evidence.map(({ name, uri }) => `${name} ${uri}`)),
        title: statement.replace(/\s+/g, " "),
        events,
      };
    }
    case "verdict": {
      const { verificationResult, policy } = record.statement.predicate;
      const derived = [`claim ${record.claim}`, policy.uri];
      const events = aboutVerdict(state, id);
      return { ...common, ...plain(derived), state: verificationResult, events };
    }
    case "judgment":
      return { ...common, ...plain([`claim ${record.claim}`]), state: record.decision };
    case "calibration":
      return { ...common, ...plain([`judge ${record.judge.id}`]), title: `${record.results.length} cases` };
    case "signature": {
      const standIn = record.judgment ? [`judgment ${record.judgment.id}`] : [];
      const derived = [`verdict ${record.verdict}`, ...standIn];
      return { ...common, ...plain(derived), title: record.envelope.payloadType.replace(/\s+/g, " ") };
    }
    case "opinion":
      return {
        ...common,
        ...plain([`claim ${record.claim}`, `packet sha256 ${record.packet.sha256}`]),
        title: `${record.judge.id} ${record.judge.version}`,
        state: record.decision,
      };
    case "reversal":
      return {
        ...common,
        ...plain(record.claim === null ? [] : [`claim ${record.claim}`]),
        title: record.check,
      };
    case "job": {
      const standing = standingOfJob(state, record);
      return {
        ...common,
        ...plain(record.depends_on.map((each) => `after ${jobName(each)}`)),
        title: record.title,
        state: stateInWords(standing),
        events: storyOf(state, standing).map(({ note, ...event }) => ({
          ...event,
          ...(note === null ? {} : { note: note.replace(/\s+/g, " ") }),
        })),
      };
    }
    case "job_event":
      return { ...common, ...plain([`job ${jobName(record.job)}`]), title: record.event.what };
    case "denial":
      return {
        ...common,
        ...plain([record.rule]),
        title: `${record.action} ${record.target}`,
        state: record.enforced ? record.decision : `${record.decision}, in a trial`,
      };
    case "research":
      return {
        ...common,
        ...plain(record.findings.map(({ source }) => `${source.type} ${source.ref}`)),
        title: record.questions[0]?.replace(/\s+/g, " ") ?? null,
      };
    case "escalation":
      return {
        ...common,
        ...plain(record.job === null ? [] : [`job ${jobName(record.job.id)}, token ${record.job.token}`]),
        title: record.ask.replace(/\s+/g, " "),
        state: escalationState(state, record),
        events: aboutEscalation(state, record),
      };
    case "ruling":
      return {
        ...common,
        ...plain(ruledOn(record.escalations)),
        title: record.text.replace(/\s+/g, " "),
        state: record.ruling,
      };
    case "curation":
      return {
        ...common,
        ...plain([
          `learning ${record.learning}`,
          ...(record.other === null ? [] : [`learning ${record.other}`]),
          ...record.evidence.map(({ type, ref }) => `${type} ${ref}`),
        ]),
        state: `${record.action}; stored reason: ${reasonInWords({ ...record, evidence: [] })}`,
      };
    case "measurement":
      return { ...common, ...ofMeasurement(record) };
    case "goal_change":
      return { ...common, ...ofGoalChange(record) };
  }
}

function aboutClaim(state: State, claim: string): TraceEvent[] {
  const verdicts = (state.verdicts.get(claim) ?? []).map((record) => ({
    record,
    what: `verdict ${record.id}: ${record.statement.predicate.verificationResult}`,
  }));
  const judgments = (state.judgments.get(claim) ?? []).map((record) => ({
    record,
    what: `judgement ${record.id}: ${record.decision}`,
  }));
  const opinions = (state.opinions.get(claim) ?? []).map((record) => ({
    record,
    what: `opinion ${record.id} of ${record.judge.id}: ${record.decision}`,
  }));
  const signatures = verdicts.flatMap(({ record }) => aboutVerdict(state, record.id));
  return [
    ...[...verdicts, ...judgments, ...opinions]
      .toSorted((a, b) => compareIds(a.record, b.record))
      .map(({ record: { at, session, runtime }, what }) => ({ at, what, session, runtime })),
    ...signatures,
  ].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Which of them count depends on base, which a trace does not look at. */
function aboutVerdict(state: State, verdict: string): TraceEvent[] {
  return (state.signatures.get(verdict) ?? [])
    .toSorted(compareIds)
    .map(({ id, at, session, runtime }) => ({ at, what: `signature ${id}`, session, runtime }));
}

/** Who else met the failure, the report itself part by part, and the rulings. Each part on one line of its own. */
function aboutEscalation(state: State, escalation: EscalationRecord): TraceEvent[] {
  const { id, at, session, runtime } = escalation;
  const parts = PARTS.map((part) => ({
    at,
    session,
    runtime,
    what: `reported: ${part}`,
    note: escalation[part].replace(/\s+/g, " "),
  }));
  const others = [...state.escalations.values()]
    .filter((each) => each.id !== id && each.signature === escalation.signature)
    .map((each) => ({ record: each, what: `also seen by ${each.session}: ${each.id}`, note: null }));
  const rulings = rulingsOn(state, escalation).map(({ ruling, because }) => ({
    record: ruling,
    what: `ruling ${ruling.id}: ${ruling.ruling}${because === null ? "" : ` (does not count: ${because})`}`,
    note: `authority: ${ruling.authority}; ${ruling.text}`.replace(/\s+/g, " "),
  }));
  return [
    ...parts,
    ...[...others, ...rulings]
      .toSorted((a, b) => compareIds(a.record, b.record))
      .map(({ record, what, note }) => ({
        at: record.at,
        session: record.session,
        runtime: record.runtime,
        what,
        ...(note === null ? {} : { note }),
      })),
  ];
}

function ofMeasurement(record: RecordOf<"measurement">) {
  const { goal, state, value, unit, because, definition, base, ungoverned } = record;
  const said = value === null ? `${state}: ${because}` : formatNumber(value, unit);
  return {
    ...plain([`goal ${goal} as ${definition.slice(0, 12)}`, ...(base === null ? [] : [`base ${base}`])]),
    title: `${goal}: ${said}`.replace(/\s+/g, " "),
    state: ungoverned ? "changed without a governance record" : state,
  };
}

function ofGoalChange({ goal, from, to, authority, reason }: RecordOf<"goal_change">) {
  const short = (digest: string | null): string => digest?.slice(0, 12) ?? "none";
  return {
    ...plain([`goal ${goal} from ${short(from)} to ${short(to)}`, `authority ${authority}`]),
    title: reason.replace(/\s+/g, " "),
  };
}

const plain = (derived_from: string[]) => ({
  title: null,
  state: "stored",
  derived_from,
  superseded_by: null,
  strength: null,
  assurance: null,
  stage: null,
  events: [],
});

function citations(state: State, learning: Extract<JournalRecord, { record: "learning" }>): TraceEvent[] {
  const counted = new Set(countedCitations(state, learning));
  return (state.citations.get(learning.id) ?? []).map((citation) => {
    // One line: a note must not look like one of our own facts.
    const shown = [
      citation.note?.replace(/\s+/g, " "),
      ...citation.evidence.map(({ type, ref }) => `${type} ${ref}`),
    ]
      .filter(Boolean)
      .join("; ");
    return {
      at: citation.record.at,
      what: `cited as ${citation.outcome}${counted.has(citation) ? "" : " (not counted)"}`,
      session: citation.record.session,
      runtime: citation.record.runtime,
      ...(shown ? { note: shown } : {}),
    };
  });
}

function curations(state: State, learning: Extract<JournalRecord, { record: "learning" }>): TraceEvent[] {
  const { judged } = promotionOf(state, learning, curationsOf(state, learning));
  return judged.map(({ record, because }) => {
    const { at, session, runtime } = record;
    return { at, what: curationInWords(record, because), session, runtime, note: reasonInWords(record) };
  });
}

/** One event per session that it was served to, at the first time. */
function servings(state: State, id: string): TraceEvent[] {
  const first = new Map<string, TraceEvent>();
  for (const { at, session, runtime, injected, served } of servingsOf(state)) {
    if (!served.includes(id)) continue;
    const what = injected === null ? "served" : `injected (${injected.reason})`;
    const known = first.get(session);
    if (!known || at < known.at) first.set(session, { at, what, session, runtime });
  }
  return [...first.values()];
}

function successors(state: State, id: string): TraceEvent[] {
  return (state.successors.get(id) ?? []).flatMap((successor) => {
    const record = state.learnings.get(successor);
    return record
      ? [
          {
            at: record.at,
            what: `superseded by ${successor}`,
            session: record.session,
            runtime: record.runtime,
          },
        ]
      : [];
  });
}
