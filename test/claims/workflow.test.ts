// The workflow that people are told to copy: a branch can bring neither the program that judges it nor a step beside the key.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../support/client.ts";

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly "working-directory"?: string;
}
const { jobs, on, permissions } = parse(
  readFileSync(path.join(ROOT, "docs/ci/github-actions.yml"), "utf8"),
) as {
  jobs: Record<string, { steps: Step[]; if: string; environment?: string }>;
  on: Record<string, unknown>;
  permissions: unknown;
};
describe.each(Object.entries(jobs))("the job %s", (_, { steps }) => {
  const checkout = steps.findIndex(({ uses }) => uses?.startsWith("actions/checkout@"));

  it("builds the program from a pinned commit before there is a checkout, and elsewhere", () => {
    const installs = steps.findIndex(({ run }) => run?.includes("npm install --global --ignore-scripts ."));
    expect(steps[installs]?.run).toContain('git checkout --quiet "$AGENTOPS_COMMIT"');
    expect(installs).toBeGreaterThanOrEqual(0);
    expect(installs).toBeLessThan(checkout);
    expect(steps[installs]?.["working-directory"]).toContain("runner.temp");
  });

  it("starts no package manager where a branch's .npmrc or node_modules would be obeyed", () => {
    const later = steps.slice(checkout).map(({ run = "" }) => run);
    expect(later.filter((run) => /\b(npx|npm|pnpm|yarn|bunx?)\b/.test(run))).toEqual([]);
  });

  it("fetches the whole history, and leaves no token in the checkout", () => {
    expect(steps[checkout]?.with).toMatchObject({ "fetch-depth": 0, "persist-credentials": false });
  });

  it("pastes nobody's text into a command", () => {
    expect(steps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });
});

describe("the key", () => {
  it("is in one step of one job, which pull requests don't reach", () => {
    expect(on).not.toHaveProperty("pull_request_target");
    expect(permissions).toEqual({ contents: "read" });
    const holders = Object.entries(jobs).filter(([, job]) => JSON.stringify(job).includes("secrets."));
    expect(holders.map(([name]) => name)).toEqual(["sign"]);
    const { steps, if: when, environment } = jobs.sign ?? { steps: [], if: "" };
    expect(when).toBe("github.event_name != 'pull_request' && github.ref == 'refs/heads/main'");
    expect(environment).toBe("agentops-signing");
    const named = steps.filter((step) => JSON.stringify(step).includes("secrets."));
    expect(named).toHaveLength(1);
    expect(named[0]?.run).not.toContain("--rerun");
  });
});
