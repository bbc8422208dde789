// Where the runtimes under test live: a cache folder of their own, so that they never become dependencies of the product.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { gemini } from "./gemini.ts";
import { opencode } from "./opencode.ts";
import type { Runtime } from "./runtime.ts";

export const RUNTIMES: readonly Runtime[] = [claude, codex, opencode, gemini];

export const PROJECT_ROOT = join(import.meta.dirname, "../../..");
export const RUNTIMES_FOLDER = join(PROJECT_ROOT, ".cache/runtimes");

export function runtimeFolder({ package: name, version }: Runtime): string {
  return join(RUNTIMES_FOLDER, `${name.replace(/^@/, "").replace("/", "-")}-${version}`);
}

function entryFile(runtime: Runtime, folder: string): string {
  return join(folder, "node_modules", runtime.package, runtime.entry);
}

/** Program and first arguments, in the given folder or in the place of a finished installation. */
export function commandOf(runtime: Runtime, folder = runtimeFolder(runtime)): [string, ...string[]] {
  const entry = entryFile(runtime, folder);
  return runtime.nativeBy === null ? [process.execPath, entry] : [entry];
}

export function isInstalled(runtime: Runtime): boolean {
  return existsSync(entryFile(runtime, runtimeFolder(runtime)));
}
