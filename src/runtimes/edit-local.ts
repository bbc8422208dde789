// Edits our entry for one project in a runtime's configuration of the user, as text to text: every other byte stays.
import { isDeepStrictEqual } from "node:util";
import { findNodeAtLocation, getNodeValue, type Node } from "jsonc-parser";
import { notEditable } from "./edit-errors.ts";
import { parseJsonRoot } from "./json-root.ts";
import { insertProperty, removeProperty, render, splice } from "./json-splice.ts";
import { type Runtime, SERVER_NAME } from "./runtime.ts";
import { behindMark } from "./text.ts";

/** The keys that lead to the entry of the project whose top folder is `top`; null where the runtime has no such place. */
const keysOf = ({ projectsKey, serversKey }: Runtime, top: string): string[] | null =>
  projectsKey === null ? null : [projectsKey, top, serversKey, SERVER_NAME];

/** Undefined where there is none. All functions throw CONFIG_INVALID for a text that can't be read or edited. */
export function localEntry(runtime: Runtime, top: string, text: string, file: string): unknown {
  const keys = keysOf(runtime, top);
  const plain = text.replace(/^\uFEFF/, "");
  if (keys === null || plain.trim() === "") return undefined;
  const node = findNodeAtLocation(rootOf(runtime, plain, file), keys);
  // The parser makes objects without a prototype, which a strict comparison takes for different ones.
  return node && JSON.parse(JSON.stringify(getNodeValue(node)));
}

/** The text with the entry. An empty text becomes a new file. */
export function setLocalEntry(
  runtime: Runtime,
  top: string,
  { text, file }: { readonly text: string; readonly file: string },
  entry: Readonly<Record<string, unknown>>,
): string {
  const keys = keysOf(runtime, top);
  if (keys === null) return text;
  const stored = localEntry(runtime, top, text, file);
  const wanted = { ...Object(stored), ...entry };
  if (isDeepStrictEqual(stored, wanted)) return text;
  const after = behindMark(text, (plain) => insert(runtime, plain, keys, { file, wanted }));
  if (!isDeepStrictEqual(localEntry(runtime, top, after, file), wanted))
    throw notEditable(file, keys.join("."));
  return after;
}

/** The text without it; null when nothing is left of a file that we created. */
export function removeLocalEntry(runtime: Runtime, top: string, text: string, file: string): string | null {
  const keys = keysOf(runtime, top);
  const stored = localEntry(runtime, top, text, file);
  if (keys === null || stored === undefined) return text;
  if (text.replaceAll("\r\n", "\n") === newFile(keys, stored)) return null;
  return behindMark(text, (plain) => {
    const property = findNodeAtLocation(rootOf(runtime, plain, file), keys)?.parent;
    return property ? removeProperty(plain, property) : plain;
  });
}

function insert(
  runtime: Runtime,
  text: string,
  keys: readonly string[],
  { file, wanted }: { readonly file: string; readonly wanted: unknown },
): string {
  if (text.trim() === "") return newFile(keys, wanted);
  const root = rootOf(runtime, text, file);
  const ours = findNodeAtLocation(root, [...keys]);
  if (ours) return splice(text, ours.offset, ours.offset + ours.length, render(wanted, null, text));
  // The deepest level that is there gets what is missing below it.
  const depth = keys.findLastIndex((_, at) => findNodeAtLocation(root, keys.slice(0, at))?.type === "object");
  const around = findNodeAtLocation(root, keys.slice(0, depth));
  const [key = "", ...below] = keys.slice(depth);
  if (around?.type !== "object") throw notEditable(file, keys.join("."));
  return insertProperty(text, around, key, nested(below, wanted));
}

const nested = (keys: readonly string[], value: unknown): unknown =>
  keys.reduceRight((inside, key) => ({ [key]: inside }), value);

const newFile = (keys: readonly string[], entry: unknown): string =>
  `${render(nested(keys, entry), "", "")}\n`;

const rootOf = ({ format, projectsKey }: Runtime, text: string, file: string): Node =>
  parseJsonRoot(text, format, projectsKey ?? "", file).root;
