// Vitest's global set-up: fetches the pinned runtimes once. What cannot be fetched is named here, and its tests fail.
import { execFile } from "node:child_process";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { commandOf, isInstalled, NODE, RUNTIMES_FOLDER, runtimeFolder } from "./runtimes/installed.ts";
import { HOOKED, IS_NEWEST, RUNTIMES } from "./runtimes/lanes.ts";
import type { Runtime } from "./runtimes/runtime.ts";

const run = promisify(execFile);
const PARTIAL = /\.partial-(\d+)$/;

export default async function installRuntimes(): Promise<void> {
  // The page is looked at by a browser alone.
  if (process.env.AGENTOPS_LANE === "ui") return;
  await mkdir(RUNTIMES_FOLDER, { recursive: true });
  await removeAbandoned();
  for (const runtime of IS_NEWEST ? HOOKED : RUNTIMES) {
    if (isInstalled(runtime)) continue;
    await install(runtime).catch((error: unknown) => {
      process.stderr.write(`MISSING ${runtime.title} ${runtime.version}: ${String(error)}\n`);
    });
  }
}

/** Installs beside the final place and renames at the end: a folder with the final name is always whole. */
async function install(runtime: Runtime): Promise<void> {
  const folder = runtimeFolder(runtime);
  const partial = `${folder}.partial-${process.pid}`;
  try {
    await mkdir(partial);
    await writeFile(join(partial, "package.json"), '{"private":true}\n');
    // The programs themselves are optional dependencies, one per platform; no install script is needed.
    const options = [
      "--prefix",
      partial,
      "--ignore-scripts",
      "--include=optional",
      "--no-audit",
      "--no-fund",
    ];
    const packages = [
      `${runtime.package}@${runtime.version}`,
      ...(runtime.node === null ? [] : [`${NODE}@${runtime.node}`]),
    ];
    await run("npm", ["install", ...options, ...packages], { timeout: 300_000 });
    if (runtime.nativeBy !== null) {
      const script = join(partial, "node_modules", runtime.package, runtime.nativeBy);
      await run(process.execPath, [script], { timeout: 60_000 });
    }
    const [program, ...args] = commandOf(runtime, partial);
    const started = await run(program, [...args, "--version"], { timeout: 60_000 });
    if (!started.stdout.includes(runtime.version)) throw new Error(`it says to be ${started.stdout.trim()}`);
    await rename(partial, folder).catch((error: unknown) => {
      // Another run may have finished first.
      if (!isInstalled(runtime)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Removes what a killed run left behind; a folder bears the id of the process that fills it. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(RUNTIMES_FOLDER)) {
    const owner = PARTIAL.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    await rm(join(RUNTIMES_FOLDER, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
