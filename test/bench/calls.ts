// Measures whether a server that is called all day grows: thousands of mixed calls in one process, and its memory meanwhile.
import { repositoryWithLearnings } from "./filled-repository.ts";
import { createGenerator, type GeneratedLearning } from "./generated.ts";
import { type Benchmark, median, type Row, timed } from "./measure.ts";
import type { RawServer } from "./raw-server.ts";
import { callTool, processorTime, residentMb, withRawServer } from "./scale-measures.ts";

const STORED = 1_000;
/** By `WARM` all that is loaded late is loaded, and V8 has compiled what it compiles. */
const [WARM, FEW_CALLS, CALLS] = [2_000, 5_000, 20_000];
const LOOK_EVERY = 50;
/** Memory swings with every collection of garbage, so it is the median over so many calls. */
const AROUND = 500;
const MOST_GROWTH = 1.2;

const CONFIG = `checks: [{ id: small, run: [node, --version] }]\n`;

/** What a working day asks for, again and again: mostly questions, some records, now and then the rest. */
const DAY = [
  ..."retrieve_context check_action retrieve_context retrieve_context tools/list".split(" "),
  ..."retrieve_context check_action record_learning retrieve_context trace_record".split(" "),
  ..."retrieve_context check_action retrieve_context cite_learnings retrieve_context".split(" "),
  ..."check_action record_learning retrieve_context retrieve_context".split(" "),
];
const SELDOM = ["submit_claim", "check_ratchet", "the brief", "the list of jobs"];

const nameOf = (call: number): string =>
  DAY[call % (DAY.length + 1)] ??
  SELDOM[Math.floor(call / (DAY.length + 1)) % SELDOM.length] ??
  "retrieve_context";

export const calls: Benchmark = {
  name: "calls",
  title: "Thousands of mixed calls in one server",
  async run(full) {
    if (process.platform !== "linux")
      return { data: "memory is read as Linux tells it", rows: [], targets: [] };
    const { repository, learnings } = await repositoryWithLearnings(STORED);
    repository.commit({ ".agentops/config.yaml": CONFIG, "src/done.ts": "x\n" }, "policy and work");
    const most = full ? CALLS : FEW_CALLS;
    const times = new Map<string, number[]>();
    const looks: number[] = [];
    let processor = 0;
    try {
      await withRawServer(repository.dir, async (server) => {
        const caller = createCaller(server, learnings);
        for (let call = 0; call < most; call += 1) {
          const name = nameOf(call);
          const took = await timed(() => caller(name, call));
          const known = times.get(name);
          if (known) known.push(took);
          else times.set(name, [took]);
          if ((call + 1) % LOOK_EVERY === 0) looks.push(residentMb(server.pid));
          if ((call + 1) % 1_000 === 0)
            process.stderr.write(`${call + 1} calls, ${looks.at(-1)?.toFixed(0)} MB\n`);
        }
        processor = processorTime(server.pid) / most;
      });
    } finally {
      repository.remove();
    }
    const around = (call: number): number[] =>
      looks.slice((call - AROUND) / LOOK_EVERY, (call + AROUND) / LOOK_EVERY);
    const memory = (call: number): Row => ({
      what: `memory (RSS) around call ${call.toLocaleString("en")}`,
      samples: around(call),
      unit: "MB",
    });
    return {
      data: `${STORED} stored lessons, ${times.get("record_learning")?.length} more by the end; each task and lesson is another one`,
      rows: [
        ...[...times].map(([what, samples]) => ({ what, samples })),
        { what: "processor time of the server, a call", samples: [processor] },
        ...[WARM, FEW_CALLS, 10_000, 15_000, CALLS].filter((call) => call <= most).map(memory),
      ],
      targets: [
        {
          what: `memory around call ${most} / around call ${WARM}`,
          value: median(around(most)) / median(around(WARM)),
          atMost: MOST_GROWTH,
          unit: "x",
        },
      ],
    };
  },
};

function createCaller(server: RawServer, learnings: readonly GeneratedLearning[]) {
  const [fresh, asking] = [createGenerator(77), createGenerator(78)];
  const ids: string[] = [];
  const tool = (name: string, facts: Record<string, unknown>): Promise<string> =>
    callTool(server, name, facts);
  const recent = (call: number): string | undefined =>
    ids[ids.length - 1 - (call % Math.min(ids.length, 50))];
  const kinds: Readonly<Record<string, (call: number) => Promise<unknown>>> = {
    retrieve_context(call) {
      const lesson = learnings[call % learnings.length] ?? asking.learning();
      return tool("retrieve_context", { task: asking.task(lesson), paths: lesson.paths });
    },
    check_action: (call) => tool("check_action", { action: "write", target: [`src/deep/file-${call}.ts`] }),
    async record_learning() {
      const { title, body, kind } = fresh.learning();
      const distinct_because = "each made-up lesson stands for itself";
      ids.push(JSON.parse(await tool("record_learning", { title, body, kind, distinct_because })).id);
    },
    cite_learnings: (call) =>
      tool("cite_learnings", { citations: [{ id: recent(call), outcome: "applied" }] }),
    trace_record: (call) => tool("trace_record", { id: recent(call) }),
    submit_claim: (call) =>
      tool("submit_claim", {
        statement: `part ${call} is done`,
        criteria: [{ id: "done", text: "it is there", check: "small" }],
        dry_run: true,
      }),
    check_ratchet: () => tool("check_ratchet", {}),
    "tools/list": () => server.request("tools/list", {}),
    "the brief": () => server.request("resources/read", { uri: "agentops://brief" }),
    "the list of jobs": () => server.request("resources/read", { uri: "agentops://jobs" }),
  };
  return async (name: string, call: number): Promise<void> => {
    await kinds[name]?.(call);
  };
}
