// Fuzzes the parsers that meet foreign bytes: `npm run fuzz -- --seconds 60 --target transcripts`, of processor time. Ends with 1 where one has failed.

import { isUtf8 } from "node:buffer";
import { type ChildProcess, fork } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Fault, fuzz, type Report } from "./engine.ts";
import { keptSeeds, targetNamed, targetNames } from "./targets.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "20" },
    target: { type: "string", multiple: true, default: [] },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    json: { type: "boolean", default: false },
    unguided: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    /** Set for the process of one target: the file that it notes its input in. */
    current: { type: "string" },
  },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed);
/** An input that takes so much of a processor never ends, as far as anybody can wait. */
const HANGS_MS = 40_000;

/** As it comes over from the process of a target. */
type Sent = Omit<Report, "faults"> & {
  faults: (Omit<Fault, "input" | "kind"> & { kind: string; input: string })[];
};

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** In a process of its own, which may hang or die. */
async function one(name: string, file: string): Promise<void> {
  const target = await targetNamed(name);
  const current = openSync(file, "w");
  const head = Buffer.alloc(8);
  let runs = 0;
  const before = (input: Buffer): void => {
    head.writeUInt32BE(input.length, 0);
    runs += 1;
    head.writeUInt32BE(runs, 4);
    writeSync(current, head, 0, 8, 0);
    writeSync(current, input, 0, input.length, 8);
  };
  const report = await fuzz(target, [...keptSeeds(name).values()], {
    seconds,
    seed,
    guided: !values.unguided,
    before,
  });
  closeSync(current);
  const faults = report.faults.map((fault) => ({ ...fault, input: shown(fault.input) }));
  process.send?.({ ...report, faults }, () => process.exit(0));
}

async function all(): Promise<void> {
  const reports: Sent[] = [];
  for (const name of wanted) {
    const report = await apart(name);
    reports.push(report);
    if (!values.json) print(report, reports.length === 1);
  }
  if (values.json) say(JSON.stringify({ seed, reports }, null, 1));
  const failed = reports.filter(({ faults }) => faults.length > 0).length;
  if (!values.json)
    say(failed === 0 ? `no fault; seed ${seed}` : `${failed} of ${reports.length} failed; seed ${seed}`);
  process.exitCode = failed > 0 || reports.length === 0 ? 1 : 0;
}

function apart(name: string): Promise<Sent> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "agentops-fuzz-"));
  const file = path.join(folder, "current");
  const options = ["--target", name, "--seconds", String(seconds), "--seed", String(seed), "--current", file];
  const child = fork(fileURLToPath(import.meta.url), [
    ...options,
    ...(values.unguided ? ["--unguided"] : []),
  ]);
  let report: Sent | null = null;
  let isHanging = false;
  const watch = watchFor(file, child, () => {
    isHanging = true;
    child.kill("SIGKILL");
  });
  child.on("message", (sent) => {
    report = sent as Sent;
  });
  return ended(child).then((code) => {
    clearInterval(watch);
    const input = shown(currentIn(file).input);
    rmSync(folder, { recursive: true, force: true });
    const what = isHanging ? `takes more than ${HANGS_MS / 1000} s` : `the process ended with ${code}`;
    const kind = isHanging ? "hangs" : "dies";
    const nothing = { target: name, inputs: 0, seconds, blocks: null, corpus: 0 };
    return report ?? { ...nothing, faults: [{ kind, what, input }] };
  });
}

const ended = (child: ChildProcess): Promise<number | NodeJS.Signals | null> =>
  new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));

/** Calls `hangs` once the same input is there for too long; a target that has not begun is given the time. */
function watchFor(file: string, child: ChildProcess, hangs: () => void): NodeJS.Timeout {
  let [last, since] = [0, takenBy(child)];
  return setInterval(() => {
    const { runs } = currentIn(file);
    if (runs !== last || runs === 0) [last, since] = [runs, takenBy(child)];
    else if (takenBy(child) - since > HANGS_MS) hangs();
  }, 1_000);
}

/** Milliseconds of processor time; where the system tells none, those that have gone by. */
function takenBy({ pid }: ChildProcess): number {
  try {
    // Behind the program's name, which may hold anything, the twelfth and the thirteenth number are hundredths of a second.
    const [, numbers = ""] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const [user = 0, system = 0] = numbers.split(" ").slice(11, 13).map(Number);
    return (user + system) * 10;
  } catch {
    return performance.now();
  }
}

function currentIn(file: string): { readonly runs: number; readonly input: Buffer } {
  try {
    const bytes = readFileSync(file);
    return { runs: bytes.readUInt32BE(4), input: bytes.subarray(8, 8 + bytes.readUInt32BE(0)) };
  } catch {
    return { runs: 0, input: Buffer.alloc(0) };
  }
}

/** A JSON string; of bytes that are no text their base64, behind a word that says so. */
function shown(input: Buffer): string {
  return JSON.stringify(isUtf8(input) ? input.toString("utf8") : `base64:${input.toString("base64")}`);
}

function print({ target, inputs, seconds: took, blocks, corpus, faults }: Sent, first: boolean): void {
  const row = (...cells: readonly (string | number)[]) =>
    cells.map((cell, n) => (n === 0 ? String(cell).padEnd(22) : String(cell).padStart(9))).join(" ");
  if (first) say(row("target", "inputs", "seconds", "blocks", "kept", "faults"));
  say(row(target, inputs, took.toFixed(0), blocks ?? "-", corpus, faults.length));
  for (const { kind, what, input } of faults) say(`  ${kind}: ${what}\n  ${input}`);
}

const wanted = targetNames().filter((name) => values.target.length === 0 || values.target.includes(name));
if (values.list) say(wanted.join("\n"));
else if (values.current === undefined) await all();
else await one(wanted[0] ?? "", values.current);
