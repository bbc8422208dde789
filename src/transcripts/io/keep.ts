// Keeps the talks of earlier sessions in one private file of this clone, and reads again only what has changed.

import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { readTalks, TALKS_FORMAT, type TalksHead, talksFile } from "../../history/io/talks.ts";
import { type Talk, wordsOf } from "../../history/talk.ts";
import { createSearchEngine, type SearchEngine } from "../../retrieval/engine.ts";
import { encodeIndex } from "../../retrieval/kept-index.ts";
import type { Fields } from "../../runtimes/hooks/read.ts";
import { makeFolders, namesIn, replaceFile } from "../../shared/files.ts";
import { sha256 } from "../../shared/sha256.ts";
import type { SessionFile } from "./find.ts";
import { openCodeLines } from "./opencode.ts";
import { readSession } from "./read-session.ts";

export interface TalksPlace {
  /** Ours in the common git directory. */
  readonly folder: string;
  readonly roots: readonly string[];
  readonly home: string | null;
}

export interface KeptReport {
  readonly sessions: number;
  readonly read: number;
  readonly talks: number;
  /** Talks for which there was no room, the oldest. */
  readonly leftOut: number;
  readonly unreadable: number;
  readonly broken: number;
  readonly tooLong: number;
}

/** All that is kept, in characters and in number; the newest stay. */
const MOST_TEXT = 16_000_000;
const MOST_TALKS = 5_000;
const OWNER_ONLY = 0o600;
/** What a process that was killed has left lies at least so long. */
const LEFTOVER_MS = 120_000;

/** A file that is gone stays known: runtimes delete sessions after some weeks. Throws where the disk can't be written. */
export async function keepTalks(
  place: TalksPlace,
  found: readonly SessionFile[],
  progress: (done: number, all: number) => void,
): Promise<KeptReport> {
  const kept = readTalks(place.folder);
  const files: Record<string, readonly [number, number]> = { ...kept?.head.files };
  const counts = { read: 0, unreadable: 0, broken: 0, tooLong: 0 };
  const fresh: Talk[] = [];
  const again = new Set<string>();
  const bytes = found.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const isChanged = (session: SessionFile): boolean => {
    const [size, mtimeMs] = files[sourceOf(session)] ?? [];
    return size !== session.size || mtimeMs !== session.mtimeMs;
  };
  const linesOf = createOpenCodeReader(
    found.filter((each) => each.runtime === "opencode" && isChanged(each)),
  );
  for (const session of found) {
    const source = sourceOf(session);
    done += session.size;
    if (!isChanged(session)) continue;
    try {
      const lines = session.runtime === "opencode" ? linesOf(session) : null;
      const { talks, broken, tooLong } = await readSession(session, { ...place, source, lines });
      again.add(source);
      files[source] = [session.size, session.mtimeMs];
      for (const talk of talks) fresh.push(talk);
      counts.read += 1;
      counts.broken += broken;
      counts.tooLong += tooLong;
    } catch {
      counts.unreadable += 1;
    }
    progress(done, bytes);
  }
  const before = (kept?.all() ?? []).filter(({ source }) => !again.has(source));
  const { talks, recurring, leftOut } = chosen([...before, ...fresh], kept?.head.recurring ?? []);
  await write(place.folder, { files, recurring }, talks, indexed(kept?.engine ?? null, before, talks));
  return { sessions: Object.keys(files).length, talks: talks.length, leftOut, ...counts };
}

/** The path names a person's home, and who reads the file need not learn it. */
const sourceOf = ({ file, runtime, session }: SessionFile): string =>
  sha256(runtime === "opencode" ? `${file}#${session}` : file).slice(0, 16);

/** All sessions of a database are read at once, when the first of them is asked for. Throws where it can't be read. */
function createOpenCodeReader(all: readonly SessionFile[]): (session: SessionFile) => readonly Fields[] {
  const read = new Map<string, Map<string, Fields[]> | null>();
  return ({ file, session }) => {
    const own = all.filter((each) => each.file === file).map((each) => each.session);
    if (!read.has(file)) {
      // One that fails is not read again for each of its sessions.
      read.set(file, null);
      read.set(file, openCodeLines(file, own));
    }
    const lines = read.get(file);
    if (!lines) throw new Error("the database can't be read");
    return lines.get(session) ?? [];
  };
}

