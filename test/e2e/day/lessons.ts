// Holds the lessons of the day's failures, and the next day's tasks in the same places.
import type { Task } from "./project.ts";
import type { Learned } from "./scripts.ts";

const shownBy = (command: string): Learned["evidence"] => [{ type: "command", ref: command }];

/** By the module whose job went wrong. */
export const LESSONS = {
  cents: {
    title: "deploy/prod.conf is out of bounds for jobs that change src/cents.mjs",
    body: "A write to `deploy/prod.conf` is stopped by the rule `write: no entry fits`, because the envelope names only `src/**` and `test/**`. Change the number of replicas through the person who deploys, and leave the file out of the commit.",
    kind: "gotcha",
    paths: ["src/cents.mjs", "deploy/prod.conf"],
    evidence: shownBy("agentops-mcp envelope explain deploy/prod.conf"),
  },
  slug: {
    title: "normalize with NFD leaves ligatures whole in src/slug.mjs, NFKD splits them",
    body: 'With `title.normalize("NFD")` the slug of `ﬁn` keeps the ligature and the url answers 404. Use `normalize("NFKD")` before the letters are filtered.',
    kind: "failure",
    paths: ["src/slug.mjs"],
    evidence: shownBy("node --test test/slug.test.mjs"),
  },
  dates: {
    title: "new Date(day) in src/dates.mjs gives local midnight, and yesterday east of Greenwich",
    body: '`new Date("2024/03/01")` is midnight of the machine\'s own time zone, so that `dates` is off by hours wherever TZ is not UTC. Append `T00:00:00Z` and use `Date.parse`.',
    kind: "failure",
    paths: ["src/dates.mjs"],
    evidence: shownBy("TZ=Asia/Tokyo node --test test/dates.test.mjs"),
  },
  stock: {
    title: 'src/stock.mjs is called with strings from the form, and "3" - "x" is NaN, never below zero',
    body: "`Math.max(0, held - sold)` returns NaN for an empty field, which passes every comparison with zero. Convert with `Number` in the form handler before `stock` is called.",
    kind: "gotcha",
    paths: ["src/stock.mjs"],
    evidence: shownBy("node --test test/stock.test.mjs"),
  },
} satisfies Record<string, Learned>;
export type Troubled = keyof typeof LESSONS;

/** In the same files, one day later. */
export const FOLLOWING: Readonly<Record<Troubled, Task>> = {
  cents: {
    module: "cents",
    title: "Round negative amounts away from zero",
    code: "export const cents = (amount) => Math.sign(amount) * Math.round(Math.abs(amount) * 100);",
    assertion: "assert.equal(cents(-0.005), -1)",
  },
  slug: {
    module: "slug",
    title: "Cut slugs after sixty characters",
    code: 'export const slug = (title) => title.normalize("NFKD").replace(/[^\\w]+/g, "-").toLowerCase().slice(0, 60);',
    assertion: 'assert.equal(slug("a".repeat(70)).length, 60)',
  },
  dates: {
    module: "dates",
    title: "Refuse days that do not exist",
    code: 'export const dates = (day) => { const at = Date.parse(day + "T00:00:00Z"); if (Number.isNaN(at)) throw new RangeError(day); return at; };',
    assertion: 'assert.throws(() => dates("2023-13-01"))',
  },
  stock: {
    module: "stock",
    title: "Say when the stock is used up",
    code: "export const stock = (held, sold) => { const left = Math.max(0, Number(held) - Number(sold)); return left; };",
    assertion: 'assert.equal(stock("2", "1"), 1)',
  },
};
