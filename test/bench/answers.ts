// `npm run bench:answers [-- --data <folder>]`: every promise about answers in one table a set, beside BM25, in seconds.
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { LIMITS } from "../../src/records/evidence.ts";
import { ROOT } from "../support/client.ts";
import type { Bm25 } from "./bm25.ts";
import { LOG_FRAMES } from "./log-frames.ts";
import { mean, percent, reciprocalRank, table } from "./ranking-measures.ts";
import {
  halfOf,
  type Learning,
  type Question,
  type ReplayRow,
  readRetrievalData,
  readSmallStore,
} from "./retrieval-data.ts";
import { createStore, type Given, type Store } from "./store.ts";

const OWN_DATA = path.join(ROOT, "test/data/retrieval");
const { values } = parseArgs({
  options: {
    data: { type: "string", default: OWN_DATA },
    half: { type: "string" },
    only: { type: "string", multiple: true, default: [] },
  },
});
const data = readRetrievalData(values.data);
const whole = data.whole.length > 0 ? data.whole : data.learnings;
const questions = [...data.questions.values()].flat();
const repositoryOf = (id: string): string => id.split("/")[0] ?? "";

/** `--half 0` is the half that constants are chosen on, `--half 1` the one that is reported. */
const inHalf = (id: string): boolean => values.half === undefined || halfOf(id) === Number(values.half);
const halved = <Row extends Question>(rows: readonly Row[]): Row[] =>
  rows.filter(({ relevant }) => inHalf(relevant[0] ?? ""));
const linesOf = (file: string, between = "\n"): string[] =>
  readFileSync(path.join(OWN_DATA, file), "utf8").trim().split(between);

const found = (ids: readonly string[], { relevant }: Question, most: number): number =>
  ids.slice(0, most).some((id) => relevant.includes(id)) ? 1 : 0;

type Method = readonly [name: string, answer: (store: Store, text: string) => readonly string[]];
const bm25 =
  (which: 0 | 1, most: number): Method[1] =>
  (store, text) => {
    const index: Bm25 = store.baselines[which];
    return index.search(text, most);
  };
/** Room for ten items, which R@10 needs. */
const LARGEST_BUDGET = 8000;
const METHODS: readonly Method[] = [
  ["BM25", bm25(0, 10)],
  ["BM25, title and tags twice", bm25(1, 10)],
  ["ours", (store, text) => store.ask(text).ids],
  ["ours, titles counted", (store, text) => all(store.ask(text))],
  ["ours, 8,000 tokens", (store, text) => store.ask(text, LARGEST_BUDGET).ids],
  ["ours, 8,000 tokens, titles counted", (store, text) => all(store.ask(text, LARGEST_BUDGET))],
];
const all = ({ ids, named }: Given): string[] => [...ids, ...named];

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Each question is asked where its lesson lies. */
function perRepository(learnings: readonly Learning[]): string {
  const stores = new Map<string, Store>();
  for (const learning of learnings) {
    const name = repositoryOf(learning.id);
    const store = stores.get(name) ?? createStore();
    store.add(learning);
    stores.set(name, store);
  }
  const asked = halved(questions);
  const rows = METHODS.map(([name, answer]) => {
    const answers = asked.flatMap((question) => {
      const store = stores.get(repositoryOf(question.relevant[0] ?? ""));
      return store ? [{ question, ids: answer(store, question.text) }] : [];
    });
    return [
      name,
      percent(mean(answers.map(({ question, ids }) => found(ids, question, 5)))),
      percent(mean(answers.map(({ question, ids }) => reciprocalRank({ ids, relevant: question.relevant })))),
    ];
  });
  return table([
    ["whole lessons, a store per repository", "R@5", "MRR"],
    ...rows,
    ["n", String(asked.length), ""],
  ]);
}

function paraphrases(store: Store): string {
  const rows = halved(data.paraphrases);
  const forms: [string, (row: (typeof rows)[number]) => string][] = [
    ["as said", ({ text }) => text],
    ["agent's wordings", ({ ask }) => ask],
    ["both", ({ text, ask }) => `${text}\n${ask}`],
  ];
  const languages = [...new Set(rows.map(({ lang }) => lang))];
  const cells = forms.flatMap(([form, textOf]) =>
    METHODS.filter(([name]) => form !== "both" || name.startsWith("ours")).map(([name, answer]) => [
      `${form}, ${name}`,
      ...languages.map((language) => {
        const own = rows.filter(({ lang }) => lang === language);
        return percent(mean(own.map((row) => found(answer(store, textOf(row)), row, 5))));
      }),
    ]),
  );
  return table([["paraphrases, whole lessons, R@5", ...languages], ...cells]);
}