interface Chosen {
  readonly talks: readonly Talk[];
  readonly recurring: readonly string[];
  readonly leftOut: number;
}

/** Each once, without the lines that many sessions hold, the newest first and as many as there is room for. */
function chosen(all: readonly Talk[], known: readonly string[]): Chosen {
  const once = new Map<string, Talk>();
  for (const talk of all) {
    const other = once.get(talk.id);
    if (other === undefined || wordsOf(talk).length > wordsOf(other).length) once.set(talk.id, talk);
  }
  const recurring = recurringLines([...once.values()], known);
  const told = [...once.values()]
    .flatMap((talk) => without(talk, recurring) ?? [])
    .toSorted((a, b) => (a.at < b.at ? 1 : -1));
  let room = MOST_TEXT;
  const talks = told.slice(0, MOST_TALKS).filter((talk) => {
    room -= wordsOf(talk).length;
    return room >= 0;
  });
  return { talks, recurring: [...recurring], leftOut: told.length - talks.length };
}

/** So many sessions with one and the same line: a script wrote it. */
const RECURS = 4;
const SHORTEST_LINE = 24;
const MOST_RECURRING = 5_000;

const hashOf = (line: string): string => sha256(line.trim()).slice(0, 12);

function recurringLines(talks: readonly Talk[], known: readonly string[]): Set<string> {
  const sessions = new Map<string, Set<string>>();
  for (const { session, turns } of talks)
    for (const { text } of turns)
      for (const line of text.split("\n")) {
        if (line.trim().length < SHORTEST_LINE) continue;
        const hash = hashOf(line);
        sessions.set(hash, (sessions.get(hash) ?? new Set()).add(session));
      }
  const found = [...sessions].flatMap(([hash, those]) => (those.size >= RECURS ? [hash] : []));
  return new Set([...known, ...found].slice(-MOST_RECURRING));
}

/** Null where nothing else was said. */
function without(talk: Talk, recurring: ReadonlySet<string>): Talk | null {
  if (recurring.size === 0) return talk;
  const turns = talk.turns.flatMap((turn) => {
    const text = turn.text
      .split("\n")
      .filter((line) => line.trim().length < SHORTEST_LINE || !recurring.has(hashOf(line)))
      .join("\n")
      .trim();
    return text === "" ? [] : [{ ...turn, text }];
  });
  return turns.length < 2 || !turns.some(({ by }) => by === "user") ? null : { ...talk, turns };
}

/** The index with what is new in it, and of those that are no longer kept nothing. */
function indexed(engine: SearchEngine | null, before: readonly Talk[], talks: readonly Talk[]): Buffer {
  const all = engine ?? createSearchEngine();
  const known = new Map(before.map((talk) => [talk.id, JSON.stringify(talk)]));
  const changed = talks.filter((talk) => engine === null || known.get(talk.id) !== JSON.stringify(talk));
  all.add(changed.map((talk) => ({ ...talk, body: wordsOf(talk), tags: [], paths: talk.paths, links: [] })));
  const ids = new Set(talks.map(({ id }) => id));
  return all.extract((id) => ids.has(id));
}

async function write(
  folder: string,
  head: TalksHead,
  talks: readonly Talk[],
  segment: Buffer,
): Promise<void> {
  const file = talksFile(folder);
  await makeFolders(folder, path.dirname(file));
  const bytes = encodeIndex(TALKS_FORMAT, { head, segment: () => segment, items: talks });
  await replaceFile(file, bytes, OWNER_ONLY);
  for (const each of leftovers(file)) {
    const age = Date.now() - ((await stat(each).catch(() => null))?.mtimeMs ?? Date.now());
    if (age > LEFTOVER_MS) await rm(each, { force: true });
  }
}

const leftovers = (file: string): string[] =>
  namesIn(path.dirname(file))
    .filter((name) => name.startsWith(`${path.basename(file)}.`))
    .map((name) => path.join(path.dirname(file), name));

/** True where something was kept; also what a killed process has left goes. */
export async function dropTalks(folder: string): Promise<boolean> {
  const file = talksFile(folder);
  const all = [file, ...leftovers(file)];
  const had = await stat(file).then(
    () => true,
    () => false,
  );
  for (const each of all) await rm(each, { force: true });
  return had;
}
