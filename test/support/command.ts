// Runs a command line in the test's own process, as starting one takes half a second.

import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { answerCommand } from "../../src/cli/command.ts";
import { type Ran, SYSTEM_PATH } from "../cli/run-cli.ts";

const OWN = process.env;

/** Like `runCli` with the home of all tests, no terminal and no input. One at a time, as it sets environment variables. */
export async function command(
  cwd: string,
  [name = "", ...args]: readonly string[],
  env: Record<string, string> = {},
): Promise<Ran> {
  const streams = { stdin: Readable.from([]), stdout: new PassThrough(), stderr: new PassThrough() };
  const told = Promise.all([text(streams.stdout), text(streams.stderr)]);
  const { HOME = "", TMPDIR = "" } = OWN;
  process.env = { PATH: SYSTEM_PATH, HOME, TMPDIR, GIT_CONFIG_NOSYSTEM: "1", ...env };
  const code = await answerCommand([name, "--dir", cwd, ...args], streams).finally(() => {
    process.env = OWN;
  });
  streams.stdout.end();
  streams.stderr.end();
  const [stdout, stderr] = await told;
  return { code, stdout, stderr };
}
