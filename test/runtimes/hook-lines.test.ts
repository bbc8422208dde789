// The line of a project's hook: short, known again, and closed where the script that it runs is missing.
import { rmSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { RUNTIMES } from "../../src/runtimes/all.ts";
import { HOOK_SCRIPT } from "../../src/runtimes/hook-script.ts";
import { hookEntries, isGuarded, LONGEST_LINE, namedBy } from "../../src/runtimes/hook-settings.ts";
import { HOOK_DIALECTS } from "../../src/runtimes/hooks/all.ts";
import { createHome, runCli } from "../cli/run-cli.ts";
import { callIn } from "../places/line.ts";
import { createRepository } from "../support/repository.ts";

const HOOKED = RUNTIMES.flatMap(({ name, hooks }) => (hooks === null ? [] : [{ name, hooks }]));
const LAUNCH = { command: "agentops-mcp", args: [] };
const before = (name: string): string[] =>
  Object.entries(HOOK_DIALECTS[name]?.events ?? {}).flatMap(([native, event]) =>
    event === "before-tool" ? [native] : [],
  );

it.each(HOOKED)(
  "$name: has at most 120 characters, and names its runtime and its event",
  ({ name, hooks }) => {
    for (const base of ["main", "develop", `release/${"x".repeat(40)}`, "a b;c"])
      for (const depth of [0, 2])
        for (const program of [null, "tools/agentops/dist/agentops-mcp.js"]) {
          const entries = hookEntries(name, hooks, LAUNCH, { base, depth, program });
          for (const entry of entries) {
            expect(entry.command.length, entry.command).toBeLessThanOrEqual(LONGEST_LINE);
            expect(namedBy(entry.command)).toEqual({ runtime: name, event: entry.event });
            expect(isGuarded(entry), entry.command).toBe(before(name).includes(entry.event));
            expect(entry.command).not.toContain("a b;c");
          }
        }
  },
);

it("the script guards the events before a tool of every runtime", () => {
  const [, list = ""] = /^(\w+(?: \| \w+)*)\) guards=yes/m.exec(HOOK_SCRIPT) ?? [];
  expect(new Set(list.split(" | "))).toEqual(new Set(HOOKED.flatMap(({ name }) => before(name))));
});

it("before a tool a working tree without the script has the one on base, and a commit that is older than it none", () => {
  const repository = createRepository();
  const place = createHome();
  const written = () => callIn(repository.dir, "Write", { file_path: "x", content: "y" }, place).code;
  expect(runCli(repository.dir, ["init", "--runtime", "claude", "--yes"], place).code).toBe(0);
  const script = path.join(repository.dir, ".agentops/hook");
  rmSync(script);
  expect(written()).toBe(0);
  repository.git("add", "-A");
  expect(runCli(repository.dir, ["init", "--runtime", "claude", "--yes"], place).code).toBe(0);
  repository.commit({ ".agentops/config.yaml": 'envelope: { write: ["src/**"] }\n' });
  rmSync(path.join(repository.dir, ".git/agentops/program"));
  rmSync(script);
  expect(written()).toBe(2);
  repository.commit({ ".agentops/config.yaml": 'envelope: { enforce: warn, write: ["src/**"] }\n' });
  expect(written()).toBe(0);
  place.remove();
  repository.remove();
});
