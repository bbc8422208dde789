// Where the runtimes under test live: a cache folder of their own, so that they never become dependencies of the product.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Runtime } from "./runtime.ts";

export const PROJECT_ROOT = join(import.meta.dirname, "../../..");
export const RUNTIMES_FOLDER = join(PROJECT_ROOT, ".cache/runtimes");

export function runtimeFolder({ package: name, version }: Runtime): string {
  return join(RUNTIMES_FOLDER, `${name.replace(/^@/, "").replace("/", "-")}-${version}`);
}

/** Node itself as a package. */
export const NODE = `node-${process.platform}-${process.arch}`;

function entryFile(runtime: Runtime, folder: string): string {
  return join(folder, "node_modules", runtime.package, runtime.entry);
}

/** Program and first arguments, in the given folder or in the place of a finished installation. */
export function commandOf(runtime: Runtime, folder = runtimeFolder(runtime)): [string, ...string[]] {
  const entry = entryFile(runtime, folder);
  if (runtime.nativeBy !== null) return [entry];
  const node = runtime.node === null ? process.execPath : join(folder, "node_modules", NODE, "bin/node");
  return [node, entry];
}

export function isInstalled(runtime: Runtime): boolean {
  return existsSync(entryFile(runtime, runtimeFolder(runtime)));
}
