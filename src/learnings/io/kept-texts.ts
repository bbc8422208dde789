// Keeps by blob what each lesson file says, so that none is parsed and searched for credentials twice.

import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { makeFoldersNow } from "../../shared/files.ts";
import type { LearningText } from "../learning.ts";
import type { ParsedFile } from "./learning-file.ts";

/** What a file says. Files with the same `print` say the same, whatever their line ends and spaces. */
export interface SaidByFile {
  readonly ok: true;
  readonly id: string | null;
  readonly print: string;
  /** Parsed when asked for, as for most files a record is known to say the same. */
  readonly text: LearningText;
}

export type KnownFile = SaidByFile | Extract<ParsedFile, { ok: false }>;

export interface KeptTexts {
  /** Undefined for a blob that was never parsed here. */
  of(blob: string): KnownFile | undefined;
  add(blob: string, parsed: ParsedFile): KnownFile;
  /** The same print for a record's text, which its blob stands for; undefined where nothing is read. */
  printOf(blob: string, read: () => LearningText | undefined): string | undefined;
  /** Between two of many files: writes what is new, and lets other calls have their turn. */
  pause(): Promise<void>;
  /** Writes what is new. An unwritable disk costs the next process time, nothing else. */
  save(): void;
  /** Starts again. */
  forget(): void;
}

/** A kept text was changed on disk; after `forget` all are parsed again. */
export class DamagedTexts extends Error {
  override readonly name = "DamagedTexts";
}

/** Raised with every change of the format, of what a file may say, and of what counts as a credential. */
const FILE = "texts-1";
/** A line is `<check> <print> <id> <length of the rest> <mark><blob> <rest>`; an id of dashes means none. */
const CHECK = 8;
const PRINT = 22;
const ID = 26;
const LENGTH = 7;
const MARK_AT = CHECK + PRINT + ID + LENGTH + 4;
const NO_ID = "-".repeat(ID);
/** Marks: the rest is a text, the reason why there is none, or (for a record) empty, as only the print is kept. */
const TEXT = "+";
const BROKEN = "!";
const RECORD = "=";
/** More than years of use need; a larger file is started again. */
const MOST_BYTES = 512 << 20;
const READ_AT_ONCE = 1 << 20;
/** Files parsed and scanned in about 20 ms. */
const PARSED_AT_ONCE = 64;

export function openKeptTexts(root: string, objectFormat: "sha1" | "sha256"): KeptTexts {
  const file = path.join(root, "cache", FILE);
  const known = new Map<string, KnownFile>();
  const prints = new Map<string, string>();
  let places: ReadonlyMap<string, Place> | null = null;
  let unsaved: string[] = [];
  const save = (): void => {
    const lines = unsaved;
    unsaved = [];
    if (lines.length > 0) append(root, file, lines.join(""));
  };
  const placeOf = (mark: string, blob: string): Place | undefined => {
    places ??= readPlaces(file, objectFormat === "sha256" ? 64 : 40);
    return places.get(mark + blob);
  };

  return {
    of(blob) {
      const before = known.get(blob);
      if (before) return before;
      const text = placeOf(TEXT, blob);
      const found = text ? keptText(file, text) : keptReason(file, placeOf(BROKEN, blob));
      if (found) known.set(blob, found);
      return found;
    },
    add(blob, parsed) {
      const said: KnownFile = parsed.ok ? { ...parsed, print: printOf(parsed.text) } : parsed;
      known.set(blob, said);
      const [mark, rest] = said.ok ? [TEXT, said.text] : [BROKEN, said.reason];
      const print = said.ok ? said.print : digest(said.reason);
      unsaved.push(line(mark + blob, { id: said.id, print }, JSON.stringify(rest)));
      return said;
    },
    printOf(blob, read) {
      const before = prints.get(blob) ?? placeOf(RECORD, blob)?.print;
      const text = before === undefined ? read() : undefined;
      const print = text ? printOf(text) : before;
      if (print === undefined) return undefined;
      prints.set(blob, print);
      if (before === undefined) unsaved.push(line(RECORD + blob, { id: null, print }, ""));
      return print;
    },
    async pause() {
      if (unsaved.length < PARSED_AT_ONCE) return;
      save();
      await setImmediate();
    },
    save,
    forget() {
      for (const each of [known, prints]) each.clear();
      places = new Map();
      rmSync(file, { force: true });
    },
  };
}

