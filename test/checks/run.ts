// Runs checks on a repository of a test's own, as a verdict would.
import { type ChecksRequest, type ChecksResult, runChecks } from "../../src/checks/run-checks.ts";
import { ConfigSchema } from "../../src/config/config.ts";
import { findRepository } from "../../src/git/repository.ts";
import { removeFolder, type TestRepository, temporaryFolder } from "../support/repository.ts";

/** All checks of the configuration on HEAD, unless `more` says otherwise. */
export async function runOn(
  repository: TestRepository,
  settings: object,
  more: Partial<ChecksRequest> = {},
): Promise<ChecksResult> {
  const policy = ConfigSchema.parse(settings);
  return runChecks({
    repository: await findRepository(repository.dir),
    commit: repository.git("rev-parse", "HEAD").trim(),
    policy,
    checks: policy.checks.map(({ id }) => id),
    signal: new AbortController().signal,
    ...more,
  });
}

/** A policy of one check that runs a line of shell. */
export const shell = (line: string, more: object = {}) => ({
  checks: [{ id: "it", run: ["sh", "-c", line], ...more }],
});

/** The receipt of a line of shell, run as the only check. */
export async function receiptOf(
  repository: TestRepository,
  line: string,
  more: object = {},
  request: Partial<ChecksRequest> = {},
) {
  const { receipts } = await runOn(repository, shell(line, more), request);
  const [receipt] = receipts;
  if (!receipt) throw new Error("no receipt");
  return receipt;
}

/** Puts temporary files, and with them the checkouts of runs without a sandbox, into a folder of its own. Returns how to end that. */
export function ownTemporaryFolder(): () => void {
  const before = process.env.TMPDIR;
  const folder = temporaryFolder();
  process.env.TMPDIR = folder;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    removeFolder(folder);
  };
}
