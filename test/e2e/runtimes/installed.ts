// Where the runtimes under test live: a cache folder of their own, so that they never become dependencies of the product.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { copilot } from "./copilot.ts";
import { gemini } from "./gemini.ts";
import { opencode } from "./opencode.ts";
import { qwen } from "./qwen.ts";
import type { Runtime } from "./runtime.ts";

export const RUNTIMES: readonly Runtime[] = [claude, codex, opencode, gemini];
/** What users have who update every day; `npm run test:e2e:newest` runs them. */
const NEWEST: readonly Runtime[] = [
  { ...claude, title: "newest Claude Code", version: "2.1.332" },
  { ...codex, title: "newest Codex", version: "0.171.0" },
  copilot,
  qwen,
];

export const IS_NEWEST = process.env.AGENTOPS_LANE === "newest";
/** Those with hooks, of the lane that is run. */
export const HOOKED = (IS_NEWEST ? NEWEST : RUNTIMES).filter(({ hooks }) => hooks);

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
