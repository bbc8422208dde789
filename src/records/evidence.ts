// Defines what several kinds of records share: kinds of lessons, evidence, and limits of their texts.
import * as z from "zod";
import type { CiteCommit } from "./define-record.ts";

export const LEARNING_KINDS = ["decision", "failure", "pattern", "gotcha", "mental_model"] as const;
export type LearningKind = (typeof LEARNING_KINDS)[number];

/** Kinds of lessons about what did not work, which are shown first when an approach is chosen. */
export const NEGATIVE_KINDS: ReadonlySet<LearningKind> = new Set(["failure", "gotcha"]);

export const EVIDENCE_TYPES = ["commit", "path", "url", "command", "record", "said"] as const;

export const Evidence = z.strictObject({
  type: z.enum(EVIDENCE_TYPES),
  ref: z.string().min(1).max(500).describe("said: who, quote"),
});
export type Evidence = z.output<typeof Evidence>;

/** The command with which the evidence of an imported lesson begins. */
export const IMPORT_COMMAND = "agentops-mcp import";

/** True if somebody else could look up or run any of it; quoted words are only the author's word for another's. */
export const showsSomething = (evidence: readonly { readonly type: string }[]): boolean =>
  evidence.some(({ type }) => type !== "said");

/** In characters; used by the tools' schemas, the journal's reader and the documentation. */
export const LIMITS = {
  title: 160,
  body: 6000,
  path: 300,
  tag: 50,
  symptom: 200,
  paths: 20,
  tags: 12,
  symptoms: 3,
  evidence: 12,
} as const;

/** One line of text, so that text shown beside this program's own lines can't look like one of them. */
export const OneLine = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^\r\n\u2028\u2029]+$/, "must be one line");

/** The evidence with its commits named by `cite`. */
export const citedEvidence = <E extends { readonly type: string; readonly ref: string }>(
  evidence: readonly E[],
  cite: CiteCommit,
): E[] => evidence.map((each) => (each.type === "commit" ? { ...each, ref: cite(each.ref) } : each));

/** The evidence with HEAD or a branch replaced by its commit, as the name means another commit tomorrow. */
export const atCommit = <E extends { readonly type: string; readonly ref: string }>(
  evidence: readonly E[],
  commitOf: (written: string) => Promise<string | null>,
): Promise<E[]> =>
  Promise.all(
    evidence.map(async (each) => {
      const written = each.ref.trim();
      if (each.type !== "commit" || /^(?:.*@)?[0-9a-f]{4,64}$/i.test(written)) return each;
      return { ...each, ref: (await commitOf(written)) ?? each.ref };
    }),
  );
