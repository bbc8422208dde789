// Drafts lessons from the records of a job or session: what failed and then worked, was given up, undone, asked or
// decided. It is long because its rules share one reading of the records.

import type { ClaimRecord } from "../claims/records/claim.ts";
import type { JudgedReceipt, VerdictRecord } from "../claims/records/verdict.ts";
import { type Finish, isEvent, type Progress } from "../jobs/chain.ts";
import { approachKey } from "../jobs/rulings/failure-signature.ts";
import { CheckId } from "../policy/checks-and-levels.ts";
import { type Evidence, type LearningKind, LIMITS } from "../records/evidence.ts";
import { groupBy } from "../shared/group-by.ts";
import { counted } from "../shared/text/count.ts";
import { clipQuoting, quoted } from "../shared/text/quoting.ts";
import { symptomLines } from "../shared/text/symptoms.ts";
import { isSurroundings } from "../shared/text/tool-noise.ts";
import { seenAs } from "./seen-as.ts";
import type { WorkTrace } from "./work-trace.ts";

/** As record_learning takes it. Stored words stand in it between quotes; it is for its reader to reword. */
export interface LessonDraft {
  readonly title: string;
  readonly kind: LearningKind;
  readonly body: string;
  /** Lines of the errors that it is about, each between quotes. */
  readonly symptoms: readonly string[];
  readonly paths: readonly string[];
  /** The records and commits that it comes from. */
  readonly evidence: readonly Evidence[];
}

export interface NamedCommit {
  readonly commit: string;
  readonly subject: string;
}

const MOST_DRAFTS = 12;
const MOST_SYMPTOMS = 3;
const MOST_NOTES = 5;
const MOST_COMMITS = 8;

/**
 * The same for the same records and commits, whoever asks. `commits` are the work's, oldest first. What rests on
 * `told`, the evidence of stored lessons, is left out, and so is what tells neither a cause nor what to do: a commit's
 * subject, a count, a hash.
 */
export function draftsFrom(
  trace: WorkTrace,
  commits: readonly NamedCommit[],
  told: readonly Pick<Evidence, "type" | "ref">[],
): LessonDraft[] {
  const toldRecords = new Set(told.flatMap(({ type, ref }) => (type === "record" ? [ref] : [])));
  const isTold = ({ evidence }: LessonDraft): boolean =>
    evidence.some(({ type, ref }) => type === "record" && toldRecords.has(ref));
  const drafts = [
    ...fromClaims(trace, commits),
    ...fromAttempts(trace),
    ...fromEscalations(trace),
    ...fromReversals(trace),
    ...fromHandoffs(trace),
  ];
  return drafts.filter((each) => !isTold(each)).slice(0, MOST_DRAFTS);
}

/** Why there are no drafts. */
export function whyNone({ of, claims, events }: WorkTrace, commits: readonly NamedCommit[]): string {
  const seen = `${counted(claims.length, "claim")}, ${counted(events.length, "event")}, ${counted(commits.length, "commit")}`;
  return `the records of ${of} (${seen}) hold no failure, undoing, question or decision that no lesson rests on yet`;
}

interface Failure {
  readonly claim: ClaimRecord;
  readonly verdict: VerdictRecord;
  readonly receipt: JudgedReceipt;
}

/** One draft for each check that failed: with what passed it later, or as given up. */
function fromClaims({ claims, of }: WorkTrace, commits: readonly NamedCommit[]): LessonDraft[] {
  const receipts = claims.flatMap(({ claim, verdicts }) =>
    verdicts.flatMap((verdict) =>
      verdict.statement.predicate.receipts
        .filter(({ authored, reason }) => authored === "policy" && reason !== "not_started")
        .map((receipt): Failure => ({ claim, verdict, receipt })),
    ),
  );
  const checks = [...new Set(receipts.map(({ receipt }) => receipt.check))];
  return checks.flatMap((check) => {
    const own = receipts.filter(({ receipt }) => receipt.check === check);
    const failures = own.filter(({ receipt }) => receipt.reason !== "ok");
    const [first] = failures;
    const last = failures.at(-1);
    if (!first || !last) return [];
    const passed = own.slice(own.indexOf(last) + 1).find(({ receipt }) => receipt.reason === "ok");
    return [passed ? overcome(failures, first, passed, commits) : givenUp(check, failures, last, of)];
  });
}

