// `agentops-mcp check`: runs the policy's checks on a commit, in the same clean place as for a verdict.
import path from "node:path";
import { probeSandbox } from "../../checks/probe.ts";
import type { Receipt } from "../../checks/receipt.ts";
import { policyDigest, runChecks } from "../../checks/run-checks.ts";
import { commitNamed } from "../../claims/io/claimed-commit.ts";
import { createObjectReader } from "../../git/object-reader.ts";
import { findRepository, type Repository } from "../../git/repository.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";
import { line, paragraph } from "../reading.ts";

export default defineCommand({
  summary: "run the policy's checks on a commit, in a clean checkout and a sandbox",
  positionals: "[check…]",
  options: {
    commit: { type: "string", value: "<commit>", description: "check this commit (default: HEAD)" },
  },
  examples: [
    "agentops-mcp check",
    "agentops-mcp check unit-tests --commit HEAD~1",
    "agentops-mcp check --json",
  ],

  /** Exit code 1 when any check fails, or the policy has none. */
  async run({ options, positionals, terminal }) {
    const repository = await findRepository(
      path.resolve(String(options.dir ?? process.env.AGENTOPS_DIR ?? ".")),
    );
    const session = openSession(options, "worker", createLog("silent", null));
    const stop = new AbortController();
    const abort = () => stop.abort();
    process.once("SIGINT", abort).once("SIGTERM", abort);
    try {
      // All of these start processes, which take most of the time of a trivial check, so they run at once.
      const name = String(options.commit ?? "HEAD");
      const [policy, commit] = await Promise.all([
        session.config(),
        commitOf(repository, name),
        probeSandbox(),
      ]);
      const checks = positionals.length > 0 ? positionals : policy.checks.map(({ id }) => id);
      if (checks.length === 0) {
        const said =
          "The configuration at the base commit has no checks. agentops-mcp init --with checks proposes some.";
        terminal.answer({ policy: policyDigest(policy), receipts: [] }, said);
        return 1;
      }
      const result = await runChecks({
        repository,
        commit,
        policy,
        checks,
        signal: stop.signal,
        onProgress({ step, check, done, all }) {
          if (terminal.interactive)
            terminal.note(check === null ? `${step} …` : `${check} (${done + 1} of ${all}) …`);
        },
      });
      const { setup, receipts, sandbox, about } = result;
      const lines = [
        `${commit.slice(0, 10)} in ${sandbox === "none" ? `no sandbox: ${about}` : sandbox}`,
        ...(setup
          ? [`set-up ${setup.cached ? "kept" : `made in ${setup.seconds} s`}: ${setup.digest.slice(0, 10)}`]
          : []),
        ...receipts.map(describe),
      ];
      terminal.answer({ commit, policy: policyDigest(policy), ...result }, lines.join("\n"));
      return receipts.every(({ reason }) => reason === "ok") ? 0 : 1;
    } finally {
      process.removeListener("SIGINT", abort).removeListener("SIGTERM", abort);
      session.close();
    }
  },
});

async function commitOf(repository: Repository, name: string): Promise<string> {
  const reader = createObjectReader(repository.commonDir, repository.worktree ?? repository.commonDir);
  try {
    const commit = await commitNamed({ reader, repository }, name);
    if (commit !== null) return commit;
  } finally {
    reader.close();
  }
  throw new AgentOpsError(
    "NOT_FOUND",
    `${name} is no commit here.`,
    "Name a branch or commit of this clone, or a tag in full: refs/tags/<name>.",
  );
}

function describe(receipt: Receipt): string {
  const { check, reason, exit, durationMs, metric, head, tail } = receipt;
  const facts = [
    `${(durationMs / 1000).toFixed(1)} s`,
    ...(metric === null ? [] : [`metric ${metric}`]),
  ].join(", ");
  if (reason === "ok") return `ok    ${check}  ${facts}`;
  const why = reason === "exit" ? `exit ${exit}` : reason;
  const shown = paragraph((tail || head).trim().split("\n").slice(-20).join("\n"), "      ");
  return `FAIL  ${line(check)}  ${why}, ${facts}${shown === "" ? "" : `\n${shown}`}`;
}
