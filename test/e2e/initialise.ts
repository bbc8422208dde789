// Configures runtimes as a person does, by `agentops-mcp init`, and in no other way.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Scope } from "../../src/runtimes/runtime.ts";
import { PROJECT_ROOT } from "./runtimes/installed.ts";
import type { Runtime } from "./runtimes/runtime.ts";

const run = promisify(execFile);
const BUILT = join(PROJECT_ROOT, "dist/agentops-mcp.js");

/** Throws with what the command printed where it fails. */
export async function initialise(
  runtimes: readonly Runtime[],
  scope: Scope,
  cwd: string,
  home: string,
): Promise<void> {
  const names = runtimes.map(({ name }) => name).join(",");
  await run(
    process.execPath,
    [BUILT, "init", "--runtime", names, "--scope", scope, "--with", "all", "--yes"],
    {
      cwd,
      env: { PATH: process.env.PATH, HOME: home },
    },
  );
}
