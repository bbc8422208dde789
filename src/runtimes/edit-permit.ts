// Edits the permission of our tools in a runtime's JSON settings, as text to text: every other byte stays.
import { findNodeAtLocation, getNodeValue } from "jsonc-parser";
import { wrongType } from "./edit-errors.ts";
import { parseJsonRoot } from "./json-root.ts";
import { insertElement, insertProperty, removeElement, removeProperty, render } from "./json-splice.ts";
import type { Format, Permit } from "./runtime.ts";
import { behindMark } from "./text.ts";

type ListPermit = Extract<Permit, { kind: "list" }>;

/** The text with the value in its list. An empty text becomes a new file. Throws CONFIG_INVALID for one that can't be edited. */
export const setPermit = (permit: ListPermit, format: Format, text: string, file: string): string =>
  behindMark(text, (plain) => {
    const { at, value } = permit;
    const [table, list] = at;
    if (plain.trim() === "") return newFile(permit);
    const { root } = parseJsonRoot(plain, format, table, file);
    const around = findNodeAtLocation(root, [table]);
    if (!around) return insertProperty(plain, root, table, { [list]: [value] });
    const values = findNodeAtLocation(root, [...at]);
    if (!values) return insertProperty(plain, around, list, [value]);
    if (values.type !== "array") throw wrongType(file, `"${at.join(".")}"`, "a list");
    return getNodeValue(values).includes(value) ? plain : insertElement(plain, values, value);
  });

/** The text without it; null when nothing is left of a file that we created. */
export function removePermit(permit: ListPermit, format: Format, text: string, file: string): string | null {
  if (text.replaceAll("\r\n", "\n") === newFile(permit)) return null;
  return behindMark(text, (plain) => {
    if (plain.trim() === "") return plain;
    const { root } = parseJsonRoot(plain, format, permit.at[0], file);
    const list = findNodeAtLocation(root, [...permit.at]);
    const ours = list?.children?.find(({ value }) => value === permit.value);
    if (!list?.parent || !ours) return plain;
    // A list of ours starts directly behind its bracket; behind white space it was there, and empty.
    const isOurs = list.children?.length === 1 && ours.offset === list.offset + 1;
    return isOurs ? removeProperty(plain, list.parent) : removeElement(plain, ours);
  });
}

export const hasPermit = ({ at, value }: ListPermit, settings: unknown): boolean => {
  const list = at.reduce<unknown>((inside, key) => Object(inside)[key], settings);
  return Array.isArray(list) && list.includes(value);
};

const newFile = ({ at: [table, list], value }: ListPermit): string =>
  `${render({ [table]: { [list]: [value] } }, "", "")}\n`;
