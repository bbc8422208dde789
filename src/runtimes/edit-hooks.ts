// Edits our hooks in a runtime's JSON settings, as text to text: every other byte stays, and that is checked.

import { isDeepStrictEqual } from "node:util";
import { findNodeAtLocation, getNodeValue, type Node } from "jsonc-parser";
import { notEditable, wrongType } from "./edit-errors.ts";
import { type HookEntry, type HookSettings, isOurHook } from "./hook-settings.ts";
import { parseJsonRoot } from "./json-root.ts";
import {
  insertElement,
  insertProperty,
  removeElement,
  removeProperty,
  render,
  splice,
} from "./json-splice.ts";
import { isTable } from "./table.ts";
import { behindMark } from "./text.ts";

const KEY = "hooks";

/** A file by the name that errors give, and how hooks are written in it. */
interface HookFile {
  readonly settings: HookSettings;
  readonly file: string;
}

/** Our entries as they are stored. All functions throw CONFIG_INVALID for a text that can't be read or edited. */
export function storedHooks(settings: HookSettings, text: string, file: string): HookEntry[] {
  const root = rootOf(settings, text.replace(/^\uFEFF/, ""), file);
  return root ? placesOf(settings, root).map(({ entry }) => entry) : [];
}

/** The settings as a whole; empty for an empty text. */
export function parseHookFile(settings: HookSettings, text: string, file: string): Record<string, unknown> {
  const root = rootOf(settings, text.replace(/^\uFEFF/, ""), file);
  return root ? getNodeValue(root) : {};
}

/** The text with exactly these entries of ours. An empty text becomes a new file. */
export function setHooks(
  settings: HookSettings,
  text: string,
  wanted: readonly HookEntry[],
  file: string,
): string {
  if (isDeepStrictEqual(storedHooks(settings, text, file), wanted)) return text;
  const after = behindMark(text, (plain) => {
    if (plain.trim() === "") return newHookFile(settings, wanted);
    const isFirst = ({ event }: HookEntry, at: number, all: readonly HookEntry[]) =>
      all.findIndex((each) => each.event === event) === at;
    const left = removeAll(
      settings,
      plain,
      file,
      (entry, at, all) => isFirst(entry, at, all) && wanted.some(({ event }) => event === entry.event),
    );
    // Each goes before those that are there, so that they end in the order of the session.
    return [...wanted].reverse().reduce((now, entry) => setOne({ settings, file }, now, entry, wanted), left);
  });
  check({ settings, file }, text, after, wanted);
  return after;
}

/** The text without our entries; null when nothing is left of a file that we created. */
export function removeHooks(settings: HookSettings, text: string, file: string): string | null {
  const stored = storedHooks(settings, text, file);
  if (stored.length === 0) return text;
  if (text.replaceAll("\r\n", "\n") === newHookFile(settings, stored)) return null;
  const after = behindMark(text, (plain) => removeAll(settings, plain, file, () => false));
  check({ settings, file }, text, after, []);
  return after;
}

function setOne(
  { settings, file }: HookFile,
  text: string,
  entry: HookEntry,
  all: readonly HookEntry[],
): string {
  const root = rootOf(settings, text, file);
  if (!root) throw notEditable(file, KEY);
  const hooks = findNodeAtLocation(root, [KEY]);
  if (!hooks) return insertProperty(text, root, KEY, hooksOf(settings, all));
  const stored = placesOf(settings, root).find((place) => place.entry.event === entry.event);
  if (stored && isDeepStrictEqual(stored.entry, entry)) return text;
  if (stored) {
    const { offset, length } = stored.alone ? stored.element : stored.handler;
    const value = stored.alone ? elementOf(settings, entry) : handlerOf(settings, entry);
    return splice(text, offset, offset + length, render(value, null, text));
  }
  const list = findNodeAtLocation(hooks, [entry.event]);
  if (list) return insertElement(text, list, elementOf(settings, entry));
  return insertProperty(text, hooks, entry.event, [elementOf(settings, entry)]);
}

/** One after the other, as each removal moves what follows it. */
function removeAll(
  settings: HookSettings,
  text: string,
  file: string,
  keep: (entry: HookEntry, at: number, all: readonly HookEntry[]) => boolean,
): string {
  const root = rootOf(settings, text, file);
  const places = root ? placesOf(settings, root) : [];
  const entries = places.map(({ entry }) => entry);
  const place = places.find(({ entry }, at) => !keep(entry, at, entries));
  if (!place) return text;
  return removeAll(settings, removeNode(text, place.alone ? place.element : place.handler), file, keep);
}

