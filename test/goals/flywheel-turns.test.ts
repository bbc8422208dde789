// The deadlock in which only cited lessons were shown and only shown ones could be cited, played through with the real pack.

import { expect, it } from "vitest";
import { packLearnings } from "../../src/briefing/pack.ts";
import type { PackCandidate } from "../../src/briefing/reading-order.ts";
import { flowAlarms } from "../../src/goals/flywheel-alarms.ts";
import type { LearningRecord } from "../../src/learnings/records/learning.ts";
import type { RetrievalRecord } from "../../src/learnings/records/retrieval.ts";
import { readersOf } from "../../src/learnings/servings.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import type { MutableState } from "../../src/records/state.ts";
import { citation, DAY, foldOf, idOf, learning, START, stored } from "../support/records.ts";

const CANDIDATES = 43;
const PROVEN = 8;
const isUseful = (number: number): boolean => number % 4 === 0;

/** Eight that are proven already and fit best, then 43 that nobody has seen, all about the same task. */
const proven = Array.from({ length: PROVEN }, (_, number) => learning(900 + number));
const candidates = Array.from({ length: CANDIDATES }, (_, number) =>
  learning(1 + number, { session: `author${number % 20}` }),
);
const earlier = proven.flatMap(({ id }, number) =>
  [1, 2].map((session) =>
    citation(2_000 + number * 2 + session, id, { session: `early${session}`, outcome: "applied" }),
  ),
);

function candidateOf(state: MutableState, lesson: LearningRecord, at: number, now: number): PackCandidate {
  const { strength, assurance, stage, proven: isProven, disputed } = standingOf(state, lesson, now);
  return {
    ...lesson,
    strength,
    assurance,
    stage,
    disputed,
    proven: isProven,
    relevance: 0.9 - at / 150,
    coverage: 0.6,
    matched: ["lock"],
    nearPaths: [],
    samePlace: false,
    linked: false,
    shownTo: readersOf(state, lesson.id).size,
  };
}

/** Plays the sessions; `cites` false is a team that never says what helped. Returns who was shown. */
function play(sessions: number, cites: boolean): { state: MutableState; shown: Set<string>; now: number } {
  const state = foldOf(...proven, ...candidates, ...(cites ? earlier : []));
  const shown = new Set<string>();
  const add = (record: JournalRecord): void => {
    const { blob, own } = stored(record);
    state.add(record, blob, own);
  };
  for (let session = 0; session < sessions; session++) {
    const now = START + (session / 4) * DAY;
    const pack = packLearnings(
      [...proven, ...candidates].map((lesson, at) => candidateOf(state, lesson, at, now)),
      { budget: 1500, snippet: ({ body }) => body, fence: (_, text) => text },
    );
    const served = pack.items.map(({ id }) => id);
    for (const id of served) shown.add(id);
    const common = citation(10_000 + session * 10, idOf(0), {
      session: `s${session}`,
      outcome: "applied",
      at: now,
    });
    const { citations: _, ...provenance } = common;
    const log = [{ at: common.at, task: "0".repeat(16), served, tokens: pack.tokens }];
    const retrieval: RetrievalRecord = { ...provenance, record: "retrieval", retrievals: log };
    add(retrieval);
    const helpful = candidates.filter(({ id }, at) => isUseful(at) && served.includes(id));
    if (!cites) continue;
    for (const [at, { id }] of helpful.entries())
      add(citation(10_001 + session * 10 + at, id, { session: `s${session}`, outcome: "applied", at: now }));
  }
  return { state, shown, now: START + (sessions / 4) * DAY };
}

it.each([
  [40, 1],
  [160, 4],
])(
  "43 candidates in, %i sessions: most are shown, what helps comes up, %i or more to patterns",
  (sessions, patterns) => {
    const { state, shown, now } = play(sessions, true);
    const stages = candidates.map((lesson) => standingOf(state, lesson, now).stage);
    expect(candidates.filter(({ id }) => shown.has(id)).length).toBeGreaterThan(CANDIDATES / 2);
    expect(stages.filter((stage) => stage !== "observation").length).toBeGreaterThanOrEqual(5);
    expect(stages.filter((stage) => stage === "pattern").length).toBeGreaterThanOrEqual(patterns);
    stages.forEach((stage, at) => {
      if (!isUseful(at)) expect(stage).toBe("observation");
    });
    expect(flowAlarms(state, now)).toEqual([]);
  },
);

it("where nobody says what helped, nothing comes up, and the alarm rings", () => {
  const { state, now } = play(40, false);
  expect(new Set(candidates.map((lesson) => standingOf(state, lesson, now).stage))).toEqual(
    new Set(["observation"]),
  );
  expect(flowAlarms(state, now).map(({ id }) => id)).toEqual(["nothing_goes_out"]);
});
