// Names what this server enforces for each factor and the test that shows it. docs/factors.md is printed from it.
// It is long because it is one table: a row for each rule.

export interface EnforcedRule {
  readonly factor: number;
  readonly rule: string;
  /** A test below test/, or a tool whose examples run as tests. */
  readonly file: string;
  /** As it stands in the file. */
  readonly title: string;
}

const rules = (factor: number, ...own: readonly (readonly [rule: string, file: string, title: string])[]) =>
  own.map(([rule, file, title]): EnforcedRule => ({ factor, rule, file, title }));

export const RULES: readonly EnforcedRule[] = [
  ...rules(
    1,
    [
      "A pack never costs more than its budget, and nothing in it is listed twice.",
      "test/briefing/pack.test.ts",
      "is never exceeded by the answer as JSON, and nothing is listed twice",
    ],
    [
      "What was left out is named, with the reason.",
      "test/briefing/pack.test.ts",
      "says what was left out and why",
    ],
    [
      "What is disputed comes last, with a warning.",
      "test/briefing/pack.test.ts",
      "puts the disputed last, with a warning",
    ],
  ),
  ...rules(
    2,
    [
      "What was acknowledged is in git, whoever is killed.",
      "test/journal/concurrency.test.ts",
      "x kill -9: nothing acknowledged is lost, and the next write works unaided",
    ],
    [
      "Clones that have the same records agree to the byte.",
      "test/journal/reading.test.ts",
      "agree to the byte at the same instant, whatever they have fetched first",
    ],
    [
      "Any record tells who, when, in which session, from what.",
      "test/briefing/story.test.ts",
      "tells who, when, from what, and what became of it, oldest first",
    ],
  ),
  ...rules(
    3,
    ["A session holds one job; a second takes a reason.", "tools/prepare/start_job.ts", "One agent, one job"],
    [
      "A handoff that lacks a part is refused, with what it lacks.",
      "tools/prepare/finish_job.ts",
      "Without lessons and half a handoff",
    ],
    [
      "A successor's brief holds handoff and failures, within its bytes.",
      "test/jobs/faults.test.ts",
      "of a stranger's long words a brief stays within 8 KB, the newest handoff and failures in it",
    ],
  ),
  ...rules(
    4,
    [
      "A claim whose change leaves the envelope is refused, hooks or not.",
      "test/envelope/claims.test.ts",
      "refuses each of two dozen changes that leave the envelope, whatever else they hold",
    ],
    [
      "A tool call outside of it is stopped before it runs.",
      "test/hooks/before-tool.test.ts",
      "stops what it does not name, says by which rule and how to ask, and records it at once",
    ],
    [
      "No text, argument, learning or working-tree file widens it.",
      "test/hooks/before-tool.test.ts",
      "is widened by no text, argument, learning, file or folder that an agent can write",
    ],
    [
      "A hook that crashes or hangs blocks while base has an envelope.",
      "test/hooks/fails-closed.test.ts",
      "blocks in every runtime, while base has an envelope",
    ],
    [
      "After its last day it grants nothing.",
      "test/hooks/before-tool.test.ts",
      "grants nothing after the last day",
    ],
  ),
  ...rules(
    5,
    [
      "Where base asks for research, a claim without is refused, with what is missing.",
      "test/research/claims.test.ts",
      "refuses a claim without, says why and how to mend it, and names in the verdict what covers it",
    ],
    [
      "Sources resolve at the job's base commit.",
      "test/research/record.test.ts",
      "keeps each source as what it is, and the object ids of what it cites as it stood before the work",
    ],
    [
      "A change that only adds files is exempt, and says so.",
      "test/research/claims.test.ts",
      "counts existing files and their folders; a change that only adds files is exempt and says so",
    ],
  ),
  ...rules(
    6,
    [
      "Of all who contend for a job exactly one gets it.",
      "test/jobs/contention.test.ts",
      "times: exactly one winner each",
    ],
    [
      "A late worker's token is accepted nowhere.",
      "test/jobs/contention.test.ts",
      "of workers that are stopped past their time no token is accepted, whatever they go on with",
    ],
    [
      "Parallel workers write nowhere but in their own worktrees.",
      "test/jobs/contention.test.ts",
      "jobs: each once, none lost, nothing elsewhere",
    ],
    [
      "Uncommitted work is never removed with a worktree.",
      "test/jobs/worktrees.test.ts",
      "a worktree with uncommitted work is kept, a clean one is removed and its branch stays",
    ],
  ),
  ...rules(
    7,
    ["A claim has no field for a verdict.", "test/claims/standing.test.ts", "a claim takes no verdict"],
    [
      "Whoever made a claim can't judge it, under no session's name.",
      "test/faults/cheats.test.ts",
      "judges itself, under its own or another session's name",
    ],
    [
      "One verdict for each claim, however many runners try and are killed.",
      "test/claims/runners.test.ts",
      "x kill -9 of a runner loses none",
    ],
    [
      "No pass beside a grounded objection, and none without a quorum.",
      "test/claims/council/rule.test.ts",
      "no pass beside a grounded objection, and none without the quorum of vendors",
    ],
    [
      "A judge below the policy's floor of misses and false refusals does not count.",
      "test/calibration/calibrate.test.ts",
      "keeps out who is below it or has no record, lets in who is above, and every verdict shows the records",
    ],
    [
      "A signature counts only by a key that base names.",
      "test/faults/signatures.test.ts",
      "by a key that only the branch, or the working tree, names",
    ],
  ),
  ...rules(
    8,
    [
      "A locked check that got worse closes the gate until a recorded reversal.",
      "test/claims/ratchet.test.ts",
      "closes the gate until a supervisor's reversal, which stays in the history",
    ],
    [
      "A looser tolerance opens no lock, on a branch or on base.",
      "test/faults/cheats.test.ts",
      "weakens the tolerance of a metric, on its branch and even on base",
    ],
  ),
  ...rules(
    9,
    [
      "A job is not finished without lessons, or why there are none.",
      "tools/prepare/finish_job.ts",
      "Without lessons and half a handoff",
    ],
    [
      "A lesson names its thing and its consequence; a refusal names the sentence.",
      "test/learnings/gate/gate.test.ts",
      "names the vague sentence and what to add",
    ],
    [
      "Drafts quote the records they come from; an empty trace gives none.",
      "test/lessons/extract.test.ts",
      "gives none from an empty trace, and says why",
    ],
  ),
  ...rules(
    10,
    ["An author's own word earns nothing.", "test/learnings/standing.test.ts", "not the author's own"],
    [
      "An unused lesson fades by the time in its records.",
      "test/learnings/standing.test.ts",
      "fades an unused learning by the time in its record",
    ],
    [
      "One session can dispute, not erase.",
      "test/learnings/standing.test.ts",
      "one session cannot do it alone by saying it three times",
    ],
    [
      "Promotion never waits for itself: new lessons get their turn.",
      "test/learnings/promotion.test.ts",
      "43 candidates in 40 sessions do not wait for ever: what helps comes up, and what does not fades",
    ],
  ),
  ...rules(
    11,
    [
      "The third failure with one approach releases the job and bars its session.",
      "test/supervision/batches.test.ts",
      "releases the job and bars session and process, while two and other approaches don't",
    ],
    [
      "Equal failures are one escalation.",
      "test/supervision/batches.test.ts",
      "of two clones that knew nothing of each other are one open escalation, whoever is read first",
    ],
    [
      "Of two rulings one is in force, the other is shown as not counting.",
      "test/supervision/batches.test.ts",
      "of which there are two at once is the older one, and the other is shown as not counting",
    ],
  ),
  ...rules(
    12,
    [
      "A goal's change takes a record, and values across it are never compared.",
      "test/goals/goal-report.test.ts",
      "is told from one that was accepted, and values across the break are never compared",
    ],
    [
      "A dormant goal is named.",
      "test/goals/goal-report.test.ts",
      "a goal without a value for days, or for sessions, is dormant; a clock that runs backwards hides no session",
    ],
    [
      "A metric without data says so, and is never zero.",
      "test/goals/metrics/metrics.test.ts",
      "%s has no value, and never zero",
    ],
    [
      "The flywheel claims nothing where its intervals overlap.",
      "test/goals/flywheel.test.ts",
      "claims nothing where the intervals overlap",
    ],
  ),
];
