// Resolves a path as somebody writes it who asks beforehand: in any spelling that tools accept, from any starting folder.
import { existsSync } from "node:fs";
import type { Place } from "../../git/place.ts";
import { absoluteOf } from "../../git/repository-path.ts";
import { splitLine } from "../../shared/text/written-path.ts";
import type { FileTarget } from "../action.ts";
import { resolveFile } from "./resolve-file.ts";

/**
 * A path that leads to something as it stands is taken that way, as a runtime's tool would. Hooks see the tool's own path
 * and call `resolveFile` directly. Never throws.
 */
export function resolveWritten(
  typed: string,
  cwd: string,
  place: Pick<Place, "commonDir" | "gitDir" | "worktree">,
): FileTarget {
  const asItStands = resolveFile(typed, cwd, place);
  if (asItStands.problem === null ? existsSync(asItStands.absolute) : !/^file:/i.test(typed))
    return asItStands;
  // Only the whole path tells where `..` leads, as it depends on the links before it.
  if (typed.split(/[\\/]/).includes(".."))
    return resolveFile(splitLine(typed).path.replaceAll("\\", "/"), cwd, place);
  const found = absoluteOf(typed, cwd, place, cwd);
  return found === null ? asItStands : resolveFile(found, cwd, place);
}
