// How long a runtime waits for a hook at each tool call, against the start of Node itself.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { configuredServer } from "../support/client.ts";
import { repositoryWithLearnings } from "./filled-repository.ts";
import { type Benchmark, inTurns, median, timed } from "./measure.ts";

const LEARNINGS = 1_000;
const NODE = "node -e 0";
const SILENT = "before a tool call, nothing to say";
const PASSED = "after a command that passed";
const ELSEWHERE = "in a repository without init";
const INJECTED = "after a failed command, a lesson injected";
const BRIEF = "session start, the brief";

export const hooks: Benchmark = {
  name: "hooks",
  title: "One event of a runtime's hooks",
  async run(full) {
    const { repository, learnings } = await repositoryWithLearnings(LEARNINGS);
    const bare = (await repositoryWithLearnings(0)).repository;
    const { dir } = repository;
    const error = (round: number): string => learnings[round]?.title ?? "";
    try {
      await prepare(dir);
      const samples = await inTurns(full ? 60 : 20, [
        async () => ({ [NODE]: await timed(() => ended(spawn("node", ["-e", "0"], { stdio: "pipe" }))) }),
        async (round) => ({
          [SILENT]: await hook(
            dir,
            "PreToolUse",
            { ...tool(round), tool_input: { command: "ls docs" } },
            false,
          ),
          [PASSED]: await hook(dir, "PostToolUse", { ...tool(round), tool_response: "done" }, false),
          [ELSEWHERE]: await hook(bare.dir, "PreToolUse", tool(round), false),
        }),
        async (round) => ({
          [INJECTED]: await hook(dir, "PostToolUseFailure", { ...tool(round), error: error(round) }, true),
        }),
        async (round) => ({
          [BRIEF]: await hook(dir, "SessionStart", { ...tool(round), source: "startup" }, true),
        }),
      ]);
      const ratio = (what: string, atMost: number) => ({
        what: `${what} / ${NODE}`,
        value: median(samples(what)) / median(samples(NODE)),
        atMost,
        unit: "x",
      });
      return {
        data: `${LEARNINGS} generated learnings, what hooks look up prepared, a new process and a new session each time; in turns with ${NODE} (spawn to exit)`,
        rows: [NODE, SILENT, PASSED, ELSEWHERE, INJECTED, BRIEF].map((what) => ({
          what,
          samples: samples(what),
        })),
        targets: [
          ...[SILENT, PASSED, ELSEWHERE].map((what) => ratio(what, 2)),
          ...[INJECTED, BRIEF].map((what) => ratio(what, 2.5)),
        ],
      };
    } finally {
      repository.remove();
      bare.remove();
    }
  },
};

const tool = (round: number) => ({
  session_id: `round-${round}`,
  tool_name: "Bash",
  tool_input: { command: "npm test" },
});

/** Milliseconds of one hook; throws where it says nothing though it should, or the other way round. */
async function hook(cwd: string, event: string, input: unknown, speaks: boolean): Promise<number> {
  let said = "";
  const spent = await timed(async () => {
    const { args } = configuredServer();
    const child = spawn("node", [...args, "hook", "--runtime", "claude", event], { cwd, stdio: "pipe" });
    child.stdout.on("data", (chunk) => {
      said += chunk;
    });
    child.stdin.end(JSON.stringify(input));
    await ended(child);
  });
  if ((said !== "") !== speaks) throw new Error(`${event} said ${JSON.stringify(said)}`);
  return spent;
}

async function prepare(cwd: string): Promise<void> {
  const { args } = configuredServer();
  await ended(spawn("node", [...args, "hook", "--make-view"], { cwd, stdio: "ignore" }));
}

const ended = (child: ReturnType<typeof spawn>): Promise<unknown> => once(child, "close");
