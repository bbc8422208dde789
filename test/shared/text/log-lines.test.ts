// Of a failed run only the lines that say what went wrong may count, or every failure would look like every other.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { hitsForError } from "../../../src/hooks/injection.ts";
import { createSearchEngine } from "../../../src/retrieval/engine.ts";
import { searchLog } from "../../../src/retrieval/log-search.ts";
import { logLines } from "../../../src/shared/text/symptoms.ts";
import { sampleDocument } from "../../retrieval/samples.ts";
import { ROOT } from "../../support/client.ts";

/** `run` is true for the output of a real run on our machine, false for one written after a tool's own examples. */
interface FailedRun {
  readonly tool: string;
  readonly says: string;
  readonly output: string;
  readonly run: boolean;
}

const runs: FailedRun[] = JSON.parse(
  readFileSync(path.join(ROOT, "test/data/hooks/failed-runs.json"), "utf8"),
);
/** More lines than these would be the frame and not the cause. */
const MOST_KEPT = 12;

describe("the lines of a failed run", () => {
  it.each(runs.map((run) => [run.tool, run] as const))("of %s hold the cause and little else", (_, run) => {
    const lines = logLines(run.output);
    const named = lines.filter(({ score }) => score > 0).map(({ text }) => text);
    expect(lines.map(({ text }) => text).join("\n")).toContain(run.says);
    expect(lines.length).toBeLessThanOrEqual(MOST_KEPT);
    const summaries =
      /Test Files|Tests run|passed|actionable|complete log|short test summary|Finished at|Duration|ELIFECYCLE/;
    expect(named.filter((line) => summaries.test(line))).toEqual([]);
  });

  it("leave a line out that comes again with other numbers, and all but the end of a progress bar", () => {
    const output =
      "retry 1 of 9 failed\nretry 2 of 9 failed\nloading 10 parts\rloading 90 parts\rdisk quota of the cache is used up\n";
    expect(logLines(output).map(({ text }) => text)).toEqual([
      "retry 1 of 9 failed",
      "disk quota of the cache is used up",
    ]);
  });

  it.each([
    ["one word", "x".repeat(200_000)],
    ["many lines", "error: a b c\n".repeat(20_000)],
    ["no words", "=== --- ///\n".repeat(20_000)],
    ["many times", "10:14:03 ".repeat(20_000)],
  ])("of %s are read in bounded time", (_, output) => {
    expect(logLines(output).length).toBeLessThanOrEqual(3);
  });
});

describe("a failed run", () => {
  const engine = createSearchEngine();
  engine.add([
    sampleDocument(
      "lease",
      "The lease of the nightly export expires after four renewals",
      "The broker counts renewals and refuses the fifth. Take a new lease for each batch of the export.",
    ),
    ...Array.from({ length: 60 }, (_, at) =>
      sampleDocument(
        `other${at}`,
        `Test ${at} of module${at} fails on error`,
        `The build of part${at} stops; run it again.`,
      ),
    ),
  ]);

  it.each(runs.filter(({ says }) => says.includes("lease of")).map((run) => [run.tool, run] as const))(
    "of %s brings up the lesson about its cause",
    (_, { output }) => {
      const { hits } = searchLog(engine.search, { task: output, paths: [], limit: 3 });
      expect(hitsForError(hits)[0]?.id).toBe("lease");
    },
  );
});