/** Two of the questions about a lesson stored with it, and others asked; then the same questions in another user's words. */
function symptoms(): string {
  const asked = halved(questions).filter(({ text }) => text.length <= LIMITS.symptom);
  const told = new Map<string, string[]>();
  const kept = asked.flatMap((question) => {
    const [id = ""] = question.relevant;
    const own = told.get(id) ?? [];
    if (own.length < 2) {
      told.set(id, [...own, question.text]);
      return [];
    }
    return [question];
  });
  const reworded = halved(data.paraphrases).filter(({ lang }) => lang === "en");
  const rows = [data.learnings, whole].flatMap((learnings, at) =>
    [false, true].map((isTold) => {
      const store = createStore(
        isTold ? learnings.map((each) => ({ ...each, symptoms: told.get(each.id) ?? [] })) : learnings,
      );
      const answers = kept.map((row) => ({ ids: store.ask(row.text).ids, relevant: row.relevant }));
      return [
        `${at === 0 ? "80 words" : "whole"}, ${isTold ? "two symptoms each" : "no symptoms"}`,
        percent(mean(answers.map(({ ids, relevant }) => found(ids, { text: "", relevant }, 5)))),
        percent(mean(answers.map(reciprocalRank))),
        percent(mean(reworded.map((row) => found(store.ask(row.text).ids, row, 5)))),
        percent(mean(kept.map((row) => found(store.failure(row.text).ids, row, 3)))),
      ];
    }),
  );
  const head = [
    "symptoms, all in one store",
    "other questions, R@5",
    "MRR",
    "reworded, R@5",
    "after a failure, R@3",
  ];
  return table([head, ...rows, ["n", String(kept.length), "", String(reworded.length), ""]]);
}

function logs(store: Store): string {
  const asked = halved(questions);
  const share = (answer: (text: string) => readonly string[], frame: (text: string) => string): string =>
    percent(mean(asked.map((question) => found(answer(frame(question.text)), question, 3))));
  const rows: [string, (text: string) => readonly string[]][] = [
    ["BM25, title and tags twice", (text) => bm25(1, 3)(store, text)],
    ["hook after a failure", (text) => store.failure(text).ids],
    ["hook before a prompt", (text) => store.prompt(text).ids],
    ["retrieve_context", (text) => store.ask(text).ids],
  ];
  return table([
    ["right lesson in the first 3", ...LOG_FRAMES.map(({ name }) => name)],
    ...rows.map(([name, answer]) => [name, ...LOG_FRAMES.map(({ frame }) => share(answer, frame))]),
  ]);
}

function silence(stores: readonly (readonly [name: string, store: Store])[]): string {
  const software = linesOf("foreign-software.txt");
  const sets: [string, readonly string[]][] = [
    ["no software", linesOf("foreign.txt")],
    [
      "other software",
      software.filter((_, at) => values.half === undefined || at % 2 === Number(values.half)),
    ],
    ["wordings of others", linesOf("foreign-asks.txt", "\n\n")],
    ["other languages", linesOf("foreign-languages.txt")],
    ["real questions", halved(questions).map(({ text }) => text)],
  ];
  const rows = stores.flatMap(([name, store]) =>
    [
      [`${name}: retrieve_context`, (text: string) => store.ask(text).ids] as const,
      [`${name}: hook before a prompt`, (text: string) => store.prompt(text).ids] as const,
    ].map(([label, answer]) => [
      label,
      ...sets.map(([, texts]) => percent(mean(texts.map((text) => (answer(text).length === 0 ? 1 : 0))))),
    ]),
  );
  return table([
    ["silent on", ...sets.map(([set]) => set)],
    ...rows,
    ["n", ...sets.map(([, texts]) => String(texts.length))],
  ]);
}

/** Tasks in an agent's wordings, each asked where all lessons are but those of its own repository. */
function foreignAsks(learnings: readonly Learning[]): string[] {
  const rows = halved(data.paraphrases);
  const stores = new Map<string, Store>();
  const silent = rows.map(({ ask, relevant }) => {
    const own = repositoryOf(relevant[0] ?? "");
    const store = stores.get(own) ?? createStore(learnings.filter(({ id }) => repositoryOf(id) !== own));
    stores.set(own, store);
    return store.ask(ask).ids.length === 0 ? 1 : 0;
  });
  return [percent(mean(silent)), String(rows.length)];
}

