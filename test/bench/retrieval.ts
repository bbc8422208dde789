// `npm run bench:retrieval [-- --data <folder>]`: how well the real server finds what a session needs, beside BM25.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../support/client.ts";
import { type Bm25, createBm25 } from "./bm25.ts";
import { measureDuplicates } from "./near-duplicates.ts";
import { mean, measuresOf, percent, type Ranked, recallAt, table } from "./ranking-measures.ts";
import {
  halfOf,
  type Learning,
  type Question,
  type ReplayRow,
  type RetrievalData,
  readRetrievalData,
} from "./retrieval-data.ts";
import { type Answer, openServer, type RetrievalServer } from "./retrieval-server.ts";
import { measureSmallCorpora } from "./small-corpora.ts";
import { measureWordings } from "./wordings.ts";

const OWN_DATA = path.join(ROOT, "test/data/retrieval");
const DEFAULT_BUDGET = 1500;
/** Room for ten items, which R@10 and nDCG@10 need. */
const LARGEST_BUDGET = 8000;
const HEADER = ["R@5", "R@10", "MRR", "nDCG@10", "n"];

const plain = ({ title, text }: Learning): string => `${title} ${text}`;
const weighted = (learning: Learning): string => {
  const { title, tags } = learning;
  return `${plain(learning)} ${title} ${tags.join(" ")} ${tags.join(" ")}`;
};

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

function baselinesOf({ learnings }: RetrievalData): Bm25[] {
  return [plain, weighted].map((textOf) => {
    const index = createBm25();
    for (const learning of learnings) index.add(learning.id, textOf(learning));
    return index;
  });
}

async function measureQuestions(
  server: RetrievalServer,
  data: RetrievalData,
  baselines: readonly Bm25[],
): Promise<void> {
  for (const [name, questions] of data.questions) {
    const packs: Answer[] = [];
    for (const { text } of questions) packs.push(await server.ask(text, DEFAULT_BUDGET));
    const wide: Answer[] = [];
    for (const { text } of questions) wide.push(await server.ask(text, LARGEST_BUDGET));
    const answers: [string, (question: Question, index: number) => readonly string[]][] = [
      ["BM25, title + text", ({ text }) => baselines[0]?.search(text, 10) ?? []],
      ["BM25, title and tags twice", ({ text }) => baselines[1]?.search(text, 10) ?? []],
      [`server, budget ${DEFAULT_BUDGET}`, (_, index) => packs[index]?.ids ?? []],
      [`server, budget ${LARGEST_BUDGET}`, (_, index) => wide[index]?.ids ?? []],
    ];
    print("", `questions ${name}, ${data.learnings.length} learnings`);
    for (const [part, keeps] of PARTS) {
      const rows = answers.map(([label, answer]) => {
        const ranked = questions
          .map((question, index): Ranked => ({ ids: answer(question, index), relevant: question.relevant }))
          .filter(({ relevant }) => keeps(relevant[0] ?? ""));
        return [label, ...measuresOf(ranked), String(ranked.length)];
      });
      print(table([[part, ...HEADER], ...rows]), "");
    }
    const empty = packs.filter(({ ids }) => ids.length === 0).length;
    print(
      `abstained on ${percent(empty / questions.length)} % of ${questions.length} real questions`,
      `tokens per answer: mean ${mean(packs.map(({ tokens }) => tokens)).toFixed(0)}, most ${Math.max(...packs.map(({ tokens }) => tokens))}`,
      `items per answer: ${mean(packs.map(({ ids }) => ids.length)).toFixed(1)}`,
    );
  }
}

/** The half is that of the learning, so that no learning is in both. */
const PARTS: [string, (id: string) => boolean][] = [
  ["all", () => true],
  ["half tuned on", (id) => halfOf(id) === 0],
  ["half checked on", (id) => halfOf(id) === 1],
];

async function measureForeign(server: RetrievalServer, questions: readonly string[]): Promise<void> {
  let abstained = 0;
  for (const question of questions)
    abstained += (await server.ask(question, DEFAULT_BUDGET)).ids.length === 0 ? 1 : 0;
  print(`abstained on ${percent(abstained / questions.length)} % of ${questions.length} foreign questions`);
}

interface Replayed {
  readonly row: ReplayRow;
  /** How many learnings were stored when it was asked. */
  readonly stored: number;
  readonly server: Ranked;
  readonly bm25: Ranked;
}

/** Asks with each row's query before recording the row, in a repository of its own for each repository of the data. */
async function replay(rows: readonly ReplayRow[]): Promise<Replayed[]> {
  const results: Replayed[] = [];
  for (const repo of new Set(rows.map((row) => row.repo))) {
    const server = await openServer();
    const bm25 = createBm25();
    const own = rows.filter((row) => row.repo === repo);
    for (const [stored, row] of own.entries()) {
      const { relevant, query } = row;
      if (relevant.length > 0) {
        const { ids } = await server.ask(query, LARGEST_BUDGET);
        results.push({
          row,
          stored,
          server: { ids, relevant },
          bm25: { ids: bm25.search(query, 10), relevant },
        });
      }
      await server.record([row], () => relevant);
      bm25.add(row.id, plain(row));
    }
    await server.close();
  }
  return results;
}

function printReplay(name: string, results: readonly Replayed[]): void {
  const bySize = results.toSorted((a, b) => a.stored - b.stored);
  const third = Math.ceil(bySize.length / 3);
  const sizes = [0, 1, 2].map((part) => bySize.slice(part * third, (part + 1) * third));
  const label = (part: readonly Replayed[]): string =>
    `${part[0]?.stored ?? 0} to ${part.at(-1)?.stored ?? 0} stored`;
  const parts: [string, readonly Replayed[]][] = [
    ...PARTS.map(([part, keeps]): [string, Replayed[]] => [part, results.filter(({ row }) => keeps(row.id))]),
    ...sizes.map((part): [string, Replayed[]] => [label(part), part]),
  ];
  print("", `replay ${name}`);
  for (const [part, chosen] of parts) {
    const lines = (["bm25", "server"] as const).map((which) => [
      which,
      ...measuresOf(chosen.map((result) => result[which])),
      String(chosen.length),
    ]);
    print(table([[part, ...HEADER], ...lines]), "");
  }
  const recall = (which: "bm25" | "server"): number =>
    mean(results.map((result) => recallAt(10, result[which])));
  const empty = results.filter(({ server }) => server.ids.length === 0).length;
  print(
    `R@10 is ${(recall("server") / recall("bm25")).toFixed(2)} x BM25; abstained on ${empty} of ${results.length}`,
  );
}

const { values } = parseArgs({ options: { data: { type: "string", default: OWN_DATA } } });
const data = readRetrievalData(values.data);
const server = await openServer();
await server.record(data.learnings, () => []);
const baselines = baselinesOf(data);
await measureQuestions(server, data, baselines);
const foreign = readFileSync(path.join(OWN_DATA, "foreign.txt"), "utf8").trim().split("\n");
await measureForeign(server, foreign);
const named = ["BM25", "BM25, title and tags twice"].flatMap((name, at) => {
  const index = baselines[at];
  return index ? [[name, index] as const] : [];
});
print("", "tasks of several lines", ...(await measureWordings(server, data, named)));
await server.close();
for (const [name, rows] of data.replays) printReplay(name, await replay(rows));
print("", ...measureSmallCorpora(data, foreign));
print("", ...measureDuplicates(data.learnings));
print("", `repeat: npm run bench:retrieval${values.data === OWN_DATA ? "" : ` -- --data ${values.data}`}`);
