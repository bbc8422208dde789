// Factor VIII: what has passed and is locked, run again where the change can affect it.
import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { COMPARISONS, type Comparison, type RatchetReport } from "../../src/claims/locks/ratchet.ts";
import { branchInUse } from "../../src/jobs/held-job.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { outsideSoFar } from "../../src/use-cases/outside-scope.ts";

/** Characters of a failing check's output. */
const SHOWN = 1000;

export default defineTool({
  title: "Check the locks",
  description:
    "Call before you claim, push or hand over: re-runs the locks your commit can affect. worse: you broke what had passed, fix it.",
  factors: [8],
  role: "worker",
  part: "checks",
  effect: "read",
  deadlineMs: 58_000,
  pages: "locks",
  input: z.strictObject({
    commit: z.string().trim().min(1).max(200).optional().describe("commit or branch; your job's"),
  }),
  output: z.object({
    commit: z.string(),
    result: z.enum(COMPARISONS),
    outside: z.string().nullable(),
    locks: z.array(
      z.object({
        check: z.string(),
        claim: z.string(),
        result: z.enum(COMPARISONS),
        because: z.string(),
        tail: z.string().optional(),
      }),
    ),
  }),
  examples: [
    {
      title: "Where nothing has passed yet nothing is locked",
      arguments: {},
      expect: { result: "same", outside: null, locks: [] },
    },
  ],
  async run(context, { commit }) {
    const branch = await branchInUse(context.session, context);
    const claimed = await context.claims.commit(commit ?? branch ?? "HEAD");
    const { signal } = context;
    const report = await context.claims.ratchet(claimed.commit, { signal, onProgress: context.report });
    const outside = await outsideSoFar(context, claimed.commit);
    const { locks, ...told } = factsOf(report);
    const facts = { ...told, outside, locks };
    if (facts.result !== "worse") return facts;
    const broken = facts.locks.filter(({ result }) => result === "worse").map(({ check }) => check);
    throw new AgentOpsError(
      "RATCHET_REGRESSION",
      `Worse than what passed: ${broken.slice(0, 10).join(", ")}.`,
      "Fix it and commit. If it has to be so, a supervisor records why with reverse_lock.",
      facts,
    );
  },
});

/** The whole is as bad as its worst lock; a lock that only another clone reports decides nothing. */
function factsOf({ commit, rows }: RatchetReport) {
  const deciding = rows.filter(({ reported_by }) => reported_by === null).map(({ result }) => result);
  const order: readonly Comparison[] = ["worse", "not_run", "better"];
  const result: Comparison = order.find((each) => deciding.includes(each)) ?? "same";
  return {
    commit,
    result,
    locks: rows.map(({ check, claim, result, because, reported_by, tail }) => ({
      check,
      claim,
      result,
      because:
        reported_by === null ? because : `${because}; reported by clone ${reported_by}, not re-run here`,
      ...(tail ? { tail: tail.slice(-SHOWN) } : {}),
    })),
  };
}