/** What an agent asks in two or three lines shares more words with any lesson than a question does. */
const foreignWordings = (): string =>
  table([
    ["retrieve_context, silent on the wordings of agents at work on other repositories", "", "n"],
    ["lessons of 80 words", ...foreignAsks(data.learnings)],
    ...(data.whole.length > 0 ? [["the same, whole", ...foreignAsks(data.whole)]] : []),
  ]);

function ordinary(store: Store): string {
  const outputs: { output: string; command: string }[] = JSON.parse(
    readFileSync(path.join(ROOT, "test/data/hooks/ordinary.json"), "utf8"),
  );
  const chosen = outputs.filter(({ command }) => inHalf(command));
  const silent = chosen.filter(({ output }) => store.failure(output).ids.length === 0);
  return `the hook is silent on ${percent(silent.length / chosen.length)} % of ${chosen.length} ordinary outputs, all taken as failures`;
}

/** Only what was stored when it was asked counts as an answer. */
function replay(rows: readonly ReplayRow[]): string {
  const results: { stored: number; recall: number[] }[] = [];
  for (const repo of new Set(rows.map((row) => row.repo))) {
    const store = createStore();
    const known = new Set<string>();
    for (const row of rows.filter((each) => each.repo === repo)) {
      const relevant = row.relevant.filter((id) => known.has(id));
      if (relevant.length > 0) {
        const recall = METHODS.map(([, answer]) => {
          const ids = answer(store, row.query).slice(0, 20);
          return ids.filter((id) => relevant.includes(id)).length / relevant.length;
        });
        results.push({ stored: store.size(), recall });
      }
      store.add(row, row.relevant);
      known.add(row.id);
    }
  }
  const last = results.toSorted((a, b) => a.stored - b.stored).slice(-Math.ceil(results.length / 3));
  const cells = METHODS.map(([name], at) => [
    name,
    ...[results, last].map((part) => percent(mean(part.map(({ recall }) => recall[at] ?? 0)))),
  ]);
  return table([
    ["replay, recall of what was stored", "all", "last third"],
    ...cells,
    ["n", String(results.length), String(last.length)],
  ]);
}

function smallStore(): string {
  const { lessons, reports } = readSmallStore(OWN_DATA, values.data);
  const store = createStore(lessons);
  const lessonOf = new Map(lessons.map((lesson) => [lesson.id, lesson]));
  const rows = (["ask", "prompt"] as const).map((way) => {
    const answers = reports.map(({ name, report }) => {
      const given = store[way](report);
      const module = lessons.find(({ task }) => task === name)?.module;
      const own = given.ids.filter((id) => lessonOf.get(id)?.module === module);
      const deciding = lessons
        .filter((each) => each.task === name && each.deciding === 1)
        .map(({ id }) => id);
      const shown = deciding.filter((id) => all(given).includes(id));
      return { given, own, deciding, shown };
    });
    const sum = (of: (answer: (typeof answers)[number]) => readonly unknown[]): number =>
      answers.reduce((total, answer) => total + of(answer).length, 0);
    return [
      way === "ask" ? "retrieve_context" : "hook before a prompt",
      percent(sum(({ own }) => own) / sum(({ given }) => given.ids)),
      percent(sum(({ shown }) => shown) / sum(({ deciding }) => deciding)),
      (sum(({ given }) => given.ids) / reports.length).toFixed(1),
      (sum(({ given }) => given.named) / reports.length).toFixed(1),
    ];
  });
  const head = [
    `small store, ${lessons.length} lessons, ${reports.length} reports`,
    "of the asked module",
    "deciding rules shown",
    "given",
    "named",
  ];
  return table([head, ...rows]);
}

const short = createStore(data.learnings);
const long = createStore(whole);
const stores: [string, Store][] = [
  [`${data.learnings.length} lessons of 80 words`, short],
  ...(data.whole.length > 0 ? [["the same, whole", long] as [string, Store]] : []),
];
const parts: [string, () => string | readonly string[]][] = [
  ["lessons", () => perRepository(whole)],
  ["paraphrases", () => (data.paraphrases.length > 0 ? paraphrases(long) : [])],
  ["symptoms", symptoms],
  ["logs", () => [logs(short), "", ordinary(short)]],
  ["silence", () => [silence(stores), ...(data.paraphrases.length > 0 ? ["", foreignWordings()] : [])]],
  ["replay", () => [...data.replays.values()].map(replay)],
  ["small", smallStore],
];
for (const [name, part] of parts) {
  if (values.only.length === 0 || values.only.includes(name)) print(...[part()].flat(), "");
}
print(`repeat: npm run bench:answers${values.data === OWN_DATA ? "" : ` -- --data ${values.data}`}`);
