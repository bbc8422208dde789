// How long a runtime waits for a hook at each tool call, against the start of Node itself.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { commandFor } from "../hooks/stored-command.ts";
import { configuredServer } from "../support/client.ts";
import { repositoryWithLearnings } from "./filled-repository.ts";
import { type Benchmark, inTurns, median, timed } from "./measure.ts";

const LEARNINGS = 1_000;
const NODE = "node -e 0";
const SILENT = "before a tool call, nothing to say";
const PASSED = "after a command that passed";
const ALLOWED = "before a write inside the envelope, in the stored shell";
const DENIED = "before a write outside of it, stopped and noted";
const ELSEWHERE = "in a repository without init";
const INJECTED = "after a failed command, a lesson injected";
const BRIEF = "session start, the brief";

export const hooks: Benchmark = {
  name: "hooks",
  title: "One event of a runtime's hooks",
  async run(full) {
    const { repository, learnings } = await repositoryWithLearnings(LEARNINGS);
    const bare = (await repositoryWithLearnings(0)).repository;
    const bounded = (await repositoryWithLearnings(LEARNINGS)).repository;
    bounded.commit({ ".agentops/config.yaml": ENVELOPE }, "policy");
    const { dir } = repository;
    const error = (round: number): string => learnings[round]?.title ?? "";
    try {
      await prepare(dir);
      await prepare(bounded.dir);
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
          [ALLOWED]: await stored(bounded.dir, written(round, "src/new.ts"), false),
        }),
        async (round) => ({
          [DENIED]: await stored(bounded.dir, written(round, "package.json"), true),
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
        rows: [NODE, SILENT, PASSED, ELSEWHERE, ALLOWED, DENIED, INJECTED, BRIEF].map((what) => ({
          what,
          samples: samples(what),
        })),
        targets: [
          ...[SILENT, PASSED, ELSEWHERE].map((what) => ratio(what, 2)),
          ...[ALLOWED, DENIED, INJECTED, BRIEF].map((what) => ratio(what, 2.5)),
        ],
      };
    } finally {
      repository.remove();
      bare.remove();
      bounded.remove();
    }
  },
};

const ENVELOPE = `envelope:
  write: ["src/**", "test/**", "docs/**", "!src/vendor/**"]
  deny: ["**/.env*", "**/*.pem"]
  commands: [[npm, test], [git, status]]
`;

const written = (round: number, file: string) => ({
  session_id: `round-${round}`,
  tool_name: "Write",
  tool_input: { file_path: file, content: "x" },
});

/** The same by the command that `init` stores, with the shell around it. */
const stored = (cwd: string, input: unknown, speaks: boolean): Promise<number> =>
  answered(
    () => {
      const command = commandFor("claude", "PreToolUse");
      const env = { ...process.env, CLAUDE_PROJECT_DIR: cwd };
      return spawn(command, { cwd, env, shell: true, stdio: "pipe" });
    },
    input,
    speaks,
    "PreToolUse",
  );

const tool = (round: number) => ({
  session_id: `round-${round}`,
  tool_name: "Bash",
  tool_input: { command: "npm test" },
});

const hook = (cwd: string, event: string, input: unknown, speaks: boolean): Promise<number> =>
  answered(
    () => {
      const { args } = configuredServer();
      return spawn("node", [...args, "hook", "--runtime", "claude", event], { cwd, stdio: "pipe" });
    },
    input,
    speaks,
    event,
  );

/** Milliseconds of one hook; throws where it says nothing though it should, or the other way round. */
async function answered(
  start: () => ChildProcessWithoutNullStreams,
  input: unknown,
  speaks: boolean,
  event: string,
): Promise<number> {
  let said = "";
  const spent = await timed(async () => {
    const child = start();
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
