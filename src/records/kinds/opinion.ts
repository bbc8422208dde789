// Defines one judge's answer about one claim: how it must be written, what is wrong with one, and what is kept of it.
import * as z from "zod";
import { DECISIONS } from "../../claims/council/rule.ts";
import { CheckId } from "../../policy/checks-and-levels.ts";
import { ADAPTERS, Word } from "../../policy/judges-and-panels.ts";
import { sanitise } from "../../shared/text/safe-text.ts";
import { LIMITS } from "../evidence.ts";
import { CLAIM_LIMITS, Cost, Name, ObjectId, RESULTS, RecordId, Sha256 } from "./claim.ts";

const MOST = { findings: 50, message: 1000, because: 500 } as const;

const Assessed = z.object({
  id: Name,
  result: z.enum(RESULTS),
  because: z.string().max(MOST.because).default(""),
});

/** A reason that nobody can see is none. */
const Words = z.string().refine((text) => sanitise(text).trim() !== "", "must hold words");

const Finding = z.object({
  criterion: Name.nullable().default(null),
  level: z.enum(["error", "warning", "note"]),
  /** `path` or `path:line` at the claimed commit. */
  location: z.string().max(LIMITS.path).nullable().default(null),
  message: Words.max(MOST.message),
});

/** The one JSON object that a judge answers with; what else it holds is not looked at. */
export const Answer = z.object({
  decision: z.enum(DECISIONS),
  criteria: z.array(Assessed).max(CLAIM_LIMITS.criteria),
  findings: z.array(Finding).max(MOST.findings).default([]),
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
  if (decision === "FAIL" && !findings.some(({ level }) => level === "error"))
    return "decision is FAIL without a finding of level error that says why and where";
  return null;
}

export const OPINION_FIELDS = {
  claim: RecordId,
  claimDigest: z.object({ gitBlob: ObjectId }),
  /** What every judge of the claim was given, to the byte. */
  packet: z.object({ sha256: Sha256, bytes: z.int().min(0) }),
  judge: z.object({
    id: CheckId,
    adapter: z.enum(ADAPTERS),
    vendor: Word,
    version: z.string().max(200),
    /** As it tells itself, else as it was asked for. */
    model: z.string().max(100).nullable(),
    /** The model that the policy asked for; absent in records from before it was kept. */
    asked: z.string().max(100).nullable().optional(),
  }),
  decision: z.enum(DECISIONS),
  /** Why it abstains where that is not its own word, such as that it printed no valid answer. */
  because: z.string().max(1000).nullable(),
  criteria: z.array(Assessed).max(CLAIM_LIMITS.criteria),
  /** `grounded`: its place exists at the claimed commit. */
  findings: z.array(Finding.extend({ grounded: z.boolean() })).max(MOST.findings),
  cost: Cost,
  /** How often it was asked: 0 where it could not be started, 2 after an answer that was not valid. */
  attempts: z.int().min(0).max(2),
  /** What stands between it and the machine. */
  sandbox: z.string().max(40),
  /** sha256 of the answer as it came, recorded before anybody else could read it. */
  seal: Sha256,
} as const;

/** A FAIL counts only with a reason and a place that exists. */
export const isGrounded = (findings: readonly { level: string; grounded: boolean }[]): boolean =>
  findings.some(({ level, grounded }) => level === "error" && grounded);
