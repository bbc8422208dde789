// Where the runtimes under test live: a cache folder of their own, so that they never become dependencies of the product.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import type { Runtime } from "./runtime.ts";

export const RUNTIMES: readonly Runtime[] = [claude, codex];

export const PROJECT_ROOT = join(import.meta.dirname, "../../..");
export const RUNTIMES_FOLDER = join(PROJECT_ROOT, ".cache/runtimes");

export function runtimeFolder({ package: name, version }: Runtime): string {
  return join(RUNTIMES_FOLDER, `${name.replace(/^@/, "").replace("/", "-")}-${version}`);
}

/** The script that Node starts, in the given folder or in the place of a finished installation. */
export function runtimeScript(runtime: Runtime, folder = runtimeFolder(runtime)): string {
  return join(folder, "node_modules", runtime.package, runtime.entry);
}

export function isInstalled(runtime: Runtime): boolean {
  return existsSync(runtimeScript(runtime));
}
