// Hooks reach the models of real runtimes that `init` alone has configured: at the start, at the prompt, after a failure, at the end.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createRecorder, withServer } from "../support/journal.ts";
import { createTable } from "./compatibility-table.ts";
import { runHeadless } from "./headless.ts";
import { initialise } from "./initialise.ts";
import type { ModelRequest, Turn } from "./protocol.ts";
import { claude } from "./runtimes/claude.ts";
import { codex } from "./runtimes/codex.ts";
import { PROJECT_ROOT } from "./runtimes/installed.ts";
import { HOOKED, IS_NEWEST } from "./runtimes/lanes.ts";
import type { Runtime } from "./runtimes/runtime.ts";
import { startScriptedModel } from "./scripted-model.ts";
import { createRepository, type TemporaryRepository } from "./temporary-repository.ts";
import { writeTranscript } from "./transcript.ts";

const run = promisify(execFile);
const ULID = /\b[0-9A-HJKMNP-TV-Z]{26}\b/;
const table = createTable(IS_NEWEST ? "hooks-newest" : "hooks", HOOKED, [
  "start",
  "prompt",
  "failed command",
  "stop asks",
  "then lets go",
  "next session starts with it",
]);

const TASK = "Hand the nightly archive of the invoices to the importer, with its checksum file.";
const FITS_TASK = {
  title: "The checksum file of the nightly archive is read before the archive itself",
  body:
    "The importer opens the checksum file of the nightly invoices archive first and drops an archive whose `.sha256` comes later. " +
    "Write the checksum file first, then the archive.",
  kind: "decision",
  paths: ["docs/importer.md"],
  evidence: [{ type: "path", ref: "src/export.ts" }],
};
const FITS_ERROR = {
  title: "A rename out of /tmp ends with EXDEV, as /tmp is another device",
  body:
    "`node move.mjs` ends with `EXDEV: cross-device link not permitted, rename` because `renameSync` cannot move a file from /tmp to another device. " +
    "Create a file `copy.flag` beside it, and it copies and then deletes.",
  kind: "pattern",
  paths: ["scripts/release.sh"],
  evidence: [{ type: "command", ref: "node move.mjs" }],
};
const LEARNED = {
  title: "copy.flag makes move.mjs leave the archive with the mode 0600 of /tmp",
  body:
    "`node move.mjs` with `copy.flag` keeps the mode 0600 of the file in /tmp, so nobody but its owner can read the archive afterwards. " +
    "Run `chmod 0644` on the archive behind it.",
  kind: "failure",
  paths: ["move.mjs"],
  evidence: [{ type: "command", ref: "node move.mjs" }],
};
const PROGRAM = `import { existsSync } from "node:fs";
if (existsSync("copy.flag")) console.log("moved by copy");
else throw new Error("EXDEV: cross-device link not permitted, rename '/tmp/invoices.tar' -> '/data/invoices.tar'");
`;

afterAll(async () => {
  process.stdout.write(`\n${table}\n\n`);
  await table.write();
});

