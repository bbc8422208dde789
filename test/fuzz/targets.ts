// Finds the targets by their place; a target is named as its file.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Target } from "./target.ts";

const HERE = path.dirname(fileURLToPath(import.meta.url));

export const targetNames = (): string[] =>
  readdirSync(path.join(HERE, "targets"))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.basename(name, ".ts"));

export async function targetNamed(name: string): Promise<Target> {
  const file = path.join(HERE, "targets", `${name}.ts`);
  const module: { readonly default: Target } = await import(pathToFileURL(file).href);
  return module.default;
}

/** Inputs that were faulty or interesting once, by the name of their file. */
export function keptSeeds(target: string): ReadonlyMap<string, Buffer> {
  const folder = path.join(HERE, "seeds", target);
  let names: string[] = [];
  try {
    names = readdirSync(folder).sort();
  } catch {
    // No input of this target was worth keeping so far.
  }
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name))]));
}
