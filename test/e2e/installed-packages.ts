// Fetches packages that the tests drive and that the product does not depend on, once, beside the runtimes.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { NODE, RUNTIMES_FOLDER } from "./runtimes/installed.ts";

const run = promisify(execFile);

/** The folder of the installed package; its dependencies come along. */
export async function installedPackage(name: string, version: string): Promise<string> {
  const folder = join(RUNTIMES_FOLDER, `${name.replace(/^@/, "").replace("/", "-")}-${version}`);
  const installed = join(folder, "node_modules", name);
  if (!existsSync(installed)) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), '{"private":true}\n');
    const options = ["--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"];
    await run("npm", ["install", ...options, `${name}@${version}`], { timeout: 300_000 });
  }
  return installed;
}

/** Node of another version, from its package on npm. */
export const installedNode = async (version: string): Promise<string> =>
  join(await installedPackage(NODE, version), "bin/node");
