// How all that a person or a model waits for grows with the number of records, in processor time against the start of Node itself.

import { setTimeout as sleep } from "node:timers/promises";
import type { TestRepository } from "../support/repository.ts";
import { deleteCache } from "./filled-repository.ts";
import { createGenerator } from "./generated.ts";
import { type Benchmark, median, type Row, type Target, timed } from "./measure.ts";
import type { RawServer } from "./raw-server.ts";
import {
  callTool,
  command,
  hookEvent,
  processorTime,
  residentMb,
  run,
  treeTime,
  withRawServer,
} from "./scale-measures.ts";
import { type Filling, lessons, scaleRepository } from "./scale-repository.ts";
import { workHistory } from "./work-history.ts";

const NODE = "node -e 0";
const CALLS = 200;
const RECORDS = 20;
const HOUR_MS = 3_600_000;
/** A person's patience; what is not read by then is told as missing. */
const WHOLE_WITHIN_MS = 600_000;

interface Size {
  readonly name: string;
  readonly seed: number;
  readonly filling: Filling;
  /** Times the start of Node until the first answer: what is reached, so that it gets no worse unseen. */
  readonly atMost: number;
}

const size = (count: number, laidDown: boolean, atMost: number): Size => ({
  name: `${count.toLocaleString("en")} lessons${laidDown ? ", laid down" : ""}`,
  seed: count,
  filling: { laidDown, records: (clone, until) => lessons(count, clone, until) },
  atMost,
});
const MIXED: Size = {
  name: "200,000 records of all kinds",
  seed: 200_000,
  filling: { laidDown: false, records: (clone, until) => workHistory(200_000, until - HOUR_MS, clone) },
  atMost: 200,
};
const SIZES = [size(1_000, true, 20), size(10_000, true, 25)];
const ALL_SIZES = [
  ...SIZES,
  size(10_000, false, 30),
  size(100_000, false, 150),
  size(100_000, true, 300),
  MIXED,
];

export const scale: Benchmark = {
  name: "scale",
  title: "Growth with the number of records",
  async run(full) {
    if (process.platform !== "linux")
      return { data: "processor time is read as Linux tells it", rows: [], targets: [] };
    // It costs each start of Node a constant that makes every ratio look better.
    delete process.env.NODE_EXTRA_CA_CERTS;
    const rows: Row[] = [];
    const targets: Target[] = [];
    for (const each of full ? ALL_SIZES : SIZES) {
      const measured = await measure(each);
      rows.push(...measured.rows);
      targets.push(...measured.targets);
    }
    return {
      data: `generated lessons of 40 to 130 words in one clone's journal; "laid down": each also a file in the working tree and on the branch. x: processor time of the whole process tree over that of ${NODE}, both in the same minute`,
      rows,
      targets,
    };
  },
};

/** Mean processor time of some runs, each a process of its own. */
const mean = async (times: number, work: (round: number) => Promise<unknown>): Promise<number> =>
  (await treeTime(async () => {
    for (let round = 0; round < times; round += 1) await work(round);
  })) / times;

