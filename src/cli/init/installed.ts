// Finds which parts a project has already, so that running init again removes nothing.
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

/** From the entries of this scope, of any runtime; null where there is none. An entry that names no parts has all. */
export function installedParts(scope: Scope, place: Place): readonly Part[] | null {
  const entries = RUNTIMES.flatMap((runtime) => entriesOf(runtime, scope, place));
  if (entries.length === 0) return null;
  const named = new Set(entries.flatMap(partsOf));
  return PARTS.filter((part) => named.has(part));
}

/** Parts that the project's configuration has keys for. */
export function configuredParts({ top }: Place): readonly Part[] {
  const keys = top === null ? [] : keysIn(readText(path.join(top, CONFIG_PATH)));
  return PARTS.filter((part) => keys.includes(part));
}

/** The top-level keys of a configuration; empty where it does not parse, which is reported where it is used. */
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
    // A name of a newer version or a mistyped one: assume all, so that nothing is removed.
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
    // The edit of the same file reports that it can't be read.
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
