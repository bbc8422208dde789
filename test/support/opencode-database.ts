// Lays out a database of OpenCode 1.18.33 with one session of a repository, whose end its write-ahead log alone holds.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { ROOT } from "./client.ts";

/** Where the session worked, in the file that SQLite 3.40 has made; any folder of the same length does. */
const FOLDER = "/placeholder/".padEnd(140, "x");

/** Gives the database's path. The session talks about `roundInvoice`; two others are another repository's and a subagent's. */
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
