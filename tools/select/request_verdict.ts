// Factor VII: has a claim's checks re-run by a process of their own, and tells what came of it.
import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { requestVerdict } from "../../src/use-cases/request-verdict.ts";

export default defineTool({
  title: "Request a verdict",
  description:
    "Call after submit_claim: re-runs the checks in a clean checkout, gives the binding verdict. pending: call again. FAILED: fix, commit, claim again.",
  factors: [7],
  role: "worker",
  part: "checks",
  effect: "write",
  deadlineMs: 58_000,
  input: z.strictObject({
    claim: z.string().min(6).max(26).describe("id"),
    wait_seconds: z.int().min(0).max(50).default(20).describe("how long to wait"),
  }),
  output: z.object({
    summary: z.string(),
    claim: z.string(),
    verdict: z.string().nullable(),
    result: z.enum(["PASSED", "FAILED", "NOT_PROVEN", "pending"]),
    state: z.string(),
    level: z.string().nullable(),
    stale: z.string().nullable(),
    next: z.string().nullable(),
    criteria: z.array(z.object({ id: z.string(), result: z.string(), because: z.string().nullable() })),
    receipts: z.array(
      z.object({ check: z.string(), result: z.string(), seconds: z.number(), tail: z.string().optional() }),
    ),
    sandbox: z.string().nullable(),
    not_checked: z.array(z.string()),
  }),
  examples: [
    { title: "An unknown claim", arguments: { claim: "01ARZ3NDEKTSV4RRFFQ69G5FAV" }, expect: "NOT_FOUND" },
  ],
  run: (context, { claim, wait_seconds }) => requestVerdict(context, claim, wait_seconds),
});
