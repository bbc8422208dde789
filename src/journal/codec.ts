// Turns records into files and back. Learnings are markdown with frontmatter, the rest JSON; nothing read here is trusted.
import {
  type JournalRecord,
  type LearningRecord,
  RECORD_VERSION,
  RECORDS,
  type RecordKind,
} from "../records/record.ts";
import { hiddenCharacter } from "../shared/text/safe-text.ts";
import { findSecret } from "../shared/text/secrets.ts";
import { parseMarkdown, renderFrontmatter } from "./frontmatter.ts";

/** Larger files are quarantined unread. */
export const MAX_RECORD_BYTES = 256 * 1024;

/** `<kind>/<yyyy>/<mm>/<dd>/<id>.<ext>`, by the record's own time in UTC. */
export function recordPath(record: JournalRecord): string {
  const [year, month, day] = record.at.slice(0, 10).split("-");
  return `${record.record}/${year}/${month}/${day}/${record.id}.${record.record === "learning" ? "md" : "json"}`;
}

export function encodeRecord(record: JournalRecord): string {
  if (record.record !== "learning") return `${JSON.stringify(record, null, 1)}\n`;
  const { record: _, body, ...fields } = record;
  const given = FRONTMATTER_ORDER.filter((key) => fields[key] !== undefined);
  const head = renderFrontmatter(Object.fromEntries(given.map((key) => [key, fields[key]])));
  return `---\n${head}\n---\n${body}\n`;
}

/** The fields that a person wants to read come first. */
const FRONTMATTER_ORDER = [
  "title",
  "kind",
  "tags",
  "paths",
  "evidence",
  "confidence",
  "supersedes",
  "distinct_because",
  "labels",
  "id",
  "at",
  "session",
  "process",
  "runtime",
  "role",
  "clone",
  "commit",
  "seen",
  "v",
] as const satisfies readonly Exclude<keyof LearningRecord, "record" | "body">[];

export type Decoded = { ok: true; record: JournalRecord } | { ok: false; reason: string };

/** Reads one file of the journal; every fault is an answer, never an exception. */
export async function decodeRecord(path: string, bytes: Buffer): Promise<Decoded> {
  const [kind = ""] = path.split("/");
  if (!isRecordKind(kind)) return refuse("this version knows no such kind of record");
  if (bytes.length > MAX_RECORD_BYTES) return refuse("larger than a record may be");
  const text = bytes.toString("utf8");
  if (/^(<{7}|>{7}) /m.test(text)) return refuse("holds conflict markers");
  let raw: unknown;
  try {
    raw = kind === "learning" ? await readLearning(text) : JSON.parse(text);
  } catch {
    return refuse("does not parse");
  }
  if (typeof raw !== "object" || raw === null) return refuse("does not parse");
  if ("v" in raw && typeof raw.v === "number" && raw.v > RECORD_VERSION) {
    return refuse("written by a newer version of agentops-mcp; upgrade to read it");
  }
  const parsed = RECORDS[kind].safeParse(raw);
  if (!parsed.success) return refuse(`field ${parsed.error.issues[0]?.path.join(".") ?? "?"} is not valid`);
  if (recordPath(parsed.data) !== path) return refuse("its id, kind or date does not fit its place");
  const hidden = hiddenCharacter(text);
  if (hidden) return refuse(`holds the invisible character ${hidden.codePoint}`);
  return { ok: true, record: parsed.data };
}

/**
 * The same for what passed no gate of ours: text with a credential is withheld. Takes 0.2 ms a record, several times
 * as long as reading it, so what this clone wrote, which was scanned then, is not scanned again.
 */
export async function decodeForeignRecord(path: string, bytes: Buffer): Promise<Decoded> {
  const decoded = await decodeRecord(path, bytes);
  const secret = decoded.ok ? findSecret(bytes.toString("utf8")) : null;
  return secret ? refuse(`holds a credential (${secret.rule})`) : decoded;
}

const refuse = (reason: string): Decoded => ({ ok: false, reason });
const isRecordKind = (kind: string): kind is RecordKind => Object.hasOwn(RECORDS, kind);

/** The id in a file name, for records that can't be read. */
export function idInPath(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[a-z]+$/, "");
}

async function readLearning(text: string): Promise<unknown> {
  const { fields, body } = await parseMarkdown(text);
  return { record: "learning", ...fields, body: body.replace(/\n$/, "") };
}
