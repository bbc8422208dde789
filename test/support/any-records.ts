// Random records of every kind, from so few ids and sessions that they refer to each other, contradict each other and come
// as copies.

import fc from "fast-check";
import type { CouncilWord } from "../../src/claims/records/verdict.ts";
import { CITATION_OUTCOMES } from "../../src/learnings/records/citation.ts";
import { CURATIONS } from "../../src/learnings/records/curation.ts";
import type { DirectoryView } from "../../src/learnings/written-texts.ts";
import type { StoredRecord } from "../../src/records/origin.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { citation, curation, DAY, idOf, learning, START } from "./records.ts";
import {
  by,
  claim,
  escalation,
  event,
  failing,
  finished,
  goalChange,
  handoff,
  job,
  judgment,
  measurement,
  retrieval,
  reversal,
  ruling,
  started,
  storedWork,
  verdict,
} from "./work-records.ts";

const upTo = (base: number, most: number) => fc.nat(most).map((n) => base + n);
/** Numbers of records, by kind, for others to refer to. */
const jobs = upTo(10, 1);
const lessons = upTo(100, 4);
const claims = upTo(300, 3);
const verdicts = upTo(400, 3);
const opinions = upTo(460, 2);
const escalations = upTo(500, 3);
const events = upTo(600, 5);
const rulings = upTo(700, 3);
const session = fc.constantFrom("worker", "a", "b", "c");
const seconds = fc.nat(40 * 86_400);
const HASH = "d".repeat(64);

const made = <A extends unknown[], R>(
  make: (...parts: A) => R,
  ...parts: { [I in keyof A]: fc.Arbitrary<A[I]> }
): fc.Arbitrary<R> => fc.tuple(...parts).map((drawn) => make(...(drawn as A)));

const blobOf = (number: number): string => storedWork(learning(number)).blob;

const council = (opinion: number): CouncilWord => ({
  result: "PASS",
  because: "1 of 1 pass it",
  quorum: 1,
  packet: { sha256: HASH, bytes: 9, leftOut: [] },
  judges: [
    {
      opinion: { id: idOf(opinion), gitBlob: blobOf(opinion) },
      id: "one",
      vendor: "one",
      version: "1",
      model: null,
      decision: "PASS",
      barred: null,
      record: null,
      cost: { tokensIn: null, tokensOut: null, ms: 1 },
    },
  ],
});