function overcome(
  failures: readonly Failure[],
  first: Failure,
  passed: Failure,
  commits: readonly NamedCommit[],
): LessonDraft {
  const until = commits.findIndex(({ commit }) => commit === commitOf(passed));
  const after = commits.findIndex(({ commit }) => commit === commitOf(first));
  const between = commits.slice(after + 1, until + 1);
  return draft({
    title: `Check ${nameOf(first.receipt.check)} failed before it passed: ${symptom(first)}`,
    kind: "gotcha",
    body: [
      `${failed(first)}${failures.length > 1 ? ` ${failures.length} claims failed on it.` : ""}`,
      `Claim ${passed.claim.id} at commit ${short(commitOf(passed))} passed it: ${quoted(passed.claim.statement.predicate.statement)}.`,
      ...(between.length > 0 ? [`Commits between them: ${listed(between)}.`] : []),
    ],
    symptoms: seenAs(said(first.receipt)),
    paths: passed.claim.statement.predicate.change.paths,
    evidence: [
      ...[first, ...(failures.length > 1 ? failures.slice(-1) : [])].flatMap(({ claim, verdict }) => [
        ...records(claim, verdict),
      ]),
      ...records(passed.claim, passed.verdict),
      { type: "commit", ref: commitOf(passed) },
    ],
  });
}

function givenUp(check: string, failures: readonly Failure[], last: Failure, of: string): LessonDraft {
  return draft({
    title: `Check ${nameOf(check)} was never passed in ${of}: ${symptom(last)}`,
    kind: "failure",
    body: [
      `${failed(last)} No later claim of ${of} passed it; ${failures.length} failed.`,
      `What was claimed: ${quoted(last.claim.statement.predicate.statement)}.`,
    ],
    symptoms: seenAs(said(last.receipt)),
    paths: last.claim.statement.predicate.change.paths,
    evidence: records(last.claim, last.verdict),
  });
}

function failed({ claim, receipt }: Failure): string {
  const how = receipt.exit === null ? receipt.reason : `exit code ${receipt.exit}`;
  const lines = said(receipt).map((line) => quoted(line));
  const told = lines.length === 0 ? "" : ` It said ${lines.join(", ")}.`;
  return `Check ${nameOf(receipt.check)} failed (${how}) on claim ${claim.id} at commit ${short(commitOf({ claim }))}.${told}`;
}

const said = ({ head, tail }: JudgedReceipt): string[] =>
  symptomLines([head, tail].filter(Boolean).join("\n"))
    .filter((line) => !isSurroundings(line))
    .slice(0, MOST_SYMPTOMS);
const symptom = (failure: Failure): string =>
  quoted(said(failure.receipt)[0] ?? failure.claim.statement.predicate.statement, 90);

/** Attempts that a worker reported as failed, by approach; with what held at last, where something did. */
function fromAttempts({ events, of }: WorkTrace): LessonDraft[] {
  const failures = events.filter(
    (event): event is Progress => isEvent(event, "progress") && event.event.failed,
  );
  const done = events.findLast((event): event is Finish => isEvent(event, "finished"));
  const held =
    done?.event.outcome === "done" ? [`What held instead: ${quoted(done.event.handoff.done, 300)}.`] : [];
  // Those without a name are told together.
  const groups = groupBy(failures, ({ event }) => approachKey(event.approach, ""));
  return [...groups.values()].flatMap((own) => {
    const approach = own[0]?.event.approach ?? null;
    // Without a name and without what held instead there is nothing to do otherwise.
    if (approach === null && held.length === 0) return [];
    const notes = own.slice(-MOST_NOTES).map(({ event }) => quoted(event.note, 300));
    const name = approach === null ? "An attempt" : `The approach ${quoted(approach, 60)}`;
    return draft({
      title: `${name} failed: ${quoted(own.at(-1)?.event.note ?? "", 90)}`,
      kind: "failure",
      body: [`${name} failed ${times(own.length)} in ${of}: ${notes.join("; ")}.`, ...held],
      paths: [],
      evidence: own.slice(-MOST_NOTES).flatMap((event) => records(event)),
    });
  });
}