function removeNode(text: string, element: Node): string {
  const list = element.parent;
  const property = list?.parent;
  const isOnly = list?.children?.length === 1 && property?.type === "property";
  // A list of ours starts directly behind its bracket; behind white space it was there, and empty.
  if (isOnly && element.offset === list.offset + 1) return removeProperty(text, property);
  return removeElement(text, element);
}

interface Place {
  readonly entry: HookEntry;
  /** The element of the event's list. */
  readonly element: Node;
  readonly handler: Node;
  /** True if the element holds nothing of other people. */
  readonly alone: boolean;
}

function placesOf({ shape }: HookSettings, root: Node): Place[] {
  const events = findNodeAtLocation(root, [KEY])?.children ?? [];
  return events.flatMap(({ children: [name, list] = [] }) =>
    (list?.children ?? []).flatMap((element) => {
      const group = getNodeValue(element);
      const matcher = isTable(group) && typeof group.matcher === "string" ? group.matcher : null;
      const handlers =
        shape === "commands" ? [element] : (findNodeAtLocation(element, [KEY])?.children ?? []);
      return handlers.flatMap((handler) => {
        const { command } = getNodeValue(handler) ?? {};
        if (!isOurHook(command)) return [];
        const entry = { event: String(name?.value), matcher, command };
        return [{ entry, element, handler, alone: handlers.length === 1 }];
      });
    }),
  );
}

const handlerOf = ({ shape, timeout }: HookSettings, { command, matcher }: HookEntry): object =>
  shape === "groups"
    ? { type: "command", command, timeout }
    : { command, timeout, ...(matcher === null ? {} : { matcher }) };

function elementOf(settings: HookSettings, entry: HookEntry): object {
  const handler = handlerOf(settings, entry);
  if (settings.shape === "commands") return handler;
  return { ...(entry.matcher === null ? {} : { matcher: entry.matcher }), hooks: [handler] };
}

const hooksOf = (settings: HookSettings, entries: readonly HookEntry[]) =>
  Object.fromEntries(entries.map((entry) => [entry.event, [elementOf(settings, entry)]]));

/** Also what a plugin's file of hooks holds. */
export const newHookFile = (settings: HookSettings, entries: readonly HookEntry[]): string =>
  `${render({ ...settings.newFile, [KEY]: hooksOf(settings, entries) }, "", "")}\n`;

/** Null for an empty text. */
function rootOf({ format }: HookSettings, text: string, file: string): Node | null {
  if (text.trim() === "") return null;
  const { root, table } = parseJsonRoot(text, format, KEY, file);
  for (const { children: [event, list] = [] } of table?.children ?? [])
    if (list?.type !== "array") throw wrongType(file, `"${KEY}.${event?.value}"`, "a list");
  return root;
}

/** Throws when the edit changed what the file says elsewhere. */
function check(
  { settings, file }: HookFile,
  before: string,
  after: string,
  wanted: readonly HookEntry[],
): void {
  const others = (text: string) => {
    const { [KEY]: hooks, ...rest } = parseHookFile(settings, text, file);
    const lists = isTable(hooks) ? Object.entries(hooks) : [];
    const foreign = lists.map(([event, list]) => [event, foreignIn(list)]);
    return { rest, hooks: foreign.filter(([, list]) => list?.length !== 0) };
  };
  const rest = (text: string) => ({ ...settings.newFile, ...others(text).rest });
  const stored = [...storedHooks(settings, after, file)].sort(byEvent);
  if (
    !isDeepStrictEqual(rest(before), rest(after)) ||
    !isDeepStrictEqual(others(before).hooks, others(after).hooks) ||
    !isDeepStrictEqual(stored, [...wanted].sort(byEvent))
  )
    throw notEditable(file, KEY);
}

const byEvent = (a: HookEntry, b: HookEntry): number => (a.event < b.event ? -1 : 1);

function foreignIn(list: unknown): unknown[] {
  const elements: unknown[] = Array.isArray(list) ? list : [];
  return elements.flatMap((element) => {
    if (!isTable(element)) return [element];
    if (isOurHook(element.command)) return [];
    if (!Array.isArray(element[KEY])) return [element];
    const handlers = element[KEY].filter((handler) => !(isTable(handler) && isOurHook(handler.command)));
    return handlers.length === 0 ? [] : [{ ...element, [KEY]: handlers }];
  });
}
