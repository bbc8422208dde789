// Feeds one target with inputs until its time is over, and reports every different way in which it failed.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Coverage, startCoverage } from "./coverage.ts";
import { minimised } from "./minimise.ts";
import { createMutator } from "./mutate.ts";
import { createRandom } from "./random.ts";
import type { Target } from "./target.ts";
import { ALWAYS_SLOW_MS, createTimes, type Times } from "./times.ts";

export interface Options {
  /** Of processor time, so that a busy machine shortens no run. */
  readonly seconds: number;
  readonly seed: number;
  /** Whether inputs that reach new code are kept as seeds of others. */
  readonly guided: boolean;
  /** Is told each input before it runs, as one that never ends can be reported by nobody else. */
  before(input: Buffer): void;
}

export interface Fault {
  readonly kind: "throws" | "answers" | "slow" | "grows";
  readonly what: string;
  readonly input: Buffer;
}

export interface Report {
  readonly target: string;
  readonly inputs: number;
  readonly seconds: number;
  /** Null where nothing was counted. */
  readonly blocks: number | null;
  readonly corpus: number;
  readonly faults: readonly Fault[];
}

/** So many inputs run between two looks at the counters. */
const BATCH = 100;
const MOST_FAULTS = 8;
const MINIMISING_MS = 15_000;
/** What may be left on the heap after most of a run, beside what was there after the first part of it. */
const MOST_GROWTH = 32 * 1024 * 1024;
const MOST_BYTES = 64 * 1024;

/** `kept` are seeds that earlier runs have left. */
export async function fuzz(target: Target, kept: readonly Buffer[], options: Options): Promise<Report> {
  const seeds = [...(await target.seeds()), ...kept];
  const random = createRandom(options.seed);
  const mutator = createMutator(random, seeds, target.most ?? MOST_BYTES);
  const corpus = [...seeds];
  const faults = new Map<string, Fault>();
  const times = createTimes();
  const coverage = options.guided ? startCoverage((url) => /\/(?:src|tools)\/[^?]*\.ts/.test(url)) : null;
  const started = processorMs();
  const elapsed = (): number => (processorMs() - started) / 1000;
  let inputs = 0;
  let heap: number | null = null;

  for (const seed of seeds) await tried(seed);
  coverage?.fresh(true);
  while (elapsed() < options.seconds && faults.size < MOST_FAULTS) {
    const batch = Array.from({ length: BATCH }, () => mutator.next(corpus));
    let ran = 0;
    for (; ran < batch.length && elapsed() < options.seconds; ran += 1) await tried(batch[ran] ?? EMPTY);
    // Once all is compiled and what is kept has been kept.
    if (heap === null && elapsed() > options.seconds / 3) heap = heapAfterCollection();
    if (coverage !== null && coverage.fresh(false) > 0) await keepFresh(batch.slice(0, ran), coverage);
  }
  const growth = heap === null ? 0 : heapAfterCollection() - heap;
  if (growth > MOST_GROWTH)
    faults.set("grows", { kind: "grows", what: `${growth} bytes stay on the heap`, input: EMPTY });
  const { blocks } = coverage ?? { blocks: null };
  coverage?.stop();
  return {
    ...{ target: target.name, inputs, seconds: elapsed(), blocks, corpus: corpus.length },
    faults: [...faults.values()],
  };

  async function tried(input: Buffer): Promise<void> {
    inputs += 1;
    options.before(input);
    const fault = await faultOf(target, input, times);
    if (fault === null || faults.has(keyOf(fault))) return;
    const key = keyOf(fault);
    faults.set(key, fault);
    const least = await minimised(
      input,
      async (shorter) => {
        options.before(shorter);
        const found = await faultOf(target, shorter, times);
        return found !== null && keyOf(found) === key;
      },
      MINIMISING_MS,
    );
    faults.set(key, { ...fault, input: least });
  }

  /** Halves of a batch run again, until it is known which of it reached what is new. */
  async function keepFresh(batch: readonly Buffer[], counters: Coverage): Promise<void> {
    const [only] = batch;
    if (only === undefined) return;
    for (const input of batch) {
      options.before(input);
      // What it throws was noted when it ran first.
      await outcomeOf(target, input).catch(() => {});
    }
    if (counters.fresh(batch.length === 1) === 0) return;
    if (batch.length === 1) {
      corpus.push(only);
      return;
    }
    const middle = batch.length >> 1;
    await keepFresh(batch.slice(0, middle), counters);
    await keepFresh(batch.slice(middle), counters);
  }
}

const EMPTY = Buffer.alloc(0);

/** What other processes take of the machine does not count in it. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Null where all is well. */
export async function faultOf(target: Target, input: Buffer, times: Times): Promise<Fault | null> {
  const start = processorMs();
  let outcome: string;
  try {
    outcome = await outcomeOf(target, input);
  } catch (error) {
    return { kind: "throws", what: told(error), input };
  }
  const took = processorMs() - start;
  if (!target.outcomes.includes(outcome)) return { kind: "answers", what: outcome.slice(0, 200), input };
  if (!times.isSlow(input.length, took)) {
    times.note(input.length, took);
    return null;
  }
  // Once may be the collector.
  const again: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const from = processorMs();
    await outcomeOf(target, input);
    again.push(processorMs() - from);
    if (!times.isSlow(input.length, Math.min(...again))) return null;
  }
  if (await isLinear(target, input, Math.min(...again))) return null;
  const usual = times.usual(input.length).toFixed(2);
  return { kind: "slow", what: `${Math.min(...again).toFixed(0)} ms, usually ${usual} ms`, input };
}

const outcomeOf = async (target: Target, input: Buffer): Promise<string> => target.run(input);

/** Whether its halves take as long together as the whole: then it is dear, and what is twice as long takes twice the time. */
async function isLinear(target: Target, input: Buffer, took: number): Promise<boolean> {
  if (took > ALWAYS_SLOW_MS) return false;
  const middle = input.length >> 1;
  const start = processorMs();
  await outcomeOf(target, input.subarray(0, middle)).catch(() => "");
  await outcomeOf(target, input.subarray(middle)).catch(() => "");
  return processorMs() - start > 0.7 * took;
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = /^\s+at .*$/m.exec(error.stack ?? "")?.[0].trim() ?? "";
  return `${error.name}: ${error.message.slice(0, 300)} ${place}`;
}

/** The same for the same fault, whatever input it showed with. */
const keyOf = ({ kind, what }: Fault): string =>
  kind === "slow" ? kind : `${kind} ${what.replace(/\d+|"[^"]*"|'[^']*'/g, "#")}`;

let collect: (() => void) | null = null;

function heapAfterCollection(): number {
  if (collect === null) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
