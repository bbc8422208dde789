// `npm run bench:hooks -- --data <folder>`: does an error bring up the right lesson, and does ordinary output bring up nothing.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { hitsForError, hitsForTask, MOST_FOR_ERROR, MOST_FOR_TASK } from "../../src/hooks/injection.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { readsAsFailure, symptomLines } from "../../src/shared/text/symptoms.ts";
import { ROOT } from "../support/client.ts";
import { createBm25 } from "./bm25.ts";
import { percent, table } from "./ranking-measures.ts";
import { halfOf, readRetrievalData } from "./retrieval-data.ts";

/** An output of a command as it was run; `failed` by its exit code. */
interface Ordinary {
  readonly command: string;
  readonly failed: boolean;
  readonly output: string;
}

interface Case {
  readonly half: 0 | 1;
  readonly text: string;
  /** Empty for an ordinary output, to which no lesson belongs. */
  readonly relevant: readonly string[];
  /** What a runtime tells: null where it gives no exit code. */
  readonly failed: boolean | null;
}

interface Answer {
  readonly ids: readonly string[];
}

const { values } = parseArgs({
  options: { data: { type: "string", default: path.join(ROOT, "test/data/retrieval") } },
});
const { learnings, questions } = readRetrievalData(values.data);
const ordinary: Ordinary[] = JSON.parse(
  readFileSync(path.join(ROOT, "test/data/hooks/ordinary.json"), "utf8"),
);

const engine = createSearchEngine();
engine.add(
  learnings.map(({ id, title, text, tags, path: file }) => ({
    id,
    title,
    body: text,
    tags,
    paths: [file],
    kind: "pattern" as const,
  })),
);
const bm25 = createBm25();
for (const { id, title, text, tags } of learnings)
  bm25.add(id, `${title} ${title} ${text} ${tags.join(" ")} ${tags.join(" ")}`);

/** What the hook does after a tool call. */
function hook({ text, failed }: Case): Answer {
  if (!(failed ?? readsAsFailure(text))) return { ids: [] };
  const lines = symptomLines(text);
  if (lines.length === 0) return { ids: [] };
  const hits = engine.search({ task: lines.join("\n"), paths: [], limit: MOST_FOR_ERROR });
  return { ids: hitsForError(hits).map(({ id }) => id) };
}

const known = new Map<string, { id: string; score: number }[]>();

/** The plain way: the same telling lines as the query, of failed commands alone, and one threshold for the score. */
function baseline({ text, failed }: Case, threshold: number): Answer {
  if (failed === false) return { ids: [] };
  const hits = known.get(text) ?? bm25.scored(symptomLines(text).join("\n"), MOST_FOR_ERROR);
  known.set(text, hits);
  return { ids: hits.filter(({ score }) => score >= threshold).map(({ id }) => id) };
}

const symptoms: Case[] = [...questions.values()].flat().map(({ text, relevant }) => ({
  half: halfOf(relevant[0] ?? ""),
  text,
  relevant,
  failed: true,
}));
const outputs = (failed: (each: Ordinary) => boolean | null, of: readonly Ordinary[]): Case[] =>
  of.map((each) => ({
    half: halfOf(each.command),
    text: each.output,
    relevant: [],
    failed: failed(each),
  }));
const told = outputs(({ failed }) => failed, ordinary);
const untold = outputs(() => null, ordinary);
const failures = outputs(
  () => true,
  ordinary.filter(({ failed }) => failed),
);
const all = outputs(() => true, ordinary);

const found = (cases: readonly Case[], answer: (each: Case) => Answer): number =>
  cases.filter((each) => answer(each).ids.some((id) => each.relevant.includes(id))).length /
  Math.max(1, cases.length);
const silent = (cases: readonly Case[], answer: (each: Case) => Answer): number =>
  cases.filter((each) => answer(each).ids.length === 0).length / Math.max(1, cases.length);

const half = (cases: readonly Case[], wanted: 0 | 1): Case[] => cases.filter((each) => each.half === wanted);

/** On the half that is tuned on: silent on nine of ten outputs, and among those the most found. */
const threshold = Array.from({ length: 400 }, (_, step) => step / 4)
  .filter((each) => silent(half(told, 0), (one) => baseline(one, each)) >= 0.9)
  .map((each) => ({ each, found: found(half(symptoms, 0), (one) => baseline(one, each)) }))
  .reduce((best, next) => (next.found > best.found ? next : best)).each;

const METHODS: [string, (each: Case) => Answer][] = [
  ["hook", hook],
  [`BM25, threshold ${threshold}`, (each) => baseline(each, threshold)],
];
const COLUMNS: [string, readonly Case[], typeof found][] = [
  ["right lesson in the first 3", symptoms, found],
  ["silent: all, exit code told", told, silent],
  ["all, not told", untold, silent],
  ["failures", failures, silent],
  ["all as if failed", all, silent],
];
const PARTS: [string, (cases: readonly Case[]) => readonly Case[]][] = [
  ["all", (cases) => cases],
  ["half tuned on", (cases) => half(cases, 0)],
  ["half checked on", (cases) => half(cases, 1)],
];
print(`${learnings.length} learnings, ${symptoms.length} symptom lines, ${ordinary.length} ordinary outputs`);
for (const [part, select] of PARTS) {
  const rows = METHODS.map(([name, answer]) => [
    name,
    ...COLUMNS.map(([, cases, measure]) => `${percent(measure(select(cases), answer))} %`),
  ]);
  const sizes = ["n", ...COLUMNS.map(([, cases]) => String(select(cases).length))];
  print("", table([[part, ...COLUMNS.map(([name]) => name)], ...rows, sizes]));
}
const forTask = ({ text }: Case): Answer => ({
  ids: hitsForTask(engine.search({ task: text, paths: [], limit: MOST_FOR_TASK })).map(({ id }) => id),
});
const foreign: Case[] = readFileSync(path.join(ROOT, "test/data/retrieval/foreign.txt"), "utf8")
  .trim()
  .split("\n")
  .map((text) => ({ half: 0, text, relevant: [], failed: null }));
print(
  "",
  `as prompts: right lesson in the first 3 for ${percent(found(symptoms, forTask))} % of the symptom lines, silent on ${percent(silent(foreign, forTask))} % of ${foreign.length} foreign questions`,
);
print("", `repeat: npm run bench:hooks -- --data ${values.data}`);

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
