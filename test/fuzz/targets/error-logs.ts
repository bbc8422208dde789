// Fuzzes what reads the output of commands: symptoms, signatures, the search by a log, and what is scrubbed before it is kept.
import { readFileSync } from "node:fs";
import path from "node:path";
import { createSearchEngine } from "../../../src/retrieval/engine.ts";
import { searchLog } from "../../../src/retrieval/log-search.ts";
import { searchWordings } from "../../../src/retrieval/wordings.ts";
import { logLines, readsAsFailure, signatureOf, symptomLines } from "../../../src/shared/text/symptoms.ts";
import { ROOT } from "../../support/client.ts";
import { must, seedsOf, type Target } from "../target.ts";

const read = (file: string): { output: string; command?: string }[] =>
  JSON.parse(readFileSync(path.join(ROOT, "test/data/hooks", file), "utf8"));

const engine = createSearchEngine();
engine.add(
  [
    "the cache is keyed by host",
    "ENOENT: no such file or directory, open x",
    "TypeError: x is undefined",
  ].map((title, at) => ({
    id: `0${at}`,
    title,
    body: `${title}. Set the host.`,
    tags: ["cache"],
    paths: ["src/a.ts"],
  })),
);
const LONGEST_LINE = 300;

const errorLogs: Target = {
  name: "error-logs",
  outcomes: ["failed", "fine"],
  most: 128 * 1024,
  seeds: () =>
    seedsOf(
      ...read("failed-runs.json").map(({ output }) => output),
      ...read("ordinary.json").map(({ output }) => output),
    ),
  run(bytes) {
    const output = bytes.toString("utf8");
    const lines = logLines(output);
    must(
      lines.every(({ text }) => text.length <= LONGEST_LINE && !text.includes("\n")),
      "a line that is none",
    );
    const symptoms = symptomLines(output);
    must(
      symptoms.every((line) => lines.some(({ text }) => text === line)),
      "a symptom that no line says",
    );
    must(
      signatureOf(output).split("\n").length <= Math.max(1, symptoms.length),
      "a signature longer than what it signs",
    );
    const query = { task: output, paths: [], limit: 3 };
    for (const { coverage } of [
      ...searchLog(engine.search, query).hits,
      ...searchWordings(engine.search, query),
    ])
      must(coverage >= 0 && coverage <= 1.000_001, `a coverage of ${coverage}`);
    return readsAsFailure(output) ? "failed" : "fine";
  },
};
export default errorLogs;
