// Reads the fields of a note, whatever its author called them, in the words of a learning.
import { type Evidence, type LearningKind, LIMITS } from "../records/evidence.ts";
import { RECORD_ID } from "../shared/ids.ts";
import { oneLine, symptomsFrom, tagsFrom } from "./found.ts";
import { kindNamed } from "./kinds.ts";

export interface Metadata {
  readonly title: string | null;
  readonly kind: LearningKind | null;
  readonly tags: readonly string[];
  readonly paths: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly confidence: number | null;
  readonly date: string | null;
  /** Why the author has put it aside; null where it is in use. */
  readonly retired: string | null;
  /** One line each, and only as many and as long as a record keeps. */
  readonly symptoms: readonly string[];
  /** Fields that say something about the lesson itself, as lines for its body. */
  readonly remarks: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const CONFIDENCE_WORDS: Readonly<Record<string, number>> = { high: 0.9, medium: 0.6, low: 0.3 };
/** The reference implementation's maturities, for notes whose confidence nobody has set. */
const MATURITY_CONFIDENCE: Readonly<Record<string, number>> = {
  established: 0.8,
  candidate: 0.5,
  provisional: 0.4,
};
const PUT_ASIDE = /^(?:archived|superseded|retired|deprecated|obsolete|invalid|rejected|draft|template)$/;
const REMARKS: Readonly<Record<string, string>> = {
  applicable_when: "Applies when",
  when: "Applies when",
  trigger: "Applies when",
  detection_question: "To detect it, ask",
  symptom: "Symptom",
  symptoms: "Symptoms",
  root_cause: "Root cause",
};

export function metadataOf(given: Fields): Metadata {
  const fields = lowerKeys(given);
  const tags = listOf(fields.tags ?? fields.keywords);
  const category = listOf(fields.category ?? fields.area ?? fields.domain);
  const status = wordOf(fields.status) || wordOf(fields.maturity);
  const superseded = wordOf(fields.superseded_by);
  return {
    title: titleIn(fields),
    kind:
      [wordOf(fields.kind), wordOf(fields.type), ...category, ...tags].map(kindNamed).find(Boolean) ?? null,
    tags: tagsFrom([...tags, ...category]),
    paths: listOf(fields.paths ?? fields.files ?? fields.file ?? fields.applies_to ?? fields.globs)
      .filter((path) => path.length <= LIMITS.path)
      .slice(0, LIMITS.paths),
    evidence: evidenceIn(fields),
    confidence: confidenceIn(fields),
    date: dateIn(fields),
    retired: superseded
      ? `superseded by ${superseded}`
      : PUT_ASIDE.test(status)
        ? `marked as ${status}`
        : null,
    symptoms: symptomsFrom([...listOf(fields.symptoms, /$^/), ...listOf(fields.symptom, /$^/)]),
    remarks: Object.entries(REMARKS).flatMap(([key, label]) => {
      // A record keeps them apart from its text, and is itself again where it is imported.
      if (key === "symptoms" && isOurs(fields)) return [];
      const said = listOf(fields[key], /$^/).join("; ");
      return said === "" ? [] : [`${label}: ${said}`];
    }),
  };
}

const isOurs = ({ record, id, recorded, at }: Fields): boolean =>
  record === "learning" || (RECORD_ID.test(textOf(id)) && (recorded ?? at) !== undefined);

/** Also fields below `metadata`, where Claude Code keeps the type of a memory; the outer ones win. */
function lowerKeys(given: Fields): Fields {
  const { metadata } = given;
  const inner = typeof metadata === "object" && metadata !== null ? Object.entries(metadata) : [];
  return Object.fromEntries(
    [...inner, ...Object.entries(given)].map(([key, value]) => [
      key.toLowerCase().replace(/[ -]/g, "_"),
      value,
    ]),
  );
}

function titleIn(fields: Fields): string | null {
  // A memory's name is a slug; what it says in one line is its description.
  const { title, name, description, summary } = fields;
  const [first] = [title, description, summary, name].map(textOf).filter(Boolean);
  return first ? oneLine(first) : null;
}

function confidenceIn(fields: Fields): number | null {
  const given = textOf(fields.confidence).toLowerCase();
  const number =
    given === "" ? Number.NaN : Number(given.replace(/%$/, "")) / (given.endsWith("%") ? 100 : 1);
  // The reference implementation writes 0 where nobody has rated anything.
  if (number > 0 && number <= 1) return number;
  return CONFIDENCE_WORDS[given] ?? MATURITY_CONFIDENCE[wordOf(fields.maturity)] ?? null;
}

function dateIn({ date, created, created_at, at, timestamp, recorded }: Fields): string | null {
  const dates = [date, created, created_at, at, timestamp, recorded].map(
    (value) => /^\d{4}-(?:0\d|1[0-2])-[0-3]\d/.exec(textOf(value))?.[0],
  );
  return dates.find(Boolean) ?? null;
}

function evidenceIn({
  evidence,
  source,
  sources,
  refs,
  references,
  commit,
  commits,
  pr,
  url,
}: Fields): Evidence[] {
  const inSource = typeof source === "object" && source !== null ? Reflect.get(source, "evidence") : source;
  const all = [evidence, inSource, sources, refs, references, commit, commits, pr, url].flatMap((value) =>
    Array.isArray(value) ? value : [value],
  );
  return all.flatMap(toEvidence).slice(0, LIMITS.evidence);
}

/** Only what can be looked up is evidence; `retro-quick` is not. */
function toEvidence(value: unknown): Evidence[] {
  if (typeof value === "object" && value !== null) {
    const parsed = { type: Reflect.get(value, "type"), ref: Reflect.get(value, "ref") };
    return typeof parsed.ref === "string" && isEvidenceType(parsed.type) && isShort(parsed.ref)
      ? [{ type: parsed.type, ref: parsed.ref }]
      : [];
  }
  const ref = textOf(value);
  if (ref === "" || !isShort(ref) || /\s/.test(ref)) return [];
  if (/^https?:\/\//.test(ref)) return [{ type: "url", ref }];
  if (/^[0-9a-f]{7,64}$/.test(ref)) return [{ type: "commit", ref }];
  return /[/.]\w/.test(ref) ? [{ type: "path", ref }] : [];
}

const isEvidenceType = (type: unknown): type is Evidence["type"] =>
  typeof type === "string" && ["commit", "path", "url", "command", "said"].includes(type);
const isShort = (ref: string): boolean => ref !== "" && ref.length <= 500;

/** A list, or a text that lists: `a, b`. */
function listOf(value: unknown, separator = /,|;/): string[] {
  const parts = Array.isArray(value) ? value.map(textOf) : textOf(value).split(separator);
  return parts.map((part) => part.trim()).filter(Boolean);
}

const wordOf = (value: unknown): string => textOf(value).toLowerCase();

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
}
