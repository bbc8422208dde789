// Reads the rows of a table in an SQLite file, also those that only its write-ahead log holds; takes no lock and writes nothing.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

export type Value = string | number | Buffer | null;
export type Row = Readonly<Record<string, Value | undefined>>;

export interface SqliteFile {
  /**
   * `wanted` is asked of a long row twice: first with those columns that stand in its first page, the others undefined. Rows
   * of more than 16 MB are left out.
   * Throws for a table that there is not, and where the file is damaged.
   */
  rows(table: string, wanted?: (row: Row) => boolean): Generator<Row>;
  close(): void;
}

const MAGIC = "SQLite format 3\0";
const HEADER = 100;
const WAL_HEADER = 32;
const WAL_FRAME = 24;
const LARGEST_ROW = 16 * 1024 * 1024;
const INTERIOR = 0x05;
const LEAF = 0x0d;

/** Throws where there is no such file, or it is none of SQLite in UTF-8. */
export function openSqlite(file: string): SqliteFile {
  const db = openSync(file, "r");
  let wal: number | null = null;
  const close = (): void => {
    closeSync(db);
    if (wal !== null) closeSync(wal);
  };
  try {
    wal = openWal(`${file}-wal`);
    const logged = wal === null ? null : framesOf(wal);
    const read = (fd: number, at: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length);
      if (readSync(fd, bytes, 0, length, at) < length) throw new Error("the file ends within a page");
      return bytes;
    };
    // The newest first page is in the log, where it holds one.
    const first = logged?.frames.get(1);
    const header =
      first === undefined || wal === null ? read(db, 0, HEADER) : read(wal, first + WAL_FRAME, HEADER);
    if (header.toString("latin1", 0, MAGIC.length) !== MAGIC) throw new Error("no SQLite file");
    const size = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
    if (size < 512 || header.readUInt32BE(56) > 1) throw new Error("no SQLite file in UTF-8");
    const page = (number: number): Buffer => {
      const frame = logged?.frames.get(number);
      if (frame !== undefined && wal !== null) return read(wal, frame + WAL_FRAME, size);
      return read(db, (number - 1) * size, size);
    };
    const tables = { page, usable: size - header.readUInt8(20) };
    return { rows: (table, wanted) => rowsOf(tables, table, wanted), close };
  } catch (error) {
    close();
    throw error;
  }
}

interface Pages {
  /** Counted from 1. */
  page(number: number): Buffer;
  /** Bytes of a page that hold something. */
  readonly usable: number;
}

function openWal(file: string): number | null {
  try {
    return openSync(file, "r");
  } catch {
    return null;
  }
}

/** Page -> where its newest committed frame begins. Frames of an earlier round have another salt. */
function framesOf(fd: number): { readonly frames: ReadonlyMap<number, number> } | null {
  const bytes = fstatSync(fd).size;
  const header = Buffer.alloc(WAL_HEADER);
  if (bytes < WAL_HEADER || readSync(fd, header, 0, WAL_HEADER, 0) < WAL_HEADER) return null;
  const size = header.readUInt32BE(8);
  if (header.readUInt32BE(0) >>> 1 !== 0x377f0682 >>> 1 || size < 512) return null;
  const salt = header.subarray(16, 24);
  const frames = new Map<number, number>();
  let waiting: [number, number][] = [];
  const frame = Buffer.alloc(WAL_FRAME);
  for (let at = WAL_HEADER; at + WAL_FRAME + size <= bytes; at += WAL_FRAME + size) {
    if (readSync(fd, frame, 0, WAL_FRAME, at) < WAL_FRAME || !frame.subarray(8, 16).equals(salt)) break;
    waiting.push([frame.readUInt32BE(0), at]);
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [page, where] of waiting) frames.set(page, where);
    waiting = [];
  }
  return { frames };
}

function* rowsOf(pages: Pages, table: string, wanted: (row: Row) => boolean = () => true): Generator<Row> {
  const schema = recordsIn(pages, 1, ["type", "name", "tbl_name", "rootpage", "sql"], () => true);
  for (const { type, name, rootpage, sql } of schema)
    if (type === "table" && name === table && typeof rootpage === "number") {
      yield* recordsIn(pages, rootpage, columnsIn(String(sql)), wanted);
      return;
    }
  throw new Error(`there is no table ${table}`);
}

