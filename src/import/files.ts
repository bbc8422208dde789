// Reads files and folders of notes from the disk, and nothing outside of the folder that was named.

import { isUtf8 } from "node:buffer";
import { lstat, open, readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { AgentOpsError } from "../shared/errors.ts";
import { codeOf } from "../shared/files.ts";
import type { Format } from "./formats.ts";
import type { Skipped } from "./found.ts";

export interface SourceFile {
  /** As it is reported and recorded: from the named folder on, so that no machine's paths are kept. */
  readonly name: string;
  readonly text: string;
}

export interface RefusedFile {
  readonly name: string;
  readonly reason: string;
  readonly fix: string;
}

export interface Sources {
  readonly files: SourceFile[];
  readonly refused: RefusedFile[];
  readonly skipped: Skipped[];
}

const NOTES = /\.(?:md|markdown|mdc|txt|jsonl|ndjson)$/i;
const NEVER = new Set([".git", "node_modules"]);
/** The reference implementation's folders that hold lessons; the others hold plans, logs and drafts. */
const AGENTS_FOLDERS = new Set(["learnings", "patterns", "retros", "solutions"]);
/** Six times the largest notes that were asked for; more would be held in memory three times over. */
const MAX_BYTES = 32 * 1024 * 1024;

/** `top` is the folder that names start from where a path lies below it. Throws NOT_FOUND for a path that isn't there. */
export async function readSources(
  paths: readonly string[],
  top: string | null,
  format: Format,
): Promise<Sources> {
  const sources: Sources = { files: [], refused: [], skipped: [] };
  for (const given of paths) {
    if (given === "-") {
      take(await readInput(), STDIN, sources);
      continue;
    }
    const place = path.resolve(given);
    const info = await stat(place).catch(() => null);
    if (!info) {
      throw new AgentOpsError(
        "NOT_FOUND",
        `There is nothing at ${given}.`,
        "Name a file or folder that exists.",
      );
    }
    const inside = top === null ? "" : path.relative(top, place);
    const name = inside !== "" && !inside.startsWith("..") ? inside : path.basename(place);
    if (info.isDirectory()) await walk(place, name, { root: await realpath(place), format, sources });
    else await readOne(place, name, sources);
  }
  return sources;
}

/** One way through a folder that was named, with all below it. */
interface Walk {
  /** Links may not lead out of it. */
  readonly root: string;
  readonly format: Format;
  readonly sources: Sources;
}

async function walk(folder: string, name: string, way: Walk): Promise<void> {
  const { root, format, sources } = way;
  const entries = (await readdir(folder)).sort();
  const agents = format === "agents" || path.basename(folder) === ".agents";
  const lessons = agents && entries.some((entry) => AGENTS_FOLDERS.has(entry));
  for (const entry of entries) {
    const file = path.join(folder, entry);
    const entryName = path.join(name, entry);
    const info = await lstat(file);
    if (info.isSymbolicLink()) await judgeLink(file, entryName, root, sources);
    else if (info.isDirectory()) {
      if (NEVER.has(entry)) continue;
      if (lessons && !AGENTS_FOLDERS.has(entry)) skip(sources, entryName, "a folder that holds no lessons");
      else await walk(file, entryName, way);
    } else if (info.isFile() && NOTES.test(entry)) await readOne(file, entryName, sources);
  }
}

/** The target of a link inside the folder is read where it lies. */
async function judgeLink(
  file: string,
  name: string,
  root: string,
  { refused, skipped }: Sources,
): Promise<void> {
  const target = await realpath(file).catch(() => null);
  if (target?.startsWith(root + path.sep)) {
    skipped.push({
      place: { file: name, line: 1 },
      reason: "a link to a place in the same folder",
      text: null,
    });
    return;
  }
  refused.push({
    name,
    reason: target === null ? "a link that leads nowhere" : "a link that leaves the folder",
    fix: "Name the file that it points to as a path of its own, if you mean it.",
  });
}

async function readOne(file: string, name: string, sources: Sources): Promise<void> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  // What is too large is not even opened.
  if (size > MAX_BYTES)
    sources.refused.push({ name, ...((await startsWith(file, SQLITE)) ? DATABASE : TOO_LARGE) });
  else take(await readFile(file).catch((error) => codeOf(error) ?? "unreadable"), name, sources);
}

async function startsWith(file: string, bytes: Buffer): Promise<boolean> {
  const handle = await open(file).catch(() => null);
  try {
    const start = await handle?.read(Buffer.alloc(bytes.length), 0, bytes.length, 0);
    return start?.buffer.equals(bytes) === true;
  } finally {
    await handle?.close();
  }
}

/** As it is reported. */
const STDIN = "stdin";

/** What another program prints; no more of it than can be taken. */
async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function take(bytes: Buffer | string, name: string, sources: Sources): void {
  const problem =
    typeof bytes === "string"
      ? { reason: `can't be read (${bytes})`, fix: "Check its permissions." }
      : problemOf(bytes);
  if (problem) sources.refused.push({ name, ...problem });
  else if (bytes.length === 0) skip(sources, name, "no text");
  else sources.files.push({ name, text: bytes.toString("utf8") });
}

const SQLITE = Buffer.from("SQLite format 3\0");
/** The program that can read it also waits for its lock, and knows whether it is whole. */
const DATABASE = {
  reason: "a database of SQLite, as claude-mem keeps one",
  fix: "Hand its rows over: sqlite3 -readonly -json <file> 'select * from observations' | agentops-mcp import -",
};
const TOO_LARGE = { reason: "larger than 32 MB", fix: "Split it." };

function problemOf(bytes: Buffer): { reason: string; fix: string } | null {
  if (bytes.length > MAX_BYTES) return TOO_LARGE;
  if (bytes.subarray(0, SQLITE.length).equals(SQLITE)) return DATABASE;
  if (bytes.subarray(0, 8192).includes(0)) return { reason: "binary, not text", fix: "Export it as text." };
  if (!isUtf8(bytes)) return { reason: "not text in UTF-8", fix: "Save it as UTF-8." };
  if (/^(?:<{7}|>{7}) /m.test(bytes.toString("utf8"))) {
    return { reason: "holds conflict markers", fix: "Resolve the conflict, then import it again." };
  }
  return null;
}

function skip({ skipped }: Sources, file: string, reason: string): void {
  skipped.push({ place: { file, line: 1 }, reason, text: null });
}
