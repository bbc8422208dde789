// Finds the session files that runtimes keep on this machine, of the sessions that worked in one repository.

import { existsSync, realpathSync } from "node:fs";
import { open, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { placeAround } from "../../git/place.ts";
import { tableOf } from "../../runtimes/hooks/read.ts";
import { sha256 } from "../../shared/sha256.ts";
import { type LineCounts, linesOf } from "../lines.ts";
import { type SessionRuntime, TALK_READERS } from "../talk-lines.ts";
import { type OpenCodeSession, openCodeFiles, openCodeSessions } from "./opencode.ts";

export interface SessionFile {
  readonly runtime: SessionRuntime;
  readonly file: string;
  /** In bytes; 0 where it shares its file with others. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly session: string;
  /** The days of its first and last line, YYYY-MM-DD. */
  readonly first: string;
  readonly last: string;
}

export interface Found {
  readonly sessions: readonly SessionFile[];
  /** Files that could not be read, such as another user's. */
  readonly unreadable: number;
  /** True where there were more files than anybody looks through. */
  readonly isCut: boolean;
}

export interface SearchedRepository {
  readonly commonDir: string;
  /** Tops of its working trees. */
  readonly roots: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const MOST_FILES = 30_000;
/** Of a file, to find out where its session worked. */
const MOST_LOOKED_AT = 4 * 1024 * 1024;
const LONGEST_LINE = 8 * 1024 * 1024;

/** `asked` is told of each file that was looked at. */
export async function findSessions(
  repository: SearchedRepository,
  env: Environment,
  asked: (done: number, all: number) => void,
): Promise<Found> {
  const files = await listAll(env);
  const sessions: SessionFile[] = [];
  let unreadable = 0;
  const isOurs = inRepository(repository);
  for (const [at, { runtime, file }] of files.slice(0, MOST_FILES).entries()) {
    asked(at + 1, Math.min(files.length, MOST_FILES));
    try {
      const { size, mtimeMs } = await stat(file);
      if (!(await isOurs.file(runtime, file))) continue;
      const session = nameOf(file);
      sessions.push({ runtime, file, size, mtimeMs, session, ...(await daysOf(file, { size, mtimeMs })) });
    } catch {
      unreadable += 1;
    }
  }
  for (const file of openCodeFiles(env))
    try {
      for (const each of openCodeSessions(file))
        if (isOurs.folder(each.folder)) sessions.push(inDatabase(file, each));
    } catch {
      unreadable += 1;
    }
  return { sessions, unreadable, isCut: files.length > MOST_FILES };
}

/** How much of a database is one session's, nobody has counted. */
const inDatabase = (file: string, { id, created, updated }: OpenCodeSession): SessionFile => ({
  runtime: "opencode",
  file,
  size: 0,
  mtimeMs: updated,
  session: id,
  first: new Date(created).toISOString().slice(0, 10),
  last: new Date(updated).toISOString().slice(0, 10),
});

interface Listed {
  readonly runtime: SessionRuntime;
  readonly file: string;
}

async function listAll(env: Environment): Promise<Listed[]> {
  const home = env.HOME ?? env.USERPROFILE ?? "";
  const homes = (folder: string, own?: string) => [
    ...new Set([...(own ? [own] : []), ...(home === "" ? [] : [path.join(home, folder)])]),
  ];
  const lists = [
    ...homes(".claude", env.CLAUDE_CONFIG_DIR).map((each) =>
      listed("claude-code", path.join(each, "projects"), 1, /^(?!agent-).+\.jsonl$/),
    ),
    ...homes(".codex", env.CODEX_HOME).flatMap((each) => [
      listed("codex", path.join(each, "sessions"), 4, /^rollout-.+\.jsonl$/),
      listed("codex", path.join(each, "archived_sessions"), 4, /^rollout-.+\.jsonl$/),
    ]),
    ...homes(".gemini").map((each) =>
      listed("gemini-cli", path.join(each, "tmp"), 2, /^session-.+\.jsonl?$/),
    ),
    ...homes(".copilot").map((each) =>
      listed("copilot-cli", path.join(each, "session-state"), 1, /^events\.jsonl$/),
    ),
  ];
  return (await Promise.all(lists)).flat();
}

async function listed(
  runtime: SessionRuntime,
  folder: string,
  depth: number,
  name: RegExp,
): Promise<Listed[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: Listed[] = [];
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (entry.isFile() && name.test(entry.name)) found.push({ runtime, file });
    else if (entry.isDirectory() && depth > 0)
      for (const each of await listed(runtime, file, depth - 1, name)) found.push(each);
    if (found.length > MOST_FILES) break;
  }
  return found;
}

/** By which a runtime lets a session be taken up again. */
function nameOf(file: string): string {
  const name = path.basename(file).replace(/\.jsonl?$/, "");
  if (name === "events") return path.basename(path.dirname(file));
  return /^rollout-.{19}-(.+)$/.exec(name)?.[1] ?? name.replace(/^session-/, "");
}

/** `file` throws where it can't be read. */
function inRepository({ commonDir, roots }: SearchedRepository) {
  const common = real(commonDir);
  const tops = [...new Set(roots.flatMap((root) => [path.resolve(root), real(root)]))];
  const hashes = new Set(tops.map((top) => sha256(top)));
  const known = new Map<string, boolean>();

  const holds = (folder: string): boolean => {
    if (!path.isAbsolute(folder)) return false;
    const place = existsSync(folder) ? placeAround(folder) : null;
    // A repository of its own may lie within.
    if (place !== null) return real(place.commonDir) === common;
    return tops.some((top) => folder === top || folder.startsWith(top + path.sep));
  };
  const isOurs = (folder: string): boolean => {
    const answer = known.get(folder) ?? holds(folder);
    known.set(folder, answer);
    return answer;
  };

  const holdsFile = async (runtime: SessionRuntime, file: string): Promise<boolean> => {
    if (runtime === "gemini-cli") {
      const project = path.dirname(path.dirname(file));
      const root = await readFile(path.join(project, ".project_root"), "utf8").catch(() => null);
      await (await open(file)).close();
      return root === null ? hashes.has(path.basename(project)) : isOurs(root.trim());
    }
    const folder = await folderOf(runtime, file);
    return folder !== null && isOurs(folder);
  };
  return { file: holdsFile, folder: isOurs };
}

async function folderOf(runtime: SessionRuntime, file: string): Promise<string | null> {
  const reader = TALK_READERS[runtime]();
  const counts: LineCounts = { lines: 0, tooLong: 0, bytes: 0 };
  for await (const line of linesOf(file, LONGEST_LINE, counts)) {
    const folder = line.includes('"cwd"') ? reader.folder(parsed(line)) : null;
    if (folder !== null) return folder;
    if (counts.bytes > MOST_LOOKED_AT) return null;
  }
  return null;
}

const LOOKED_AT_ENDS = 64 * 1024;

async function daysOf(
  file: string,
  { size, mtimeMs }: Pick<SessionFile, "size" | "mtimeMs">,
): Promise<Pick<SessionFile, "first" | "last">> {
  const handle = await open(file);
  try {
    const daysAt = async (at: number): Promise<string[]> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT_ENDS), 0, LOOKED_AT_ENDS, at);
      const text = buffer.toString("latin1", 0, bytesRead);
      return [...text.matchAll(/"(?:timestamp|startTime)":\s?"(\d{4}-\d\d-\d\d)T/g)].map(
        ([, day = ""]) => day,
      );
    };
    const written = new Date(mtimeMs).toISOString().slice(0, 10);
    const [first = written] = await daysAt(0);
    return { first, last: (await daysAt(Math.max(0, size - LOOKED_AT_ENDS))).at(-1) ?? written };
  } finally {
    await handle.close();
  }
}

function parsed(line: Buffer) {
  try {
    return tableOf(JSON.parse(line.toString("utf8").replace(/^\uFEFF/, "")));
  } catch {
    return {};
  }
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}