interface Place {
  readonly id: string | null;
  readonly print: string;
  readonly at: number;
  readonly length: number;
}

function line(name: string, { id, print }: Pick<Place, "id" | "print">, rest: string): string {
  const length = String(Buffer.byteLength(rest)).padStart(LENGTH, "0");
  const head = Buffer.from(`${print} ${id ?? NO_ID} ${length} ${name}`);
  return `${checkOf(head, 0, head.length)} ${head} ${rest}\n`;
}

/** FNV-1a. The first part of each line is checked at every start, the rest only when it is needed. */
function checkOf(bytes: Buffer, start: number, end: number): string {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(CHECK, "0");
}

/** As the reader of files does: line ends and spaces make no difference. */
function printOf({ title, kind, body, tags, paths, symptoms = [] }: LearningText): string {
  return digest(
    JSON.stringify([
      title.replace(/\s+/g, " "),
      kind,
      body.replace(/\r\n/g, "\n").trim(),
      ...[tags, paths, symptoms.map((each) => each.replace(/\s+/g, " ").trim())],
    ]),
  );
}

const digest = (text: string): string =>
  createHash("sha256").update(text).digest("base64url").slice(0, PRINT);

/** The places of lines with a valid first part. No line has a line feed within. */
function readPlaces(file: string, idLength: number): Map<string, Place> {
  const places = new Map<string, Place>();
  const headLength = MARK_AT + 1 + idLength;
  withFile(file, (handle) => {
    const { size } = fstatSync(handle);
    const room = Buffer.allocUnsafe(Math.min(size, READ_AT_ONCE));
    for (let at = 0; at + headLength < size; ) {
      const held = room.subarray(0, readSync(handle, room, 0, room.length, at));
      if (held.length < headLength) return;
      at += placesIn(held, { at, headLength, places });
    }
  });
  return places;
}

/** Returns where the next part begins, which is behind the last line or within it. */
function placesIn(
  held: Buffer,
  { at, headLength, places }: { at: number; headLength: number; places: Map<string, Place> },
): number {
  let from = 0;
  while (from + headLength <= held.length) {
    const head = held.toString("latin1", from, from + headLength);
    if (head.slice(0, CHECK) !== checkOf(held, from + CHECK + 1, from + headLength)) {
      // Torn or damaged; the next line may be whole.
      const end = held.indexOf(10, from);
      from = end < 0 ? held.length : end + 1;
      continue;
    }
    const [, print = "", id = "", length = "", name = ""] = head.split(" ");
    const rest = from + headLength + 1;
    places.set(name, { id: id === NO_ID ? null : id, print, at: at + rest, length: Number(length) });
    from = rest + Number(length) + 1;
  }
  return from;
}

function keptText(file: string, place: Place): SaidByFile {
  let text: LearningText | null = null;
  return {
    ok: true,
    id: place.id,
    print: place.print,
    get text() {
      text ??= readRest<LearningText>(file, place, printOf);
      return text;
    },
  };
}

function keptReason(file: string, place: Place | undefined): KnownFile | undefined {
  if (!place) return undefined;
  return { ok: false, id: place.id, reason: readRest<string>(file, place, digest) };
}

/** A rest with the right print is what was written. Throws DamagedTexts. */
function readRest<T>(file: string, { at, length, print }: Place, printed: (read: T) => string): T {
  const bytes = Buffer.alloc(length);
  withFile(file, (handle) => readSync(handle, bytes, 0, length, at));
  try {
    const read: T = JSON.parse(bytes.toString("utf8"));
    if (printed(read) === print) return read;
  } catch {
    // Reported below.
  }
  throw new DamagedTexts();
}

/** Without a file there is nothing to do. */
function withFile(file: string, work: (handle: number) => void): void {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch {
    return;
  }
  try {
    work(handle);
  } finally {
    closeSync(handle);
  }
}

/** One write at the end of the file, so that lines of several processes never mix. */
function append(root: string, file: string, lines: string): void {
  try {
    makeFoldersNow(root, path.dirname(file));
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES) rmSync(file);
    const handle = openSync(file, "a");
    writeSync(handle, lines);
    closeSync(handle);
  } catch {
    // As on a full or read-only disk.
  }
}
