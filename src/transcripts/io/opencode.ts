// Reads sessions of OpenCode from its database (`opencode.db`, since 1.2), as the lines that a session file would have; seen with 1.18.33.
import { readdirSync } from "node:fs";
import path from "node:path";
import { type Fields, tableOf } from "../../runtimes/hooks/read.ts";
import { openSqlite, type Row } from "./sqlite.ts";

export interface OpenCodeSession {
  readonly id: string;
  readonly folder: string;
  /** In milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
}

/** Other channels of OpenCode have a database of their own. */
export function openCodeFiles(env: Readonly<Record<string, string | undefined>>): string[] {
  const home = env.HOME ?? env.USERPROFILE ?? "";
  const data = env.XDG_DATA_HOME || (home === "" ? "" : path.join(home, ".local/share"));
  const folder = path.join(data, "opencode");
  try {
    return data === ""
      ? []
      : readdirSync(folder)
          .filter((name) => /^opencode(?:-[\w.-]+)?\.db$/.test(name))
          .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

/** Those that a person has begun. Throws where the file can't be read. */
export function openCodeSessions(file: string): OpenCodeSession[] {
  const database = openSqlite(file);
  try {
    return [...database.rows("session")].flatMap(({ id, directory, parent_id, ...times }) =>
      typeof id === "string" && typeof directory === "string" && !parent_id
        ? [
            {
              id,
              folder: directory,
              created: Number(times.time_created),
              updated: Number(times.time_updated),
            },
          ]
        : [],
    );
  } finally {
    database.close();
  }
}

/** Of all sessions that are read at once, in characters. */
const MOST_TEXT = 128_000_000;

/** By session, its parts in their order, each with who said it and when. Throws where the file can't be read. */
export function openCodeLines(file: string, sessions: readonly string[]): Map<string, Fields[]> {
  const wanted = new Set(sessions);
  const isWanted = ({ session_id }: Row): boolean =>
    session_id === undefined || wanted.has(String(session_id));
  const database = openSqlite(file);
  try {
    const roles = new Map<unknown, unknown>();
    for (const { id, data } of database.rows("message", isWanted)) roles.set(id, parsed(data).role);
    const found: {
      readonly session: string;
      readonly at: number;
      readonly id: string;
      readonly line: Fields;
    }[] = [];
    let room = MOST_TEXT;
    for (const { id, message_id, session_id, time_created, data } of database.rows("part", isWanted)) {
      room -= String(data).length;
      if (room < 0) break;
      const at = Number(time_created) || 0;
      const role = roles.get(message_id);
      const line = { ...parsed(data), role, timestamp: new Date(at).toISOString() };
      found.push({ session: String(session_id), at, id: String(id), line });
    }
    found.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    const lines = new Map<string, Fields[]>(sessions.map((each) => [each, []]));
    for (const { session, line } of found) lines.get(session)?.push(line);
    return lines;
  } finally {
    database.close();
  }
}

function parsed(data: unknown): Fields {
  try {
    return tableOf(JSON.parse(String(data)));
  } catch {
    return {};
  }
}
