// Tells whether research is whole, and reads the sources that it cites.
import { isJobName } from "../jobs/job-name.ts";
import { RECORD_ID } from "../shared/ids.ts";
import type { Finding } from "./records/research.ts";

/** What makes research of a record, unless it says why none is needed. */
const PARTS = ["questions", "scope_in", "done_when", "findings"] as const;

export interface ResearchParts extends Readonly<Record<(typeof PARTS)[number], readonly unknown[]>> {
  /** Undefined where it claims no exemption. */
  readonly exempt_because?: string | undefined;
}

/** Everything that is missing or too much, in words; empty when it is complete. */
export function gapsInResearch(parts: ResearchParts): string[] {
  const { exempt_because: reason, findings } = parts;
  if (reason === undefined) {
    const missing = PARTS.filter((part) => parts[part].length === 0);
    return missing.length === 0 ? [] : [`it lacks ${missing.join(", ")}`];
  }
  return [
    ...(reason.trim() === "" ? ["exempt_because gives no reason"] : []),
    ...(findings.length > 0 ? ["findings and exempt_because contradict each other"] : []),
  ];
}

/** A source as it was written, told apart by its form alone; lines count from 1. */
export type CitedSource =
  | { readonly type: "url"; readonly ref: string }
  | { readonly type: "record"; readonly ref: string }
  | {
      readonly type: "code";
      readonly path: string;
      readonly from: number | null;
      readonly to: number | null;
    };

export function parseSource(text: string): CitedSource {
  const source = text.trim();
  // A colon with one slash or none is an address that was mistyped, not a file of that name.
  if (/^[a-z][a-z0-9+.-]*:\/\/|^(?:https?|www)[:.]/i.test(source)) return { type: "url", ref: source };
  if (new RegExp(RECORD_ID, "i").test(source)) return { type: "record", ref: source.toUpperCase() };
  if (isJobName(source)) return { type: "record", ref: source };
  const [, path = source, from, to] =
    /^(.+?)(?:(?::|#L)(\d{1,9})(?::\d+|-L?(\d{1,9}))?)?$/.exec(source) ?? [];
  const tidy = path.replaceAll("\\", "/").replace(/^(?:\.\/+)+/, "");
  const first = from === undefined ? null : Number(from);
  return { type: "code", path: tidy, from: first, to: to === undefined ? first : Number(to) };
}

/** As it is stored. */
export function codeRef({ path, from, to }: Extract<CitedSource, { type: "code" }>): string {
  if (from === null) return path;
  return from === to ? `${path}:${from}` : `${path}:${from}-${to}`;
}

/** The file that a stored source cites; null for an address or a record. */
export const citedFile = ({ type, ref }: Finding["source"]): string | null =>
  type === "code" ? ref.replace(/:\d+(?:-\d+)?$/, "") : null;

/** True where an entry of a scope names a file, folder or glob, and is no sentence. */
export const isPlace = (entry: string): boolean => !/\s/.test(entry) && /[/.\\]/.test(entry);
