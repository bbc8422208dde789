// Runs the tests of one group once as they are, and then for each mutant until one of them fails. It is itself the test that vitest runs.
import { appendFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import vm from "node:vm";
import { expect, it } from "vitest";
import { createCollector, emptySuite, runTest, testsIn, tidyUp } from "./collector.mjs";

/** A mutant that loops is ended after so many times the turns, or the time, of the same test as it is. */
const TIMES = 20;
const LEAST_TURNS = 100_000;
const LEAST_MS = 3_000;

const { bundle, report, numbers, done, fresh } = JSON.parse(
  readFileSync(process.env.AGENTOPS_MUTANTS, "utf8"),
);
const tell = (line) => appendFileSync(report, `${JSON.stringify(line)}\n`);
const script = new vm.Script(`(function (require, module, exports) {${readFileSync(bundle, "utf8")}\n})`, {
  filename: bundle,
});
const require = createRequire(import.meta.url);
// The same cases for every mutant, and no search for the smallest one that fails.
require("fast-check").configureGlobal({ seed: 12, endOnFailure: true });

class Looping extends Error {}

const switches = { active: 0, seen: new Set(), turns: 0, most: Number.POSITIVE_INFINITY };
globalThis.$mutants = {
  on(n) {
    if (switches.active === 0) switches.seen.add(n);
    return n === switches.active;
  },
  turn() {
    switches.turns += 1;
    if (switches.turns > switches.most) throw new Looping();
  },
};

/** All files evaluated: their tests, and the suites whose hooks have run. */
function load() {
  const root = emptySuite(null);
  const vitest = createCollector(root);
  script.runInThisContext()((name) => (name === "vitest" ? vitest : require(name)), { exports: {} }, {});
  return { tests: testsIn(root), begun: new Set() };
}

/** Which mutants each test meets, what it takes, and which mutants are met before any test. */
async function asTheyAre() {
  const early = new Set();
  switches.seen = early;
  const loaded = load();
  const known = [];
  for (const [at, test] of loaded.tests.entries()) {
    const seen = new Set();
    Object.assign(switches, { seen, turns: 0 });
    const from = performance.now();
    await runTest(test, loaded.begun, async (hook) => {
      switches.seen = early;
      await hook();
      switches.seen = seen;
    });
    known.push({ at, seen, ms: performance.now() - from, turns: switches.turns });
  }
  return { early, known: known.toSorted((a, b) => a.ms - b.ms), loaded };
}

const orTooLate = (work, ms) => {
  let timer;
  const late = new Promise((_, refuse) => {
    timer = setTimeout(() => refuse(new Looping()), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

async function outcomeOf(n, { early, known, loaded }) {
  const meeting = early.has(n) ? known : known.filter(({ seen }) => seen.has(n));
  if (meeting.length === 0) return "uncovered";
  Object.assign(switches, { active: n, turns: 0, most: LEAST_TURNS });
  const alone = fresh || early.has(n);
  let used = loaded;
  try {
    if (alone) used = load();
    for (const { at, ms, turns } of meeting) {
      Object.assign(switches, { turns: 0, most: LEAST_TURNS + TIMES * turns });
      await orTooLate(
        runTest(used.tests[at], used.begun, (hook) => hook()),
        LEAST_MS + TIMES * ms,
      );
    }
    return "survived";
  } catch (error) {
    return error instanceof Looping ? "timedOut" : "found";
  } finally {
    switches.active = 0;
    if (alone) await tidyUp(used.begun).catch(() => {});
  }
}

it("finds mutants", async () => {
  const known = await asTheyAre();
  const finished = new Set(done);
  for (const n of numbers) {
    if (finished.has(n)) continue;
    tell({ n, begins: true });
    const outcome = await outcomeOf(n, known);
    tell({ n, outcome });
    // What still runs of a test that was too late may meet the next mutant.
    if (outcome === "timedOut") known.loaded = load();
  }
  await tidyUp(known.loaded.begun);
  expect(known.known.length).toBeGreaterThan(0);
});