describe.each(HOOKED)("$title", (runtime) => {
  test("is told what matters, at the moment when it matters, and may end", async () => {
    const repository = await createRepository();
    try {
      const { error, task } = await prepare(repository, runtime);
      let learned = "";
      const first = await play(runtime, repository, TASK, [
        { shell: "node move.mjs" },
        { shell: "touch copy.flag" },
        { shell: "node move.mjs" },
        { say: "It is there." },
        {
          tool: "cite_learnings",
          arguments: {
            citations: [
              { id: error, outcome: "applied", note: "With copy.flag it worked." },
              { id: task, outcome: "ignored" },
            ],
          },
        },
        { tool: "record_learning", arguments: LEARNED },
        { say: "It is there, and recorded." },
      ]);
      const [atStart, afterFailure, , , afterSaying, , atEnd] = first;

      expect(holds(atStart, "What this repository remembers"), "What this repository remembers").toBe(true);
      table.passed(runtime, "start");
      expect(holds(atStart, "fit this task"), "fit this task").toBe(true);
      expect(holds(atStart, task), task).toBe(true);
      table.passed(runtime, "prompt");
      expect(holds(atStart, error)).toBe(false);
      expect(holds(afterFailure, "about this error"), String(afterFailure?.toolResults)).toBe(true);
      expect(holds(afterFailure, error), error).toBe(true);
      table.passed(runtime, "failed command");
      expect(holds(afterFailure, "Before you end:")).toBe(false);
      for (const words of [
        "Before you end:",
        "without a word on it yet",
        "call record_learning with the cause",
      ])
        expect(holds(afterSaying, words), words).toBe(true);
      table.passed(runtime, "stop asks");
      const [, , , cited = "", recorded = ""] = atEnd?.toolResults ?? [];
      expect(cited).toContain(error);
      learned = ULID.exec(recorded)?.[0] ?? expect.fail(`no id in: ${recorded}`);
      // One request for each turn: nobody was asked a second time.
      expect(first).toHaveLength(7);
      table.passed(runtime, "then lets go");

      const second = await play(runtime, repository, "Say hello.", [{ say: "Hello." }]);
      expect(holds(second[0], learned), learned).toBe(true);
      expect(second).toHaveLength(1);
      table.passed(runtime, "next session starts with it");
      if (runtime === claude)
        await writeTranscript({
          first,
          second,
          prompt: TASK,
          names: { [error]: "LESSON-A", [task]: "LESSON-B", [learned]: "LESSON-C" },
        });
    } finally {
      await repository.remove();
    }
  });
});

/** Whether the model was shown the text in this request. */
const holds = (request: ModelRequest | undefined, text: string): boolean =>
  [request?.context, ...(request?.toolResults ?? [])].some((part) => part?.includes(text));

test.skipIf(IS_NEWEST)("doctor says of hooks in Codex what Codex says", async () => {
  const repository = await createRepository();
  try {
    const [cwd, home] = [repository.path, await repository.newHome()];
    const session = { prompt: "", cwd, home, modelUrl: "http://127.0.0.1:1", shell: false };
    await codex.prepare(session);
    await initialise([codex], "user", cwd, home);
    expect(await checkOnHooks(cwd, home)).toMatchObject({
      level: "warn",
      found: expect.stringMatching(/nobody/),
    });
    await codex.trust?.(session, codex);
    expect(await checkOnHooks(cwd, home)).toMatchObject({
      found: expect.stringMatching(/^\d+ events, answer/),
    });
  } finally {
    await repository.remove();
  }
});

async function checkOnHooks(cwd: string, home: string): Promise<unknown> {
  const program = join(PROJECT_ROOT, "dist/agentops-mcp.js");
  const env = { PATH: process.env.PATH, HOME: home };
  // It ends with 1 where any check fails, and that is not the question here.
  const { stdout } = await run(process.execPath, [program, "doctor", "--json"], { cwd, env }).catch(
    (error: { stdout: string }) => error,
  );
  const { checks } = z
    .object({ checks: z.array(z.looseObject({ name: z.string() })) })
    .parse(JSON.parse(stdout));
  return checks.find(({ name }) => name.startsWith("codex hooks"));
}

/** Earlier sessions have left more than a brief holds, so that what fits a task or an error is not in it. */
async function prepare(repository: TemporaryRepository, runtime: Runtime) {
  await writeFile(join(repository.path, "move.mjs"), PROGRAM);
  if (runtime.scope === "project")
    await initialise([runtime], "project", repository.path, await repository.newHome());
  return withServer(repository.path, { session: "earlier" }, async (client) => {
    const record = createRecorder(client, 11);
    const [error, task] = [await record(FITS_ERROR), await record(FITS_TASK)];
    for (let count = 0; count < 12; count += 1) await record({ kind: "failure" });
    return { error, task };
  });
}

async function play(
  runtime: Runtime,
  repository: TemporaryRepository,
  prompt: string,
  turns: readonly Turn[],
) {
  const [cwd, home] = [repository.path, await repository.newHome()];
  const model = await startScriptedModel(turns);
  const finished = await runHeadless(runtime, {
    prompt,
    cwd,
    home,
    modelUrl: model.url,
    shell: true,
  }).finally(model.close);
  expect(finished, finished.output).toMatchObject({ exitCode: 0, timedOut: false });
  expect(model.faults, finished.output).toEqual([]);
  return model.requests;
}
