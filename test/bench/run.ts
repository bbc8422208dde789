// `npm run bench`: runs the benchmarks named on the command line, or all, and fails when a promised number is missed.
import os from "node:os";
import { parseArgs } from "node:util";
import { git, removeFolder, temporaryFolder } from "../support/repository.ts";
import { calls } from "./calls.ts";
import { checks } from "./checks.ts";
import { concurrency } from "./concurrency.ts";
import { coordination } from "./coordination.ts";
import { council } from "./council.ts";
import { envelope } from "./envelope.ts";
import { hooks } from "./hooks.ts";
import { importing } from "./import.ts";
import { jobs } from "./jobs.ts";
import { kills } from "./kills.ts";
import { layers } from "./layers.ts";
import { type Benchmark, isMet, median, p95, type Report, render } from "./measure.ts";
import { outcomes } from "./outcomes.ts";
import { query } from "./query.ts";
import { record } from "./record.ts";
import { scale } from "./scale.ts";
import { search } from "./search.ts";
import { startup } from "./startup.ts";
import { tokens } from "./tokens.ts";
import { transcript } from "./transcript.ts";
import { verdicts } from "./verdicts.ts";

const BENCHMARKS: readonly Benchmark[] = [
  startup,
  hooks,
  envelope,
  search,
  record,
  query,
  layers,
  importing,
  checks,
  verdicts,
  outcomes,
  calls,
  scale,
  council,
  jobs,
  transcript,
  kills,
  concurrency,
  coordination,
  tokens,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { json: { type: "boolean" }, full: { type: "boolean" }, help: { type: "boolean" } },
});
const isFull = values.full === true;
const unknown = [
  ...positionals.filter((name) => !BENCHMARKS.some((each) => each.name === name)),
  ...Object.keys(values).filter((name) => !["json", "full", "help"].includes(name)),
];
if (values.help === true || unknown.length > 0) {
  const names = BENCHMARKS.map(({ name, title }) => `  ${name.padEnd(12)} ${title}`).join("\n");
  const usage = `Usage: npm run bench -- [<name>...] [--full] [--json]\n\n${names}\n`;
  if (unknown.length === 0) process.stdout.write(usage);
  else process.stderr.write(`Unknown: ${unknown.join(", ")}.\n${usage}`);
  process.exit(unknown.length === 0 ? 0 : 2);
}

// The person's own git configuration (a file system monitor, signing) would be measured along with us.
const home = temporaryFolder();
process.env.HOME = home;
const reports: Record<string, Report> = {};
try {
  print(
    `load ${os.loadavg()[0]?.toFixed(1)}, ${os.cpus().length} cores (${os.cpus()[0]?.model}), ${os.platform()} ${os.release()}, Node ${process.version}, ${git(home, "--version").trim()}\n`,
  );
  for (const benchmark of BENCHMARKS) {
    if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
    const report = await benchmark.run(isFull);
    reports[benchmark.name] = report;
    const repeat = `npm run bench -- ${benchmark.name}${isFull ? " --full" : ""}`;
    print(`\n# ${benchmark.title}\n${render(report)}\nrepeat: ${repeat}\n`);
  }
} finally {
  removeFolder(home);
}
const missed = Object.values(reports).flatMap(({ targets }) => targets.filter((target) => !isMet(target)));
print(
  missed.length === 0
    ? "\nEvery target is met.\n"
    : `\n${missed.length} targets are missed: ${missed.map(({ what }) => what).join("; ")}.\n`,
);
if (values.json) process.stdout.write(`${JSON.stringify(asJson(reports), null, 1)}\n`);
process.exitCode = missed.length === 0 ? 0 : 1;

function print(text: string): void {
  (values.json ? process.stderr : process.stdout).write(text);
}

/** Per benchmark: data, rows (what, unit, n, median, p95) and targets (what, value, atMost, unit, met). */
function asJson(all: Record<string, Report>) {
  return Object.fromEntries(
    Object.entries(all).map(([name, { data, rows, targets }]) => [
      name,
      {
        data,
        rows: rows.map(({ what, samples, unit = "ms" }) => ({
          what,
          unit,
          n: samples.length,
          median: median(samples),
          p95: p95(samples),
        })),
        targets: targets.map((target) => ({ ...target, met: isMet(target) })),
      },
    ]),
  );
}
