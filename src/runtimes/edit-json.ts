// Edits our entry in a JSON configuration.

import { findNodeAtLocation, getNodeValue, type Node } from "jsonc-parser";
import { parseJsonRoot } from "./json-root.ts";
import { indentAt, insertProperty, removeProperty, render, splice } from "./json-splice.ts";
import { type Runtime, SERVER_NAME } from "./runtime.ts";

/** The whole configuration; throws CONFIG_INVALID where it does not parse or a level is not an object. */
export function parseJson(text: string, runtime: Runtime, file: string): Record<string, unknown> {
  return text.trim() === "" ? {} : getNodeValue(rootOf(text, runtime, file));
}

export function setInJson(text: string, runtime: Runtime, entry: unknown, file: string): string {
  if (text.trim() === "") return newJson(runtime, entry);
  const { serversKey } = runtime;
  const root = rootOf(text, runtime, file);
  const servers = findNodeAtLocation(root, [serversKey]);
  if (!servers) return insertProperty(text, root, serversKey, { [SERVER_NAME]: entry });
  const ours = findNodeAtLocation(servers, [SERVER_NAME]);
  if (!ours) return insertProperty(text, servers, SERVER_NAME, entry);
  const stop = ours.offset + ours.length;
  const indent = text.slice(ours.offset, stop).includes("\n") ? indentAt(text, ours.offset) : null;
  return splice(text, ours.offset, stop, render(entry, indent, text));
}

/** Null when the file is one of ours with nothing else in it. */
export function removeFromJson(text: string, runtime: Runtime, file: string): string | null {
  const root = rootOf(text, runtime, file);
  const ours = findNodeAtLocation(root, [runtime.serversKey, SERVER_NAME]);
  if (!ours?.parent) return text;
  if (newJson(runtime, getNodeValue(ours)) === text.replaceAll("\r\n", "\n")) return null;
  return removeProperty(text, ours.parent);
}

const newJson = ({ newConfig, serversKey }: Runtime, entry: unknown): string =>
  `${render({ ...newConfig, [serversKey]: { [SERVER_NAME]: entry } }, "", "")}\n`;

function rootOf(text: string, { format, serversKey }: Runtime, file: string): Node {
  return parseJsonRoot(text, format, serversKey, file).root;
}