/** What the server escalated by itself tells of attempts that are drafted already, until somebody has ruled on it. */
function fromEscalations({ escalations }: WorkTrace): LessonDraft[] {
  const telling = escalations.filter(({ escalation, ruling }) => escalation.trigger === "worker" || ruling);
  return telling.map(({ escalation, ruling }) => {
    const { tried, failed: what, hypothesis, ask } = escalation;
    const ruled = ruling
      ? [`Ruled by ${quoted(ruling.authority, 80)}: ${ruling.ruling}, ${quoted(ruling.text, 600)}.`]
      : [];
    return draft({
      title: `Asked for a ruling, ${ruling ? `${ruling.ruling}` : "which is open"}: ${quoted(ask, 90)}`,
      kind: ruling ? "decision" : "failure",
      body: [
        `Tried: ${quoted(tried, 300)}. Failed: ${quoted(what, 300)}. Suspected cause: ${quoted(hypothesis, 300)}.`,
        ...ruled,
      ],
      paths: [],
      evidence: records(escalation, ...(ruling ? [ruling] : [])),
    });
  });
}

const fromReversals = ({ reversals }: WorkTrace): LessonDraft[] =>
  reversals.map((reversal) =>
    draft({
      title: `The lock of check ${nameOf(reversal.check)} was opened: ${quoted(reversal.reason, 90)}`,
      kind: "decision",
      body: [
        `${quoted(reversal.authority, 80)} opened the lock of check ${nameOf(reversal.check)}: ${quoted(reversal.reason, 600)}. To follow: ${quoted(reversal.follow_up, 300)}.`,
      ],
      paths: [],
      evidence: records(reversal),
    }),
  );

const NO_DECISION = /^(?:\s*(?:no(?:ne|thing)?(?: (?:new )?decisions?)?|n\/?a))?[\s\p{P}]*$/iu;

const fromHandoffs = ({ events }: WorkTrace): LessonDraft[] =>
  events
    .filter((event): event is Finish => isEvent(event, "finished"))
    .filter(({ event }) => !NO_DECISION.test(event.handoff.decisions))
    .map((finish) =>
      draft({
        title: `Decided: ${quoted(finish.event.handoff.decisions, 120)}`,
        kind: "decision",
        body: [
          `Decided for ${quoted(finish.event.handoff.goal, 200)}: ${quoted(finish.event.handoff.decisions, 800)}.`,
        ],
        paths: [],
        evidence: records(finish),
      }),
    );

type DraftParts = Omit<LessonDraft, "body" | "symptoms"> & {
  readonly body: readonly string[];
  readonly symptoms?: readonly string[];
};

const draft = ({ title, kind, body, symptoms = [], paths, evidence }: DraftParts): LessonDraft => ({
  title: clipQuoting(title, LIMITS.title),
  kind,
  body: clipQuoting(body.join("\n"), LIMITS.body),
  symptoms,
  paths: [...new Set(paths)].filter((path) => path.length <= LIMITS.path).slice(0, LIMITS.paths),
  evidence: evidence
    .filter(
      ({ type, ref }, at) => evidence.findIndex((each) => each.type === type && each.ref === ref) === at,
    )
    .slice(0, LIMITS.evidence),
});

const records = (...from: readonly { readonly id: string }[]): Evidence[] =>
  from.map(({ id }) => ({ type: "record", ref: id }));
/** As policy names checks; of any other clone's receipt it may be any text. */
const nameOf = (check: string): string => (CheckId.safeParse(check).success ? check : quoted(check, 64));
const commitOf = ({ claim }: Pick<Failure, "claim">): string => claim.statement.subject[0].digest.gitCommit;
const short = (commit: string): string => commit.slice(0, 12);
const times = (number: number): string => (number === 1 ? "once" : `${number} times`);

const listed = (commits: readonly NamedCommit[]): string =>
  commits
    .slice(-MOST_COMMITS)
    .map(({ commit, subject }) => `${short(commit)} ${quoted(subject, 100)}`)
    .join(", ");
