// Lays out a database of OpenCode 1.18.33 with one session of a repository, the end of which is only in its write-ahead
// log.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { ROOT } from "./client.ts";

/** The session's folder in the file that SQLite 3.40 has written; any folder of the same length can replace it. */
const FOLDER = "/placeholder/".padEnd(140, "x");

/**
 * Returns the database's path. The session talks about `roundInvoice`; two more belong to another repository and a
 * subagent.
 */
export function openCodeDatabase(home: string, cwd: string): string {
  const folder = path.join(home, ".local/share/opencode");
  mkdirSync(folder, { recursive: true });
  const own = `${cwd}/`.padEnd(FOLDER.length, "x");
  if (own.length > FOLDER.length) throw new Error("the repository's path is too long");
  for (const name of ["opencode.db", "opencode.db-wal"]) {
    const bytes = gunzipSync(readFileSync(path.join(ROOT, `test/data/opencode/${name}.gz`)));
    const text = bytes.toString("latin1").replaceAll(FOLDER, Buffer.from(own).toString("latin1"));
    writeFileSync(path.join(folder, name), Buffer.from(text, "latin1"));
  }
  return path.join(folder, "opencode.db");
}
