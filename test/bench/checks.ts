// Measures what re-running a commit's checks costs over running them by hand, and what a second run saves in a large repository.
import { execFileSync } from "node:child_process";
import { lstatSync, readdirSync } from "node:fs";
import path from "node:path";
import { configuredServer } from "../support/client.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { type Benchmark, inTurns, median, timed } from "./measure.ts";

const FILES = 100_000;
const BARE = "the bare command";
const RUN = "agentops-mcp check, one trivial check";
const FIRST = `first run with ${FILES} files`;
const SECOND = "second run, of another commit";
const POLICY = 'checks: [{ id: trivial, run: ["true"] }]\n';

export const checks: Benchmark = {
  name: "checks",
  title: "Checks of a commit, run again in a clean checkout and a sandbox",
  async run(full) {
    const [small, large] = [createRepository(), createRepository()];
    try {
      small.commit({ ".agentops/config.yaml": POLICY });
      const samples = await inTurns(full ? 30 : 10, [
        async () => ({ [BARE]: await timed(() => execFileSync("true")) }),
        async () => ({ [RUN]: await timed(() => check(small)) }),
      ]);
      const [bare, run] = [samples(BARE), samples(RUN)];
      const { first, second, files } = await runTwice(large);
      return {
        data: `a repository of 2 files, a new process each time, in turns with ${BARE}; then one of ${FILES} files in ${FILES / 200} folders, of which the second commit changes one`,
        rows: [
          { what: BARE, samples: bare },
          { what: RUN, samples: run },
          { what: FIRST, samples: [first] },
          { what: SECOND, samples: [second] },
        ],
        targets: [
          { what: `${RUN} - ${BARE}`, value: median(run) - median(bare), atMost: 600, unit: "ms" },
          { what: `files written by the ${SECOND}`, value: files, atMost: 1, unit: "" },
        ],
      };
    } finally {
      small.remove();
      large.remove();
    }
  },
};

function check({ dir }: TestRepository): void {
  const { command, args } = configuredServer();
  execFileSync(command, [...args, "check"], { cwd: dir, stdio: "ignore" });
}

/** Milliseconds of two runs, and how many files of the checkout the second one wrote. */
async function runTwice(repository: TestRepository) {
  const { dir } = repository;
  const lines = ["commit refs/heads/main", "committer B <b@localhost> 1700000000 +0000", "data 0"];
  lines.push("M 100644 inline .agentops/config.yaml", `data ${POLICY.length}`, POLICY);
  for (let each = 0; each < FILES; each += 1)
    lines.push(`M 100644 inline d${Math.floor(each / 200)}/f${each}.txt`, "data 1", "x");
  importCommit(dir, lines);
  const first = await timed(() => check(repository));
  const before = filesOf(path.join(dir, ".git/agentops/checks/slots/0/files"));
  const next = ["commit refs/heads/main", "committer B <b@localhost> 1700000001 +0000", "data 0"];
  importCommit(dir, [...next, "from refs/heads/main^0", "M 100644 inline d7/f1400.txt", "data 1", "y"]);
  const second = await timed(() => check(repository));
  const after = filesOf(path.join(dir, ".git/agentops/checks/slots/0/files"));
  if (after.size !== FILES + 1) throw new Error(`the checkout holds ${after.size} files`);
  const files = [...after].filter(([file, when]) => before.get(file) !== when).length;
  return { first, second, files };
}

const importCommit = (dir: string, lines: readonly string[]) =>
  execFileSync("git", ["fast-import", "--quiet", "--force"], { cwd: dir, input: `${lines.join("\n")}\n` });

/** Each file with its inode and the time of its last change. */
function filesOf(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) for (const [file, when] of filesOf(place)) found.set(file, when);
    else found.set(place, `${lstatSync(place).ino} ${lstatSync(place).ctimeMs}`);
  }
  return found;
}
