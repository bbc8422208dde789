// Writes and reads what a bullet of an export can't say in words: a comment with the rest of the lesson, at its end.
import * as z from "zod";
import { Evidence, LIMITS } from "../records/evidence.ts";
import { isOrigin, symptomsFrom } from "./found.ts";

export interface Extras {
  readonly paths: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly confidence: number | null;
  readonly symptoms?: readonly string[];
  readonly distinctBecause?: string | null;
  /** Only where markdown could not carry it. */
  readonly body?: string;
}

const Stored = z.object({
  paths: z.array(z.string()).catch([]),
  evidence: z.array(Evidence).catch([]),
  confidence: z.number().min(0).max(1).nullable().catch(null),
  symptoms: z.array(z.string()).catch([]),
  distinct_because: z.string().max(500).nullable().catch(null),
  body: z.string().optional().catch(undefined),
});

const COMMENT = /(?:^|\n)<!-- agentops (\{.*\}) -->\s*$/;

/** Null where the bullet says all of it. Where a lesson was imported from is of no use elsewhere. */
export function writeExtras({
  paths,
  evidence,
  confidence,
  symptoms,
  distinctBecause,
  body,
}: Partial<Extras>): string | null {
  const own = (evidence ?? []).filter((each) => !isOrigin(each));
  const fields = {
    ...(paths?.length ? { paths } : {}),
    ...(own.length > 0 ? { evidence: own } : {}),
    ...(confidence === null || confidence === undefined ? {} : { confidence }),
    ...(symptoms?.length ? { symptoms } : {}),
    ...(distinctBecause ? { distinct_because: distinctBecause } : {}),
    ...(body === undefined ? {} : { body }),
  };
  if (Object.keys(fields).length === 0) return null;
  // Nothing inside of it can close the comment.
  return `<!-- agentops ${JSON.stringify(fields).replace(/[<>]/g, (sign) => (sign === "<" ? "\\u003c" : "\\u003e"))} -->`;
}

/** The text without the comment, or the text that the comment holds. What is no such comment stays text. */
export function extrasIn(text: string): { extras: Partial<Extras>; text: string } {
  const [comment, json = ""] = COMMENT.exec(text) ?? [];
  const read = comment === undefined ? null : parsed(json);
  if (comment === undefined || read === null) return { extras: {}, text };
  const { body, distinct_because: distinctBecause, paths, evidence, symptoms, confidence } = read;
  return {
    // Anybody may have written it: no more than a record can hold.
    extras: {
      paths: paths.filter((each) => each.length <= LIMITS.path).slice(0, LIMITS.paths),
      evidence: evidence.slice(0, LIMITS.evidence),
      symptoms: symptomsFrom(symptoms),
      confidence,
      distinctBecause,
    },
    text: body ?? text.slice(0, -comment.length),
  };
}

function parsed(json: string): z.output<typeof Stored> | null {
  try {
    return Stored.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
