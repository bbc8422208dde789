// Finds out what of this a project has already, so that running init again takes nothing away.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { PARTS, type Part } from "../../api/define.ts";
import { RUNTIMES } from "../../runtimes/all.ts";
import { storedEntry } from "../../runtimes/edit.ts";
import { localEntry } from "../../runtimes/edit-local.ts";
import type { Runtime, Scope, StoredEntry } from "../../runtimes/runtime.ts";
import { CONFIG_PATH } from "../../shared/settings-file.ts";
import { isMap, parseDocument } from "../../shared/yaml.ts";
import { parseParts } from "../parts.ts";
import { filesOf, type Place, shownPath } from "./place.ts";

/** Of the entries of this scope, whichever runtime's they are; null where there is none. An entry that names no parts has all. */
export function installedParts(scope: Scope, place: Place): readonly Part[] | null {
  const entries = RUNTIMES.flatMap((runtime) => entriesOf(runtime, scope, place));
  if (entries.length === 0) return null;
  const named = new Set(entries.flatMap(partsOf));
  return PARTS.filter((part) => named.has(part));
}

/** What the project's configuration speaks of, where it has one. */
export function configuredParts({ top }: Place): readonly Part[] {
  const keys = top === null ? [] : keysIn(readText(path.join(top, CONFIG_PATH)));
  return PARTS.filter((part) => keys.includes(part));
}

/** Keys at the top of a configuration; none of one that does not parse, which is told where it is read for use. */
export function keysIn(text: string): string[] {
  const { contents, errors } = parseDocument(text);
  return errors.length === 0 && isMap(contents) ? contents.items.map(({ key }) => String(key)) : [];
}

function partsOf({ args }: StoredEntry): readonly Part[] {
  const named = args[args.indexOf("--parts") + 1];
  if (!args.includes("--parts") || named === undefined) return PARTS;
  try {
    return parseParts(named);
  } catch {
    // Of a newer version, or mistyped: nothing that is there is to go.
    return PARTS;
  }
}

function entriesOf(runtime: Runtime, scope: Scope, place: Place): StoredEntry[] {
  const inProject = (filesOf(runtime, scope, place)?.config ?? []).flatMap((file) =>
    entryIn(runtime, file, place, (text, shown) => storedEntry(runtime, text, shown)),
  );
  const { top } = place;
  if (scope === "user" || top === null || runtime.projectsKey === null) return inProject;
  const own = runtime
    .user(place)
    .config.flatMap((file) =>
      entryIn(runtime, file, place, (text, shown) => localEntry(runtime, top, text, shown)),
    );
  return [...inProject, ...own];
}

function entryIn(
  runtime: Runtime,
  file: string,
  place: Place,
  find: (text: string, shown: string) => unknown,
): StoredEntry[] {
  const text = readText(file);
  if (!text.includes("agentops")) return [];
  try {
    return [runtime.read(find(text, shownPath(file, place)))].flatMap((entry) => entry ?? []);
  } catch {
    // What can't be read is told by the edit of the same file.
    return [];
  }
}

function readText(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  } catch {
    return "";
  }
}
