// Runs a command where a machine has no sandbox: in a scrubbed environment, and the receipts say that this was all.
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { layTargets } from "./lay.ts";
import { type Confined, type Sandbox, scrubbedEnvironment } from "./sandbox.ts";
import { WRAPPER } from "./wrapper.ts";

export const openNone = (why: string): Sandbox => ({
  level: "none",
  about: why,
  leavesNothing: false,
  async prepare(command) {
    return { ...(await bare(command)), args: ["-c", WRAPPER, ...command.argv] };
  },
});

/** Each run gets a copy of the set-up's outputs, as nothing keeps it from writing to them. */
export async function bare(command: Confined) {
  const { files, scratch, cwd, beside } = command;
  const [home, temporary] = [path.join(scratch, "home"), path.join(scratch, "tmp")];
  await mkdir(home);
  await mkdir(temporary);
  for (const { from, at } of await layTargets(command))
    await promisify(execFile)("cp", ["-a", `${from}/.`, path.join(files, at)]);
  const env = scrubbedEnvironment(command, home, temporary);
  return { program: "/bin/sh", cwd: beside ?? path.join(files, cwd), env };
}
