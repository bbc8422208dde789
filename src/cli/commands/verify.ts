// `agentops-mcp verify`: the gate for CI and pre-push, under the policy of base alone.
import type { Claims } from "../../claims/io/open.ts";
import { proveReported, settleReported } from "../../claims/io/prove-reported.ts";
import { type Required, type Verification, verificationOf } from "../../claims/verify.ts";
import { LEVELS } from "../../policy/checks-and-levels.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";
import { line } from "../reading.ts";

export default defineCommand({
  summary:
    "the gate for CI and pre-push: records whole, verdicts not stale, nothing worse than what is locked",
  positionals: "[commit]",
  options: {
    require: {
      type: "string",
      value: "<level>",
      choices: LEVELS,
      description: "closed for a branch whose contents no claim has brought to this level: L1, L2 or L3",
    },
    fresh: { type: "boolean", description: "re-run everything, whatever is known of equal contents" },
  },
  examples: [
    "agentops-mcp verify",
    "agentops-mcp verify --base origin/main --json",
    "agentops-mcp verify --require L3",
  ],

  /** Exit code 0 when the gate is open, 1 when it is not, 2 when that can't be told. */
  async run({ options, positionals, terminal }) {
    if (positionals.length > 1)
      throw new AgentOpsError("INVALID_ARGUMENT", "verify takes one commit.", "Leave the others out.");
    const session = openSession(options, "judge", createLog("warn", null));
    try {
      const { signal } = new AbortController();
      const { read } = await session.contexts({ session: "verify", runtime: "agentops-mcp" }, signal);
      const claims = await session.claims();
      const onProgress = (what: string) => terminal.note(what);
      const { commit, subject } = await claims.verifiable(positionals[0] ?? "HEAD");
      const report = await claims.ratchet(commit, { signal, onProgress, fresh: options.fresh === true });
      const rows = await proveReported(claims, () => read.state(), report, { signal, onProgress });
      const required = await requiredOf(claims, options.require, commit);
      if (required) await settleReported(claims, await read.state(), commit, { signal, onProgress });
      const state = await read.state();
      const facts = await claims.lockFacts(state, commit);
      const verification = verificationOf(state, facts, commit, subject, rows, required);
      terminal.answer(factsOf(verification, report.policy), textOf(verification));
      return { passed: 0, failed: 1, undecided: 2 }[verification.result];
    } finally {
      session.close();
    }
  },
});

async function requiredOf(
  claims: Claims,
  typed: string | boolean | undefined,
  commit: string,
): Promise<Required | null> {
  const level = LEVELS.find((each) => each === typed);
  return level === undefined ? null : { level, landed: await claims.landed(commit) };
}

/** The fields that scripts know. */
const factsOf = (verification: Verification, policy: string) => ({
  ...verification,
  claims: verification.claims.map(({ claim, problem, fatal }) => ({ claim, problem, fatal })),
  policy,
});

function textOf({ result, commit, broken, claims, locks }: Verification): string {
  const lines = [
    ...broken.map(({ id, reason }) => `broken  ${line(id)}: ${line(reason)}`),
    ...claims.map(({ claim, problem, fatal }) => {
      const about = claim === null ? "this commit" : `claim ${claim}`;
      return `${fatal ? "FAILED" : "note"}  ${about}: ${line(problem)}`;
    }),
    ...locks.map(({ check, claim, result: each, because, reported_by }) => {
      const reported = reported_by === null ? "" : `; reported by clone ${reported_by}, does not decide`;
      return `${each.padEnd(6)}  ${check}: ${line(because)} (claim ${claim}${reported})`;
    }),
    ...locks.flatMap(({ check, tail }) =>
      tail ? ["", `${check} ended with:`, ...tail.split("\n").map((each) => `    ${line(each)}`)] : [],
    ),
  ];
  const none = locks.length === 0 ? ["nothing is locked: no claim that this commit contains has passed"] : [];
  const below = claims.some(({ kind }) => kind === "below_level");
  const closed = below
    ? "What is below its level: claim it, have it judged, sign it (docs/signing.md)."
    : "Fix it, or have a person record why not: agentops-mcp reverse <check>";
  const next = result === "failed" ? ["", closed] : [];
  return [`${result}: ${commit}`, ...lines, ...none, ...next].join("\n");
}
