// Runs every test but those of real runtimes.
import { readdirSync } from "node:fs";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { catalogForVite, ROOT } from "../scripts/catalog.mjs";
import { compiledSource } from "../scripts/compiled-source.mjs";
import { startsProcesses } from "./support/starts-processes.ts";

const files = readdirSync(`${ROOT}/test`, { encoding: "utf8", recursive: true })
  .map((file) => `test/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".test.ts") && !file.startsWith("test/e2e/"));
const together = files.filter((file) => !startsProcesses(ROOT, file));
const plugins = [catalogForVite];
// Real processes on two cores beside other load: slow is not wrong.
const [testTimeout, hookTimeout] = [400_000, 400_000];
/** What takes longest by itself, as it waits more than it works: at the end it would have the machine to itself. */
const LONGEST = [
  ...["cli/auto-sync", "jobs/nats", "jobs/killed", "calibration/calibrate", "jobs/clones"],
  ...["conversation/conversation", "judges/council", "faults/cheats", "journal/leftovers", "faults/exit"],
  ...["faults/laid-out", "judges/hostile", "jobs/remote-outage", "cli/round-trip", "tools/measure-outcomes"],
];
const isLong = ({ moduleId }: TestSpecification): boolean =>
  LONGEST.some((name) => moduleId.endsWith(`/test/${name}.test.ts`));

/** Else the larger files begin first, and in a fresh clone nothing is known beside their size. */
class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(specifications);
    return [...new Set(sorted.map(({ project }) => project))].flatMap((project) => {
      const own = sorted.filter((each) => each.project === project);
      return [...own.filter(isLong), ...own.filter((each) => !isLong(each))];
    });
  }
}

export default defineConfig({
  test: {
    // A third of the time a test waits for processes and clocks, so that two cores take more than two files.
    maxWorkers: 4,
    globalSetup: "test/support/surroundings.ts",
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins,
        // No module holds state, and loading all of them anew for each file would take half of the time of these.
        test: { name: "laws", include: together, isolate: false, testTimeout, hookTimeout },
      },
      {
        plugins: [compiledSource()],
        // A worker of its own for each file, as a process that has grown starts others slowly (git in 11 ms from one of
        // 45 MB, in 26 ms from one of 300 MB), and most of these files start hundreds.
        test: {
          name: "processes",
          include: files.filter((file) => !together.includes(file)),
          isolate: true,
          testTimeout,
          hookTimeout,
          // Each start copies the table of this process's pages: with little room for young objects it has fewer.
          execArgv: ["--max-semi-space-size=2", "--single-threaded-gc"],
        },
      },
    ],
  },
});
