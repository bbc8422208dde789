// Runs a command where a machine has no sandbox: in a scrubbed environment, and the receipts say that this was all.
import { cp, mkdir } from "node:fs/promises";
import path from "node:path";
import { LAUNCHER } from "./launch-on-windows.ts";
import { layTargets } from "./lay.ts";
import { type Confined, type Sandbox, scrubbedEnvironment } from "./sandbox.ts";
import { WRAPPER } from "./wrapper.ts";

/** `platform` is another one in a test. */
export const openNone = (why: string, platform: NodeJS.Platform = process.platform): Sandbox => ({
  level: "none",
  about: why,
  leavesNothing: false,
  async prepare(command) {
    const prepared = await bare(command);
    return platform === "win32"
      ? { ...prepared, program: process.execPath, args: ["-e", LAUNCHER, ...command.argv] }
      : { ...prepared, args: ["-c", WRAPPER, ...command.argv] };
  },
});

/** Each run gets a copy of the set-up's outputs, as nothing keeps it from writing to them. */
export async function bare(command: Confined) {
  const { files, scratch, cwd, beside } = command;
  const home = path.join(scratch, "home");
  const temporary = path.join(scratch, "tmp");
  await mkdir(home);
  await mkdir(temporary);
  for (const { from, at } of await layTargets(command))
    await cp(from, path.join(files, at), {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
    });
  const env = scrubbedEnvironment(command, home, temporary);
  return { program: "/bin/sh", cwd: beside ?? path.join(files, cwd), env };
}
