// Gives programs that run from source by tsx the modules that are made at build time: `tsx --import ./scripts/made-modules.mjs <file>`.
import { register } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isMainThread } from "node:worker_threads";
import { madeModule, ROOT } from "./catalog.mjs";

// Node loads this file twice: before the program, and as the hooks that it registers, in a thread of their own.
if (isMainThread) register(import.meta.url);

const FROM = pathToFileURL(path.join(ROOT, "made-module.mjs")).href;

export function resolve(specifier, context, next) {
  if (madeModule(specifier) !== undefined) return { url: specifier, shortCircuit: true };
  const { parentURL } = context;
  if (parentURL === undefined || madeModule(parentURL) === undefined) return next(specifier, context);
  return next(path.isAbsolute(specifier) ? pathToFileURL(specifier).href : specifier, {
    ...context,
    parentURL: FROM,
  });
}

export async function load(url, context, next) {
  const source = madeModule(url);
  return source === undefined ? next(url, context) : { format: "module", source, shortCircuit: true };
}
