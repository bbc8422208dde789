// Defines a judge's answer about a claim: the one JSON object, and the faults that one can have.
import * as z from "zod";
import { sanitise } from "../shared/text/safe-text.ts";

export const DECISIONS = ["PASS", "FAIL", "ABSTAIN"] as const;
export type Decided = (typeof DECISIONS)[number];

export const RESULTS = ["PASSED", "FAILED", "NOT_PROVEN"] as const;
export type Result = (typeof RESULTS)[number];

export const ANSWER_LIMITS = {
  criteria: 20,
  findings: 50,
  location: 300,
  message: 1000,
  because: 500,
} as const;

/** Name of a criterion. */
export const Name = z.string().regex(/^[A-Za-z0-9][\w.:-]{0,59}$/, "letters, digits and . : _ - only");

const Tokens = z.int().min(0).max(1e12).nullable();

export const Cost = z.object({
  /** Null where the runtime does not report them. */
  tokensIn: Tokens,
  tokensOut: Tokens,
  ms: z.number().min(0),
});
export type Cost = z.output<typeof Cost>;

export const Assessed = z.object({
  id: Name,
  result: z.enum(RESULTS),
  because: z.string().max(ANSWER_LIMITS.because).default(""),
});

/** A reason that nobody can see is none. */
const Words = z.string().refine((text) => sanitise(text).trim() !== "", "must hold words");

/** The place of what stands in the claim's own text. */
export const CLAIM_PLACE = "claim";

export const Finding = z.object({
  criterion: Name.nullable().default(null),
  /** `order`: a text that tells the judge how to decide. It is kept and shown, and decides nothing. */
  level: z.enum(["error", "warning", "note", "order"]),
  /** `path` or `path:line` at the claimed commit, or `claim`. */
  location: z.string().max(ANSWER_LIMITS.location).nullable().default(null),
  message: Words.max(ANSWER_LIMITS.message),
});

/** The one JSON object that a judge answers with; what else it holds is not looked at. */
export const Answer = z.object({
  decision: z.enum(DECISIONS),
  criteria: z.array(Assessed).max(ANSWER_LIMITS.criteria),
  findings: z.array(Finding).max(ANSWER_LIMITS.findings).default([]),
  /** How sure it is; one that is no share is none. It is shown and decides nothing. */
  confidence: z.number().min(0).max(1).nullish().catch(null),
  /** What it took, where the judge knows. */
  cost: z
    .object({ tokens_in: z.int().min(0).max(1e12), tokens_out: z.int().min(0).max(1e12) })
    .optional()
    .catch(undefined),
  model: z.string().max(100).optional().catch(undefined),
  /** sha256 of the packet that it has read, where it tells: an answer to another one is none to this. */
  packet: z.unknown().optional(),
});
export type Answer = z.output<typeof Answer>;

/**
 * Reads an answer; a text says what is wrong with it, in words that its author can act on. `ids` are the claim's criteria,
 * `packet` the sha256 of what was asked.
 */
export function readAnswer(text: string, ids: readonly string[], packet: string): Answer | string {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return text.trim() === "" ? "the answer is empty" : "the answer is not one JSON object";
  }
  const { data, error } = Answer.safeParse(raw);
  if (error) {
    const [issue] = error.issues;
    return `${issue?.path.join(".") || "the answer"}: ${issue?.message ?? "is not valid"}`.slice(0, 300);
  }
  if (data.packet !== undefined && data.packet !== packet)
    return "packet is not the sha256 of the packet that was asked about: answer this one, or leave packet out";
  return faultOf(data, ids) ?? data;
}

function faultOf({ decision, criteria, findings }: Answer, ids: readonly string[]): string | null {
  const named = [...criteria.map(({ id }) => id), ...findings.flatMap(({ criterion }) => criterion ?? [])];
  const unknown = named.find((id) => !ids.includes(id));
  if (unknown !== undefined) return `the claim has no criterion ${unknown}; it has ${ids.join(", ")}`;
  if (decision === "ABSTAIN") return null;
  const left = ids.filter((id) => !criteria.some((each) => each.id === id));
  if (left.length > 0) return `criteria: ${left.join(", ")} is not assessed`;
  if (new Set(criteria.map(({ id }) => id)).size < criteria.length) return "criteria: one is assessed twice";
  const failed = criteria.some(({ result }) => result === "FAILED");
  if (decision === "PASS" && (failed || findings.some(({ level }) => level === "error")))
    return "decision is PASS beside a failed criterion or a finding of level error";
  if (decision === "PASS" && criteria.some(({ result }) => result === "NOT_PROVEN"))
    return "decision is PASS beside a criterion that is not proven: answer ABSTAIN where you can't tell";
  if (decision === "FAIL" && findings.length > 0 && findings.every(({ level }) => level === "order"))
    return "decision is FAIL for orders alone: an order is reported and the change is judged on what it does";
  if (decision === "FAIL" && !findings.some(({ level }) => level === "error"))
    return "decision is FAIL without a finding of level error that says why and where";
  return null;
}

/** A FAIL counts only with a reason and a place that exists. */
export const isGrounded = (findings: readonly { level: string; grounded: boolean }[]): boolean =>
  findings.some(({ level, grounded }) => level === "error" && grounded);
