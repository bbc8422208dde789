// Stands where tests import vitest, and keeps their tests so that they can be run again for each mutant.
import { expect } from "vitest";

/** `root` receives what is declared; a suite has hooks, tests and suites, each in the order of the file. */
export function createCollector(root) {
  let open = root;
  const describe = (_name, ...rest) => {
    const suite = emptySuite(open);
    open.suites.push(suite);
    const before = open;
    open = suite;
    rest.find(isFunction)();
    open = before;
  };
  const it = (_name, ...rest) => {
    open.tests.push({ run: rest.find(isFunction), suite: open });
  };
  for (const each of [describe, it]) {
    each.each = (rows) => (name, run) => {
      for (const row of rows) each(name, () => run(...(Array.isArray(row) ? row : [row])));
    };
    each.skipIf = (skip) => (skip ? () => {} : each);
    each.runIf = (run) => each.skipIf(!run);
  }
  const hook = (name) => (run) => open[name].push(run);
  const hooks = ["beforeAll", "afterAll", "beforeEach", "afterEach"].map((name) => [name, hook(name)]);
  return { describe, it, test: it, expect, ...Object.fromEntries(hooks) };
}

const isFunction = (each) => typeof each === "function";

export const emptySuite = (parent) => ({
  parent,
  tests: [],
  suites: [],
  beforeAll: [],
  afterAll: [],
  beforeEach: [],
  afterEach: [],
});

/** All tests below a suite, in their order. */
export const testsIn = (suite) => [...suite.tests, ...suite.suites.flatMap(testsIn)];

const upwards = (suite) => (suite === null ? [] : [suite, ...upwards(suite.parent)]);

/** Runs one test with its hooks. Those of a suite run once, before its first test, and by way of `once`. */
export async function runTest({ run, suite }, begun, once) {
  const around = upwards(suite);
  for (const each of around.toReversed()) {
    if (begun.has(each)) continue;
    begun.add(each);
    for (const hook of each.beforeAll) await once(hook);
  }
  for (const each of around.toReversed()) for (const hook of each.beforeEach) await hook();
  try {
    await run({ expect });
  } finally {
    for (const each of around) for (const hook of each.afterEach) await hook();
  }
}

export async function tidyUp(begun) {
  for (const suite of begun) for (const hook of suite.afterAll) await hook();
}
