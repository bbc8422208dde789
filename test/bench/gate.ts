// Prints how often the gate refuses a real learning and admits a vague one, on rows it was set on and on rows it was not.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { judgeLearning } from "../../src/learnings/gate/gate.ts";
import type { LearningDraft } from "../../src/learnings/learning.ts";
import type { LearningKind } from "../../src/records/evidence.ts";

interface Row {
  readonly title: string;
  readonly body: string;
  readonly kind: LearningKind;
  readonly part: "tune" | "check";
}

function readRows<T>(file: string): T[] {
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}

export function gateRows(name: "real" | "vague"): Row[] {
  return readRows<Row>(join(import.meta.dirname, "../data/gate", `${name}.jsonl`));
}

/** The gate's answer on the text alone: nothing stored, nothing cited. */
export function judgeRow({ title, body, kind }: Row): ReturnType<typeof judgeLearning> {
  const draft: LearningDraft = {
    title,
    body,
    kind,
    paths: [],
    tags: [],
    evidence: [],
    confidence: null,
    supersedes: null,
    distinctBecause: null,
  };
  return judgeLearning(draft, { similar: [], duplicateAt: 1, evidence: [] });
}

function solutions(folder: string): Row[] {
  const rows = readRows<{ title: string; text: string }>(join(folder, "solutions/docs.jsonl"));
  return rows.map(({ title, text }, index) => {
    return { title, body: text, kind: "pattern", part: index < rows.length / 2 ? "tune" : "check" };
  });
}

function print(name: string, rows: readonly Row[], admit: boolean): void {
  for (const part of ["tune", "check"] as const) {
    const judged = rows.filter((row) => row.part === part);
    const wrong = judged.filter((row) => judgeRow(row).admitted !== admit);
    const rate = ((100 * wrong.length) / judged.length).toFixed(1);
    const error = admit ? "refused though real" : "admitted though vague";
    process.stdout.write(`${name}, ${part} rows: ${wrong.length} of ${judged.length} ${error} (${rate} %)\n`);
    for (const row of wrong) {
      const checks = judgeRow(row).reasons.map(({ check }) => check);
      process.stdout.write(`  - ${row.title}${checks.length === 0 ? "" : ` [${checks.join(", ")}]`}\n`);
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { data: { type: "string" } } });
  print("real", gateRows("real"), true);
  print("vague", gateRows("vague"), false);
  if (values.data !== undefined) print("solutions", solutions(values.data), true);
  process.stdout.write(
    `repeat: npx tsx test/bench/gate.ts${values.data === undefined ? "" : " --data <folder>"}\n`,
  );
}
