// Measures how well a task of several lines is answered: a user's words, an agent's wordings of them, and lines of a log around them.
import { readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../support/client.ts";
import type { Bm25 } from "./bm25.ts";
import { percent, table } from "./ranking-measures.ts";
import { halfOf, type Question, type RetrievalData } from "./retrieval-data.ts";
import type { RetrievalServer } from "./retrieval-server.ts";

const BUDGET = 1500;
/** Every so many of the questions are asked in a log, of a fixed choice of real lines. */
const LOG_EVERY = 3;

interface Asked {
  readonly name: string;
  readonly questions: readonly Question[];
}

type Answering = (task: string) => Promise<readonly string[]>;

/** In one line the server searches the whole text, as it did before lines were wordings. */
const inOneLine = (task: string): string => task.replaceAll("\n", " ");

/** The half is that of the lesson: shares and lengths were chosen on the first. */
const HALVES = [
  ["half tuned on", 0],
  ["half checked on", 1],
] as const;

/** Hits in the first 3 and the first 5. */
export async function measureWordings(
  server: RetrievalServer,
  data: RetrievalData,
  baselines: readonly (readonly [name: string, index: Bm25])[],
): Promise<string[]> {
  const sets = [...paraphrased(data), ...inLogs(data)];
  const answers: [string, Answering][] = [
    ...baselines.map(([name, index]): [string, Answering] => [name, async (task) => index.search(task, 5)]),
    ["server, whole text", async (task) => (await server.ask(inOneLine(task), BUDGET)).ids],
    ["server, lines", async (task) => (await server.ask(task, BUDGET)).ids],
  ];
  const tables: string[] = [];
  for (const [part, half] of HALVES) {
    const rows: string[][] = [];
    for (const { name, questions } of sets) {
      const chosen = questions.filter(({ relevant }) => halfOf(relevant[0] ?? "") === half);
      if (chosen.length === 0) continue;
      const cells: string[] = [];
      for (const [, answer] of answers) cells.push(await hits(chosen, answer));
      rows.push([name, ...cells, String(chosen.length)]);
    }
    tables.push(table([[`R@3 / R@5, ${part}`, ...answers.map(([name]) => name), "n"], ...rows]), "");
  }
  return [
    ...tables,
    ...(await silence("wordings of foreign questions", foreignAsks(), server)),
    ...(await silence("ordinary outputs of commands", ordinary(), server)),
  ];
}

async function hits(questions: readonly Question[], answer: Answering): Promise<string> {
  let [three, five] = [0, 0];
  for (const { text, relevant } of questions) {
    const rank = (await answer(text)).findIndex((id) => relevant.includes(id));
    three += rank >= 0 && rank < 3 ? 1 : 0;
    five += rank >= 0 && rank < 5 ? 1 : 0;
  }
  return `${percent(three / questions.length)} / ${percent(five / questions.length)}`;
}

async function silence(name: string, tasks: readonly string[], server: RetrievalServer): Promise<string[]> {
  const silent = async (form: (task: string) => string): Promise<string> => {
    let empty = 0;
    for (const task of tasks) empty += (await server.ask(form(task), BUDGET)).ids.length === 0 ? 1 : 0;
    return percent(empty / tasks.length);
  };
  const [whole, lines] = [await silent(inOneLine), await silent((task) => task)];
  return [`abstained on ${tasks.length} ${name}: ${whole} % as one text, ${lines} % as lines`];
}

function paraphrased({ paraphrases }: RetrievalData): Asked[] {
  const languages = [...new Set(paraphrases.map(({ lang }) => lang))];
  return languages.flatMap((language) => {
    const rows = paraphrases.filter(({ lang }) => lang === language);
    return [
      { name: `${language}, as said`, questions: rows },
      { name: `${language}, agent's wordings`, questions: rows.map((row) => ({ ...row, text: row.ask })) },
      {
        name: `${language}, both`,
        questions: rows.map((row) => ({ ...row, text: `${row.text}\n${row.ask}` })),
      },
    ];
  });
}

function inLogs({ questions }: RetrievalData): Asked[] {
  const asked = [...questions.values()].flat().filter((_, at) => at % LOG_EVERY === 0);
  const lines = ordinary()
    .flatMap((output) => output.split("\n"))
    .filter((line) => line.trim().length > 15);
  const around = ({ text, relevant }: Question, at: number, before: number, after: number): Question => {
    const line = (step: number): string => lines[(at * 37 + step * 101) % lines.length] ?? "";
    const all = Array.from({ length: before + after }, (_, step) => line(step));
    return { text: [...all.slice(0, before), text, ...all.slice(before)].join("\n"), relevant };
  };
  return [
    { name: "symptom among 2 lines of logs", questions: asked.map((each, at) => around(each, at, 1, 1)) },
    { name: "symptom among 5", questions: asked.map((each, at) => around(each, at, 3, 2)) },
    { name: "symptom among 20", questions: asked.map((each, at) => around(each, at, 10, 10)) },
  ];
}

const foreignAsks = (): string[] =>
  readFileSync(path.join(ROOT, "test/data/retrieval/foreign-asks.txt"), "utf8").trim().split("\n\n");

function ordinary(): string[] {
  const outputs: { output: string }[] = JSON.parse(
    readFileSync(path.join(ROOT, "test/data/hooks/ordinary.json"), "utf8"),
  );
  return outputs.map(({ output }) => output).filter((output) => output.trim() !== "");
}
