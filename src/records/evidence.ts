// Says once what records of several kinds share: kinds of lessons, evidence, and the limits of their texts.
import * as z from "zod";
import type { CiteCommit } from "./define-record.ts";

export const LEARNING_KINDS = ["decision", "failure", "pattern", "gotcha", "mental_model"] as const;
export type LearningKind = (typeof LEARNING_KINDS)[number];

/** Negative knowledge: what did not work, shown first when an approach is chosen. */
export const NEGATIVE_KINDS: ReadonlySet<LearningKind> = new Set(["failure", "gotcha"]);

export const EVIDENCE_TYPES = ["commit", "path", "url", "command", "record", "said"] as const;

export const Evidence = z.strictObject({
  type: z.enum(EVIDENCE_TYPES),
  ref: z.string().min(1).max(500).describe("said: who, quote"),
});
export type Evidence = z.output<typeof Evidence>;

/** What the evidence of an imported lesson begins with. */
export const IMPORT_COMMAND = "agentops-mcp import";

/** True if there is anything that somebody else could look up or run: quoted words are the author's word for another's. */
export const showsSomething = (evidence: readonly { readonly type: string }[]): boolean =>
  evidence.some(({ type }) => type !== "said");

/** Limits in characters, shared by the tool's schema, the journal's reader and the documentation. */
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

/** One line of text: what is shown beside our own facts must not be able to look like them. */
export const OneLine = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^\r\n\u2028\u2029]+$/, "must be one line");

/** The same with its commits named as `cite` names them. */
export const citedEvidence = <E extends { readonly type: string; readonly ref: string }>(
  evidence: readonly E[],
  cite: CiteCommit,
): E[] => evidence.map((each) => (each.type === "commit" ? { ...each, ref: cite(each.ref) } : each));

/** The same with the commit itself where somebody has written HEAD or a branch for it, which is another one tomorrow. */
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
