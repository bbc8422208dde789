// The project of the day: a small shop with twelve things to do, none of which touches another's files.
import { createRepository, type TestRepository } from "../../support/repository.ts";

export interface Task {
  readonly module: string;
  readonly title: string;
  /** The module as it has to be, and what its test asserts. */
  readonly code: string;
  readonly assertion: string;
}

const task = (module: string, title: string, code: string, assertion: string): Task => ({
  module,
  title,
  code,
  assertion,
});

export const TASKS: readonly Task[] = [
  task(
    "cents",
    "Round amounts to whole cents",
    "export const cents = (amount) => Math.round(amount * 100);",
    "assert.equal(cents(1.1), 110)",
  ),
  task(
    "slug",
    "Make slugs of titles with umlauts",
    'export const slug = (title) => title.normalize("NFKD").replace(/[^\\w]+/g, "-").toLowerCase();',
    'assert.equal(slug("Crème brûlée"), "cre-me-bru-le-e")',
  ),
  task(
    "dates",
    "Read dates as UTC",
    'export const dates = (day) => Date.parse(day + "T00:00:00Z");',
    'assert.equal(dates("1970-01-02"), 86_400_000)',
  ),
  task(
    "stock",
    "Never let the stock fall below zero",
    "export const stock = (held, sold) => Math.max(0, held - sold);",
    "assert.equal(stock(2, 3), 0)",
  ),
  task(
    "pages",
    "Count pages of an empty list as one",
    "export const pages = (items, size) => Math.max(1, Math.ceil(items / size));",
    "assert.equal(pages(0, 10), 1)",
  ),
  task(
    "mask",
    "Show only the last four digits of a card",
    'export const mask = (digits) => digits.slice(-4).padStart(digits.length, "*");',
    'assert.equal(mask("12345678"), "****5678")',
  ),
  task(
    "chunk",
    "Send mails in groups",
    "export const chunk = (list, size) => list.length === 0 ? [] : [list.slice(0, size), ...chunk(list.slice(size), size)];",
    "assert.deepEqual(chunk([1, 2, 3], 2), [[1, 2], [3]])",
  ),
  task(
    "median",
    "Give the median of an even number of prices",
    "export const median = (list) => { const s = list.toSorted((a, b) => a - b); const m = s.length >> 1; return s.length % 2 ? s[m] : (s[m - 1] + s[m]) / 2; };",
    "assert.equal(median([10, 9, 1, 2]), 5.5)",
  ),
  task(
    "clamp",
    "Keep discounts between zero and one",
    "export const clamp = (share) => Math.min(1, Math.max(0, share));",
    "assert.equal(clamp(1.5), 1)",
  ),
  task(
    "initials",
    "Write initials of names with several blanks",
    'export const initials = (name) => name.trim().split(/\\s+/).map((part) => part[0]).join("");',
    'assert.equal(initials(" ada  b "), "ab")',
  ),
  task(
    "total",
    "Add up an empty cart",
    "export const total = (lines) => lines.reduce((sum, { price }) => sum + price, 0);",
    "assert.equal(total([]), 0)",
  ),
  task(
    "range",
    "Include the last day of a range",
    "export const range = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => from + at);",
    "assert.deepEqual(range(1, 3), [1, 2, 3])",
  ),
];

/** Read from base: who may write where, what decides, and when a silent worker has lost its job. */
const POLICY = `jobs:
  lease_seconds: 6
  heartbeat_seconds: 2
  verdict: { paths: ["src/**"] }
checks:
  - id: unit
    run: [node, --test]
envelope:
  write: ["src/**", "test/**"]
  shell: runtime
`;

const GOALS = `goals:
  - id: first-pass
    why: work that has to be claimed twice was not looked at once
    metric: first_pass
    direction: higher
    target: 0.8
  - id: recurrence
    why: a lesson that was there and changed nothing is not worth keeping
    metric: recurrence
    direction: lower
    target: 0
`;

export function createProject(): TestRepository {
  const repository = createRepository();
  repository.git("config", "user.name", "A User");
  repository.git("config", "user.email", "user@example.org");
  const modules = TASKS.map(({ module }) => [`src/${module}.mjs`, `export const ${module} = () => null;\n`]);
  repository.commit(
    {
      ...Object.fromEntries(modules),
      "package.json": '{ "name": "shop", "type": "module", "private": true }\n',
      "deploy/prod.conf": "replicas = 3\n",
      ".agentops/config.yaml": POLICY,
      ".agentops/goals.yaml": GOALS,
    },
    "a shop with twelve things to do, and the rules for doing them",
  );
  return repository;
}

/** One line for a shell that does the task in the job's worktree and commits it. */
export const doing = ({ module, code, assertion, title }: Task, folder: string): string => {
  const test = `import assert from "node:assert/strict";
import test from "node:test";
import { ${module} } from "../src/${module}.mjs";
test(${JSON.stringify(title)}, () => ${assertion});`;
  return `cd '${folder}' && mkdir -p test && cat > src/${module}.mjs <<'END'
${code}
END
cat > test/${module}.test.mjs <<'END'
${test}
END
git add src test && git commit -qm '${title}'`;
};
