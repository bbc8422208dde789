// Turns records into files and back: learnings as markdown with frontmatter, the rest as JSON. Nothing read here is
// trusted.
import { type Kinds, kindOf } from "../records/kinds.ts";
import { type JournalRecord, RECORD_VERSION } from "../records/record.ts";
import { hiddenCharacter } from "../shared/text/safe-text.ts";
import { findSecret } from "../shared/text/secrets.ts";
import { parseMarkdown, renderFrontmatter } from "./frontmatter.ts";

/** Larger files are quarantined without being read. */
export const MAX_RECORD_BYTES = 256 * 1024;

/** `<kind>/<yyyy>/<mm>/<dd>/<id>.<ext>`, by the record's own time in UTC. */
export function recordPath(kinds: Kinds, record: JournalRecord): string {
  const [year, month, day] = record.at.slice(0, 10).split("-");
  const ending = kindOf(kinds, record).head ? "md" : "json";
  return `${record.record}/${year}/${month}/${day}/${record.id}.${ending}`;
}

export function encodeRecord(kinds: Kinds, record: JournalRecord): string {
  const { head } = kindOf(kinds, record);
  if (!head) return `${JSON.stringify(record, null, 1)}\n`;
  const fields = new Map<string, unknown>(Object.entries(record));
  const given = head.filter((key) => fields.get(key) !== undefined);
  const text = renderFrontmatter(Object.fromEntries(given.map((key) => [key, fields.get(key)])));
  return `---\n${text}\n---\n${fields.get("body")}\n`;
}

export type Decoded =
  | { readonly ok: true; readonly record: JournalRecord }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Set where a later version may be able to read it. */
      readonly isNewer?: true;
    };

/** Reads one file of the journal; every error is a value and never an exception. */
export async function decodeRecord(kinds: Kinds, path: string, bytes: Buffer): Promise<Decoded> {
  const [name = ""] = path.split("/");
  const kind = kinds.get(name);
  if (!kind) return { ...refuse("this version knows no such kind of record"), isNewer: true };
  if (bytes.length > MAX_RECORD_BYTES) return refuse("larger than a record may be");
  const text = bytes.toString("utf8");
  if (/^(<{7}|>{7}) /m.test(text)) return refuse("holds conflict markers");
  let raw: unknown;
  try {
    raw = kind.head ? await readMarkdown(name, text) : JSON.parse(text);
  } catch {
    return refuse("does not parse");
  }
  if (typeof raw !== "object" || raw === null) return refuse("does not parse");
  if ("v" in raw && typeof raw.v === "number" && raw.v > RECORD_VERSION) {
    return { ...refuse("written by a newer version of agentops-mcp; upgrade to read it"), isNewer: true };
  }
  const parsed = kind.schema.safeParse(raw);
  if (!parsed.success) return refuse(`field ${parsed.error.issues[0]?.path.join(".") ?? "?"} is not valid`);
  if (recordPath(kinds, parsed.data) !== path) return refuse("its id, kind or date does not fit its place");
  const hidden = hiddenCharacter(text);
  if (hidden) return refuse(`holds the invisible character ${hidden.codePoint}`);
  return { ok: true, record: parsed.data };
}

/**
 * The same for records of other clones, which passed no gate here: text with a credential is withheld. This takes 0.2 ms
 * per record, several times as long as reading it, so this clone's own records, which were scanned when written, are not
 * scanned again.
 */
export async function decodeForeignRecord(kinds: Kinds, path: string, bytes: Buffer): Promise<Decoded> {
  const decoded = await decodeRecord(kinds, path, bytes);
  if (!decoded.ok) return decoded;
  const text = bytes.toString("utf8");
  // An escaped letter is that letter for whoever reads the record.
  const secret = findSecret(/\\[ux]/i.test(text) ? `${text}\n${JSON.stringify(decoded.record)}` : text);
  return secret ? refuse(`holds a credential (${secret.rule})`) : decoded;
}

const refuse = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason });

/** The id in a file name, for records that can't be read. */
export function idInPath(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[a-z]+$/, "");
}

async function readMarkdown(record: string, text: string): Promise<unknown> {
  const { fields, body } = await parseMarkdown(text);
  return { record, ...fields, body: body.replace(/\n$/, "") };
}