/** By kind; a test makes sure that none is missing. */
export const ANY_OF: Readonly<Record<string, fc.Arbitrary<JournalRecord>>> = {
  learning: fc
    .record({
      number: lessons,
      session,
      supersedes: fc.option(lessons),
      title: fc.constantFrom("one", "two"),
      path: fc.constantFrom("src", "docs/**"),
    })
    .map(({ number, supersedes, title, path, ...author }) =>
      learning(number, {
        ...author,
        supersedes: supersedes === null ? null : idOf(supersedes),
        title,
        body: title,
        paths: [path],
        evidence: [{ type: "record", ref: idOf(400) }],
      }),
    ),
  citation: fc
    .record({
      number: upTo(200, 5),
      on: lessons,
      session,
      outcome: fc.constantFrom(...CITATION_OUTCOMES),
      days: fc.nat(40),
    })
    .map(({ number, on, days, ...said }) => citation(number, idOf(on), { ...said, at: START + days * DAY })),
  retrieval: made(retrieval, upTo(850, 5), seconds, session, fc.array(lessons, { maxLength: 3 })),
  injection: made(
    (number, who, served, key) => ({
      ...by(number, 0, who),
      record: "injection" as const,
      injections: served.map((each, place) => ({
        at: by(number, 60 * place).at,
        reason: "task" as const,
        served: [idOf(each)],
        tokens: 9,
        key: String(key + place).padStart(16, "0"),
      })),
    }),
    ...[upTo(800, 5), session, fc.array(lessons, { minLength: 1, maxLength: 3 }), fc.nat(2)],
  ),
  handoff: made(
    (number, who, error) => handoff(number, 0, who, { files: ["src/a.ts"], failures: [{ error }] }),
    ...[upTo(970, 3), session, fc.constantFrom("1", "2")],
  ),
  message: made(
    (number, who, late, to) => ({
      ...by(number, late, who),
      record: "message" as const,
      to: to === null ? { kind: "path" as const, name: "src" } : { kind: "session" as const, name: to },
      text: "look at it first",
      until: by(number, late + 3600).at,
    }),
    ...[upTo(980, 3), session, seconds, fc.option(session)],
  ),
  delivery: made(
    (number, who, of) => ({ ...by(number, 0, who), record: "delivery" as const, message: idOf(of) }),
    ...[upTo(990, 5), session, upTo(980, 3)],
  ),
  reply: made(
    (number, who, of) => ({
      ...by(number, 0, who),
      record: "reply" as const,
      escalation: idOf(of),
      text: "b.json is right",
      attested: "client" as const,
    }),
    ...[upTo(760, 3), session, escalations],
  ),
  redaction: made(
    (number, target) => ({
      ...by(number, 0),
      record: "redaction" as const,
      redacted: idOf(target),
      reason: "a name",
    }),
    upTo(950, 5),
    fc.oneof(lessons, claims, verdicts, opinions, escalations, events, rulings, upTo(200, 5), upTo(800, 60)),
  ),
  claim: fc
    .record({
      number: claims,
      late: seconds,
      session,
      under: fc.option(jobs),
      level: fc.constantFrom("L1" as const, "L2" as const),
      named: lessons,
    })
    .map(({ number, late, under, named, ...author }) => {
      const plain = claim(number, late, { ...author, ...(under === null ? {} : { job: under }) });
      const evidence = [{ name: "record" as const, uri: idOf(named), digest: { gitBlob: "1".repeat(40) } }];
      const { statement } = plain;
      return { ...plain, statement: { ...statement, predicate: { ...statement.predicate, evidence } } };
    }),
  verdict: fc
    .record({
      number: verdicts,
      late: seconds,
      of: claims,
      result: fc.constantFrom("PASSED" as const, "FAILED" as const),
      opinion: fc.option(opinions),
    })
    .map(({ number, late, of, result, opinion }) => {
      const plain = verdict(number, late, of, result);
      if (opinion === null || result !== "PASSED") return plain;
      const { statement } = plain;
      const predicate = { ...statement.predicate, council: council(opinion) };
      return { ...plain, statement: { ...statement, predicate } };
    }),
  judgment: fc
    .record({
      number: upTo(450, 5),
      late: seconds,
      of: claims,
      decision: fc.constantFrom("pass" as const, "refuse" as const),
      attested: fc.constantFrom("judge" as const, "terminal" as const),
    })
    .map(({ number, late, of, ...said }) => judgment(number, late, of, { ...said, session: said.attested })),
  opinion: made(
    (number, of) => ({
      record: "opinion" as const,
      ...by(number, 0, "verdict-1"),
      role: "judge" as const,
      claim: idOf(of),
      claimDigest: { gitBlob: "1".repeat(40) },
      packet: { sha256: HASH, bytes: 9 },
      judge: { id: "one", adapter: "command" as const, vendor: "one", version: "1", model: null },
      decision: "PASS" as const,
      because: null,
      criteria: [],
      findings: [],
      attempts: 1,
      sandbox: "none",
      seal: HASH,
      cost: { tokensIn: null, tokensOut: null, ms: 1 },
    }),
    opinions,
    claims,
  ),
  reversal: made(reversal, upTo(750, 5), seconds, claims),
  signature: made(
    (number, of) => ({
      record: "signature" as const,
      ...by(number, 0, "ci"),
      verdict: idOf(of),
      signedAt: by(number, 0).at,
      verdictDigest: { gitBlob: blobOf(of) },
      envelope: { payloadType: "x", payload: "eA==", signatures: [{ keyid: "k", sig: "eA==" }] },
    }),
    upTo(990, 2),
    verdicts,
  ),
  calibration: made(
    (number) => ({
      record: "calibration" as const,
      ...by(number, 0, "boss"),
      role: "supervisor" as const,
      judge: { id: "one", adapter: "command" as const, vendor: "one", version: "1", model: null },
      suite: HASH,
      seed: 1,
      results: [{ case: "off-by-one", kind: "trap", decision: "FAIL", grounded: true, located: true, ms: 1 }],
    }),
    upTo(993, 2),
  ),
  job: made(job, jobs, seconds),
  job_event: made(
    event,
    events,
    seconds,
    fc.record({ job: jobs, token: fc.integer({ min: 1, max: 2 }), session }),
    fc.constantFrom(
      ...[started(), started([300, 602]), failing("regex"), failing("cache"), finished(), finished("failed")],
      { what: "released" as const, reason: "stop: no", inherits: [], ruling: idOf(700) },
      { what: "released" as const, reason: "gone", inherits: [idOf(301)] },
    ),
  ),
  attempt: made(
    (number, who, note) => ({
      record: "attempt" as const,
      ...by(number, 0, who),
      note,
      approach: null,
      process: null,
    }),
    ...[upTo(940, 3), session, fc.constantFrom("npm test fails", "the lexer stops")],
  ),
  denial: made(
    (number, who) => ({
      record: "denial" as const,
      ...by(number, 0, who),
      action: "write" as const,
      target: "src/a.ts",
      decision: "deny" as const,
      rule: "r",
      enforced: true,
      policy: null,
    }),
    upTo(996, 2),
    session,
  ),
  research: made(
    (number, under, who) => ({
      record: "research" as const,
      ...by(number, 0, who),
      job: { id: idOf(under), token: 1 },
      questions: ["q"],
      scope_in: ["s"],
      scope_out: [],
      done_when: ["d"],
      findings: [],
      negative_findings: [],
      risks: [],
      base: null,
      seen: {},
      exemption: "new",
    }),
    ...[upTo(920, 2), jobs, session],
  ),
  escalation: made(escalation, escalations, seconds, jobs),
  ruling: made(
    (number, late, on, kind) => ({ ...ruling(number, late, on), ruling: kind }),
    ...[rulings, seconds, fc.array(escalations, { minLength: 1, maxLength: 2 })],
    fc.constantFrom("answer" as const, "stop" as const, "defer" as const, "restart" as const),
  ),
  curation: fc
    .record({
      number: upTo(900, 5),
      about: lessons,
      action: fc.constantFrom(...CURATIONS),
      other: fc.option(lessons),
      shown: fc.array(fc.oneof(verdicts, events), { minLength: 2, maxLength: 3 }),
    })
    .map(({ number, about, action, other, shown }) =>
      curation(number, idOf(about), action, {
        other: other === null ? null : idOf(other),
        evidence: shown.map((each) => ({ type: "record", ref: idOf(each) })),
      }),
    ),
  measurement: made(
    (number, late, value) => measurement(number, late, value),
    upTo(980, 5),
    seconds,
    fc.nat(9),
  ),
  goal_change: made((number) => goalChange(number, HASH, null), upTo(986, 2)),
};