/** In a CREATE TABLE statement; what constrains several columns is none. */
function columnsIn(sql: string): string[] {
  const inner = sql.slice(sql.indexOf("(") + 1, sql.lastIndexOf(")"));
  const parts: string[] = [""];
  let depth = 0;
  for (const each of inner) {
    if (each === "(") depth += 1;
    if (each === ")") depth -= 1;
    if (each === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += each;
  }
  return parts
    .map((part) => part.trim())
    .filter((part) => !/^(?:constraint|primary|unique|foreign|check)\b/i.test(part))
    .map((part) => /^["`[]?([^"`\]\s]+)/.exec(part)?.[1] ?? "");
}

function* recordsIn(
  pages: Pages,
  root: number,
  columns: readonly string[],
  wanted: (row: Row) => boolean,
): Generator<Row> {
  const open = [root];
  const seen = new Set<number>();
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    // A damaged file may lead back to where one was.
    if (seen.has(number)) throw new Error("a page that stands twice in a table");
    seen.add(number);
    const page = pages.page(number);
    const { below, cells } = readPage(page, number === 1 ? HEADER : 0);
    open.push(...below);
    for (const at of cells) {
      const row = rowAt(pages, page, at, { columns, wanted });
      if (row !== null) yield row;
    }
  }
}

/** The pages below it, the last one first, or where its rows begin. */
function readPage(page: Buffer, at: number): { readonly below: number[]; readonly cells: number[] } {
  const kind = page.readUInt8(at);
  if (kind !== INTERIOR && kind !== LEAF) throw new Error("a page of another kind");
  const first = at + (kind === INTERIOR ? 12 : 8);
  const cells = Array.from({ length: page.readUInt16BE(at + 3) }, (_, index) =>
    page.readUInt16BE(first + index * 2),
  );
  if (kind === LEAF) return { below: [], cells };
  const below = [...cells.map((cell) => page.readUInt32BE(cell)), page.readUInt32BE(at + 8)];
  return { below: below.reverse(), cells: [] };
}

function rowAt(
  pages: Pages,
  page: Buffer,
  at: number,
  { columns, wanted }: { readonly columns: readonly string[]; readonly wanted: (row: Row) => boolean },
): Row | null {
  const [length, afterLength] = varint(page, at);
  const [, start] = varint(page, afterLength);
  const { usable } = pages;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  const local = length <= usable - 35 ? length : fitting <= usable - 35 ? fitting : least;
  const here = page.subarray(start, start + local);
  if (length > LARGEST_ROW || !wanted(decoded(here, columns))) return null;
  if (local === length) return decoded(here, columns);
  const parts = [here];
  let left = length - local;
  let next = page.readUInt32BE(start + local);
  while (left > 0) {
    const more = pages.page(next);
    const part = more.subarray(4, 4 + Math.min(left, usable - 4));
    parts.push(part);
    left -= part.length;
    next = more.readUInt32BE(0);
  }
  const row = decoded(Buffer.concat(parts), columns);
  return wanted(row) ? row : null;
}

/** The columns that lie within these bytes; the others are missing. */
function decoded(record: Buffer, columns: readonly string[]): Row {
  const row: Record<string, Value> = {};
  const [header, begins] = varint(record, 0);
  let type = begins;
  let value = header;
  for (const column of columns) {
    if (type >= header || type >= record.length) break;
    const [serial, after] = varint(record, type);
    const length = lengthOf(serial);
    if (value + length > record.length) break;
    row[column] = valueIn(serial, record.subarray(value, value + length));
    [type, value] = [after, value + length];
  }
  return row;
}

const lengthOf = (serial: number): number =>
  serial >= 12 ? (serial - 12) >>> 1 : ([0, 1, 2, 3, 4, 6, 8, 8][serial] ?? 0);

function valueIn(serial: number, bytes: Buffer): Value {
  if (serial >= 12) return serial % 2 === 0 ? bytes : bytes.toString("utf8");
  if (serial === 0) return null;
  if (serial === 7) return bytes.readDoubleBE(0);
  if (serial === 8 || serial === 9) return serial - 8;
  return bytes.length === 8 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length);
}

/** The number, and where what follows it begins. */
function varint(bytes: Buffer, at: number): [number, number] {
  let value = 0n;
  for (let index = 0; index < 8; index += 1) {
    const byte = bytes.readUInt8(at + index);
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) return [Number(value), at + index + 1];
  }
  return [Number((value << 8n) | BigInt(bytes.readUInt8(at + 8))), at + 9];
}
