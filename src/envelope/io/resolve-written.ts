// Resolves a path as somebody writes it who asks beforehand: in any spelling that other tools take, from wherever it begins.
import { existsSync } from "node:fs";
import type { Place } from "../../git/place.ts";
import { absoluteOf } from "../../git/repository-path.ts";
import { splitLine } from "../../shared/text/written-path.ts";
import type { FileTarget } from "../action.ts";
import { resolveFile } from "./resolve-file.ts";

/**
 * What leads to something as it stands is taken so, as a tool of a runtime would; a hook, which sees the tool's own
 * path, asks `resolveFile` alone. Never throws.
 */
export function resolveWritten(
  typed: string,
  cwd: string,
  place: Pick<Place, "commonDir" | "gitDir" | "worktree">,
): FileTarget {
  const asItStands = resolveFile(typed, cwd, place);
  if (asItStands.problem === null ? existsSync(asItStands.absolute) : !/^file:/i.test(typed))
    return asItStands;
  // Where `..` leads depends on the links before it, which only the whole path tells.
  if (typed.split(/[\\/]/).includes(".."))
    return resolveFile(splitLine(typed).path.replaceAll("\\", "/"), cwd, place);
  const found = absoluteOf(typed, cwd, place, cwd);
  return found === null ? asItStands : resolveFile(found, cwd, place);
}