/** Kinds that other records refer to come more often. */
const OFTEN: ReadonlySet<string> = new Set([
  ...(["learning", "citation", "retrieval", "injection"] as const),
  ...(["claim", "verdict", "judgment", "job_event", "escalation", "ruling"] as const),
]);

/** Any record, also as other clones hold it, in other clones' names, or altered. */
export const anyRecord: fc.Arbitrary<StoredRecord> = fc
  .tuple(
    fc.oneof(
      ...Object.entries(ANY_OF).map(([kind, arbitrary]) => ({ weight: OFTEN.has(kind) ? 4 : 1, arbitrary })),
    ),
    fc.constantFrom(true, true, true, false),
    fc.constantFrom(null, null, "0", "f"),
    fc.constantFrom("aaaaaaaaaa", "aaaaaaaaaa", "aaaaaaaaaa", "bbbbbbbbbb"),
  )
  .map(([record, own, blob, clone]) => {
    const stored = storedWork({ ...record, clone }, own);
    return blob === null ? stored : { ...stored, blob: blob.repeat(40) };
  });

/** Gives rulings, releases, verdicts and citations something to be about. */
export const BEGUN: readonly StoredRecord[] = [
  job(10, 0),
  event(600, 0, { job: 10 }, started()),
  escalation(500, 60, 10),
  claim(300, 60, { job: 10 }),
  learning(100),
  learning(101),
  learning(102, { session: "a" }),
].map((record) => storedWork(record));

const TEXTS = ["one", "three"].map((title) => {
  const { kind, paths, tags } = learning(1);
  return { title, kind, body: title, paths, tags };
});
const some = fc.subarray([100, 101, 102, 103, 104]).map((numbers) => numbers.map(idOf));

/** Texts that people wrote, also of lessons that nobody recorded. */
export const anyView: fc.Arbitrary<DirectoryView> = fc
  .record({ edited: some, text: fc.constantFrom(...TEXTS), reviewed: some, retired: some, broken: some })
  .map(({ edited, text, reviewed, retired, broken }) => ({
    overlays: edited.map((id) => ({ id, text, source: "base", path: `${id}.md`, byHand: null })),
    reviews: new Map(reviewed.map((id) => [id, "reviewed"])),
    retired: new Map(retired.map((id) => [id, "a".repeat(40)])),
    broken: broken.map((id) => ({ id, path: `${id}.md`, reason: "it does not parse" })),
  }));
