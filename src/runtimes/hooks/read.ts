// Reads what runtimes tell their hooks: any field may be missing or of another type, and none of it may throw.

import { isTable } from "../table.ts";
import type { HookEvent, HookEventName } from "./event.ts";

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => isTable(value);

/** An empty table where the value is none. */
export const tableOf = (value: unknown): Fields => (isTable(value) ? value : {});

/** Null where the value is no text or an empty one. */
export const textOf = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

/** The first that is a text. */
export const firstText = (...values: readonly unknown[]): string | null =>
  values.map(textOf).find((text) => text !== null) ?? null;

/** An event of which nothing is known but its name; `fields` are those in which it differs. */
export function hookEvent(event: HookEventName, fields: Partial<HookEvent>): HookEvent {
  return {
    event,
    session: null,
    cwd: null,
    source: null,
    prompt: null,
    tool: null,
    requests: null,
    asksLater: false,
    stopActive: false,
    plans: false,
    subagent: null,
    subagentType: null,
    delegates: null,
    transcript: null,
    ...fields,
  };
}

/** The event's name and fields, with what every runtime tells alike; null for one that is unknown or names no session. */
export function told(
  events: Readonly<Record<string, HookEventName>>,
  event: string,
  input: unknown,
): { readonly name: HookEventName; readonly fields: Fields; readonly common: Partial<HookEvent> } | null {
  const name = Object.hasOwn(events, event) ? events[event] : undefined;
  const fields = tableOf(input);
  if (name === undefined || typeof fields.session_id !== "string") return null;
  const common = {
    session: textOf(fields.session_id),
    cwd: textOf(fields.cwd),
    source: sourceOf(fields.source),
    stopActive: fields.stop_hook_active === true,
    transcript: textOf(fields.transcript_path),
  };
  return { name, fields, common };
}

/** What began a session; a fork goes on with another session's conversation, as a resumed one does. */
export function sourceOf(value: unknown): HookEvent["source"] {
  if (value === "fork") return "resume";
  return value === "startup" || value === "resume" || value === "clear" || value === "compact" ? value : null;
}

/** The arguments under which tools of all four runtimes name files, and names that others use for the same. */
const FILE_FIELDS = [
  ...["file_path", "notebook_path", "absolute_path", "dir_path", "target_file", "target_notebook"],
  ...["path", "filePath", "file", "files", "filename", "old_path", "new_path", "destination", "scriptPath"],
];
const MOST_PATHS = 50;
/** As Codex reads a patch: only a line feed ends a line, and blanks around a line of its frame count for nothing. */
const PATCHED_LINE = /^\s*\*\*\* (?:Add File|Update File|Delete File|Move to):(.*)$/s;
/** Lines of files begin with a sign or a blank, so this is one of the frame, of a form that nobody has met. */
const FRAME_LINE =
  /^\*\*\* ?(?!(?:Begin Patch|End Patch|End of File)[ \t\r]*$|(?:Add File|Update File|Delete File|Move to):)\S/;
/** Any other white space stays, and makes the path one that can't be told. */
const BEFORE = /^[ \t]+/;
const BEHIND = /(?<![ \t\r])[ \t\r]+$/;

/** A list of names, or what tells whether a name is meant. */
type FieldNames = Pick<string[], "includes">;
const ANY: FieldNames = { includes: () => true };
/** In a tool that writes, also those that nobody has met: what is named so is a place, whatever a newer runtime does with it. */
const LIKE_A_PLACE =
  /(?:path|file|filename|dest|dst|destination|target|rename|uri|folder|dir|output|location)s?$|^out$/i;
/** Such as `move_to` and `saveAs`; in small letters alone many words end so. */
const LEADS_TO = /(?:_(?:to|as)|[a-z](?:To|As))$/;
const PLACES: FieldNames = {
  includes: (field) => LIKE_A_PLACE.test(field) || LEADS_TO.test(field),
};

/**
 * All texts under these fields, each of which may hold one or a list, in whatever table or list it stands; an empty one
 * for what is there and no text.
 */
export function textsIn(input: Fields, fields: FieldNames): string[] {
  const found: string[] = [];
  // Without recursion, as nobody knows how deep a stranger nests.
  const open: unknown[] = [input];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== "object" || value === null) continue;
    for (const [field, inner] of Object.entries(value)) {
      open.push(inner);
      if (!Array.isArray(value) && fields.includes(field))
        for (const text of textsOf(inner)) found.push(text);
    }
  }
  return found;
}

/** Of one or a list; tables in a list are looked at by themselves. */
function textsOf(value: unknown): string[] {
  const all = Array.isArray(value) ? value.filter((each) => !isTable(each)) : [value];
  return all.filter((each) => each !== "" && each !== null).map((each) => textOf(each) ?? "");
}

/** Files that a tool's arguments name. */
export const filesIn = (input: Fields): string[] => textsIn(input, FILE_FIELDS);

/** The same and whatever else is named like a place. */
export const writtenIn = (input: Fields): string[] => textsIn(input, PLACES);

/** Files that the text of a patch names, wherever among the arguments it stands; an empty name for a line that can't be read. */
export const patchedIn = (input: Fields): string[] =>
  textsIn(input, ANY)
    .flatMap((text) => text.split("\n"))
    .flatMap((line) => {
      if (FRAME_LINE.test(line)) return [""];
      return PATCHED_LINE.exec(line)?.[1]?.replace(BEFORE, "").replace(BEHIND, "") || [];
    });

/** Files that a tool call is about. */
export function pathsOf(input: Fields): string[] {
  const isPatch = textsIn(input, ["command", "patch", "input"]).some((text) =>
    text.includes("*** Begin Patch"),
  );
  const paths = new Set([...filesIn(input), ...(isPatch ? patchedIn(input) : [])]);
  return [...paths].filter(Boolean).slice(0, MOST_PATHS);
}

/** The command line of a tool's arguments; null where it runs none, as a patch does. */
export function commandOf(input: Fields): string | null {
  const command = textOf(input.command);
  return command?.includes("*** Begin Patch") ? null : command;
}

/** What is text in a tool's answer, in the order in which it stands there. */
export function outputOf(value: unknown, depth = 0): string | null {
  if (typeof value === "string") return value;
  if (depth > 3 || typeof value !== "object" || value === null) return null;
  const parts = Object.values(value).map((part) => outputOf(part, depth + 1));
  return parts.filter((part) => part !== null && part !== "").join("\n") || null;
}
