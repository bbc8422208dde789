// Takes credentials out of a session's notes in place, while other hooks go on appending.

import { closeSync, openSync, writeSync } from "node:fs";
import { hashOfText } from "../../shared/text/credential-like.ts";
import { findSecret } from "../../shared/text/secrets.ts";

/**
 * Overwrites each line that holds a credential with the same note without it, in as many bytes, so that the mark of how far
 * the notes are folded stays right. `bytes` is the file's content, with whole lines from `from` to `end`. Throws where the
 * disk can't be written.
 */
export function scrubNotes(file: string, bytes: Buffer, from: number, end: number): void {
  let handle: number | null = null;
  try {
    for (let at = from; at < end; ) {
      const next = bytes.indexOf(10, at) + 1;
      const line = bytes.toString("utf8", at, next - 1);
      if (holdsSecret(line)) {
        handle ??= openSync(file, "r+");
        const cleaned = clean(line, next - 1 - at);
        writeSync(handle, cleaned, 0, cleaned.length, at);
      }
      at = next;
    }
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

/** A torn line is no note, but it may hold a credential all the same. */
function holdsSecret(line: string): boolean {
  const note = parsed(line);
  return note === undefined ? findSecret(line) !== null : findSecret(textsOf(note).join("\n")) !== null;
}

/** Filled up with blanks, and all blanks where the rest of the note would be longer than the line was. */
function clean(line: string, length: number): Buffer {
  const note = parsed(line);
  const rest = note === undefined ? "" : JSON.stringify(note, (_, value) => withoutSecret(value));
  const room = Buffer.alloc(length, " ");
  const bytes = Buffer.from(rest);
  if (bytes.length <= length) bytes.copy(room);
  return room;
}

const withoutSecret = (value: unknown): unknown =>
  typeof value === "string" && findSecret(value) !== null ? hashOfText(value) : value;

function parsed(line: string): object | undefined {
  try {
    const note: unknown = JSON.parse(line);
    return typeof note === "object" && note !== null ? note : undefined;
  } catch {
    return undefined;
  }
}

const textsOf = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsOf)
      : [];
