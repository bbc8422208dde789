// The envelope in real runtimes that `init` alone has configured: a write that leaves it is stopped before it happens, told why, and goes on inside.
import { access, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { git } from "../support/repository.ts";
import { createTable } from "./compatibility-table.ts";
import { runHeadless } from "./headless.ts";
import { initialise } from "./initialise.ts";
import type { Turn } from "./protocol.ts";
import { codex } from "./runtimes/codex.ts";
import { IS_NEWEST, HOOKED as OF_LANE } from "./runtimes/lanes.ts";
import type { Runtime } from "./runtimes/runtime.ts";
import { startScriptedModel } from "./scripted-model.ts";
import { createRepository } from "./temporary-repository.ts";

const POLICY = `envelope:
  write: ["src/**"]
  commands: [[git, status]]
  shell: deny
`;
const ASKS: Turn = { tool: "check_action", arguments: { action: "write", target: ["outside.txt"] } };
/** Codex offers its tool for patches only to models that it knows to write them. */
const PATCHING: Runtime = {
  ...codex,
  async prepare(session) {
    const { args, env } = await codex.prepare(session);
    return { args: [...args, "--model", "gpt-5.5"], env };
  },
};
const HOOKED = OF_LANE.filter(({ name }) => !IS_NEWEST || name !== codex.name).map((each) =>
  each === codex ? PATCHING : each,
);
/** Codex from this model, and newer versions of Claude Code from any: behind a search, but for those that are marked. */
const hidesTools = (runtime: Runtime): boolean =>
  runtime === PATCHING || (IS_NEWEST && runtime.name === "claude");
const table = createTable(IS_NEWEST ? "envelope-newest" : "envelope", HOOKED, [
  "write stopped",
  "command stopped",
  "told why",
  "goes on inside",
]);

afterAll(async () => {
  process.stdout.write(`\n${table}\n\n`);
  await table.write();
});

describe.each(HOOKED)("$title", (runtime) => {
  test("is stopped before a write that leaves the envelope, told why, and goes on inside it", async () => {
    const repository = await createRepository();
    try {
      const [cwd, home] = [repository.path, await repository.newHome()];
      await mkdir(join(cwd, ".agentops"));
      await writeFile(join(cwd, ".agentops/config.yaml"), POLICY);
      if (runtime.scope === "project") await initialise([runtime], "project", cwd, home);
      const author = ["-c", "user.name=Test", "-c", "user.email=test@localhost"];
      git(cwd, "add", "-A");
      git(cwd, ...author, "commit", "-qm", "policy");
      const model = await startScriptedModel([
        { write: join(cwd, "outside.txt"), text: "out" },
        // Gemini CLI takes the code for the dot that it stands for.
        { write: join(cwd, "src/%2e%2e/decoded.txt"), text: "out" },
        { shell: "touch by-shell.txt" },
        { shell: "git status" },
        { write: join(cwd, "src/inside.txt"), text: "in" },
        ...(hidesTools(runtime) ? [] : [ASKS]),
        { say: "Done inside." },
      ]);
      const session = { prompt: "Write it.", cwd, home, modelUrl: model.url, shell: true };
      const finished = await runHeadless(runtime, session).finally(model.close);
      expect(finished, finished.output).toMatchObject({ exitCode: 0, timedOut: false });
      expect(model.faults, finished.output).toEqual([]);
      const exists = (file: string) =>
        access(join(cwd, file)).then(
          () => true,
          () => false,
        );
      const [wrote = "", decoded = "", ran = "", status = "", inside = "", asked = ""] =
        model.requests.at(-1)?.toolResults ?? [];

      expect(await exists("outside.txt"), wrote).toBe(false);
      expect(await exists("decoded.txt"), decoded).toBe(false);
      table.passed(runtime, "write stopped");
      expect(await exists("by-shell.txt"), ran).toBe(false);
      expect(ran).toContain("commands: no entry fits");
      table.passed(runtime, "command stopped");
      expect(wrote).toContain("by the envelope on");
      expect(wrote).toContain("only they can change envelope.");
      table.passed(runtime, "told why");
      expect(status).toContain("On branch");
      expect(await exists("src/inside.txt"), inside).toBe(true);
      if (!hidesTools(runtime)) expect(asked).toContain("write: no entry fits");
      table.passed(runtime, "goes on inside");
    } finally {
      await repository.remove();
    }
  });
});