async function measure({ name, seed, filling, atMost }: Size): Promise<{ rows: Row[]; targets: Target[] }> {
  const repository = await scaleRepository(filling);
  const { dir } = repository;
  const generator = createGenerator(seed);
  const known = Array.from({ length: CALLS }, () => generator.learning());
  const asking = createGenerator(9);
  const tasks = known.map((lesson) => asking.task(lesson));
  const ask = (server: RawServer, round: number): Promise<string> =>
    callTool(server, "retrieve_context", { task: tasks[round % CALLS], paths: known[round]?.paths ?? [] });
  try {
    const node = await mean(10, () => run(["-e", "0"], dir));
    const row = (what: string, samples: readonly number[], unit: string): Row => ({
      what: `${name}: ${what}`,
      samples,
      unit,
    });
    const ratio = async (what: string, times: number, work: (round: number) => Promise<unknown>) =>
      row(what, [(await mean(times, work)) / node], "x");
    const cold = await coldStart(repository, (server) => ask(server, 0));
    const first = await ratio("start and first answer", 4, (round) =>
      withRawServer(dir, (server) => ask(server, round)),
    );
    await command(dir, "hook", "--make-view");
    const event = (file: string) => (round: number) =>
      hookEvent(dir, "PostToolUseFailure", {
        session_id: `${file}-${round}`,
        tool_name: "Bash",
        tool_input: { command: "npm test" },
        error: known[round]?.title,
      });
    const rows = [
      row("no cache, first answer after", [cold.firstMs], "ms"),
      row("no cache, all is read after", [cold.wholeMs], "ms"),
      row("no cache, longest time without an answer to a ping", [cold.longestMs], "ms"),
      await ratio("initialize", 6, () => withRawServer(dir, async () => {})),
      first,
      await ratio("search", 4, (round) => command(dir, "search", ...(tasks[round] ?? "").split(" "))),
      await ratio("hook, nothing to say", 6, (round) =>
        hookEvent(dir, "PreToolUse", {
          session_id: `silent-${round}`,
          tool_name: "Bash",
          tool_input: { command: "ls docs" },
        }),
      ),
      await ratio("hook, a lesson injected", 6, event("before")),
      ...(await calls(dir, ask, row)),
      await ratio("hook, a lesson injected, after new records", 1, event("after")),
      await ratio("curate", 1, () => command(dir, "curate")),
    ];
    return {
      rows,
      targets: [
        {
          what: `${name}: longest time without an answer / whole cold reading`,
          value: cold.longestMs / cold.wholeMs,
          atMost: 0.25,
          unit: "",
        },
        {
          what: `${name}: start and first answer / ${NODE}`,
          value: median(first.samples),
          atMost: atMost,
          unit: "x",
        },
      ],
    };
  } finally {
    repository.remove();
  }
}

type Ask = (server: RawServer, round: number) => Promise<string>;

/** A server without any cache is asked at once, again until all is read, and pinged all the while. */
async function coldStart(
  repository: TestRepository,
  ask: (server: RawServer) => Promise<string>,
): Promise<{ firstMs: number; wholeMs: number; longestMs: number }> {
  deleteCache(repository);
  return withRawServer(repository.dir, async (server) => {
    const started = performance.now();
    let [firstMs, longestMs, isWhole] = [0, 0, false];
    const pinged = async (): Promise<void> => {
      while (!isWhole) {
        const sent = performance.now();
        await server.request("ping", {});
        longestMs = Math.max(longestMs, performance.now() - sent);
        await sleep(5);
      }
    };
    const pinging = pinged();
    while (!isWhole && performance.now() - started < WHOLE_WITHIN_MS) {
      // On a slow machine the first call may take longer than one may; the next goes on from where it was.
      const answer = await ask(server).catch(() => null);
      if (answer !== null) firstMs ||= performance.now() - started;
      isWhole = answer?.includes("still being read") === false;
      if (!isWhole) await sleep(200);
    }
    const wholeMs = isWhole ? performance.now() - started : Number.NaN;
    isWhole = true;
    await pinging;
    return { firstMs, wholeMs, longestMs };
  });
}

/** Calls to one server, each with the processor time that the server alone takes for it. */
async function calls(
  dir: string,
  ask: Ask,
  row: (what: string, samples: readonly number[], unit: string) => Row,
): Promise<Row[]> {
  return withRawServer(dir, async (server) => {
    const each = async (times: number, work: (round: number) => Promise<unknown>) => {
      const [samples, before]: [number[], number] = [[], processorTime(server.pid)];
      for (let round = 0; round < times; round += 1) samples.push(await timed(() => work(round)));
      return { samples, processor: (processorTime(server.pid) - before) / times };
    };
    await ask(server, 0);
    const asked = await each(CALLS, (round) => ask(server, round));
    const memory = residentMb(server.pid);
    const fresh = createGenerator(Date.now() % 1_000_000);
    const recorded = await each(RECORDS, () => {
      const { paths: _, ...lesson } = fresh.learning();
      const told = { distinct_because: "each made-up lesson stands for itself" };
      return callTool(server, "record_learning", { ...lesson, ...told });
    });
    return [
      row("retrieve_context", asked.samples, "ms"),
      row("retrieve_context, processor time of the server", [asked.processor], "ms"),
      row("memory of the server (RSS)", [memory], "MB"),
      row("record_learning", recorded.samples, "ms"),
      row("record_learning, processor time of the server", [recorded.processor], "ms"),
    ];
  });
}
