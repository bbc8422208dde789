// `check` runs base's checks for a person, and exits as they did.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRepository, type TestRepository, writeFiles } from "../support/repository.ts";
import { createHome, runCli } from "./run-cli.ts";

let repository: TestRepository;
let place: ReturnType<typeof createHome>;

beforeEach(() => {
  repository = createRepository();
  place = createHome();
});
afterEach(() => {
  repository.remove();
  place.remove();
});

const check = (...args: string[]) => runCli(repository.dir, ["check", ...args], place);
const config = (checks: object[]) => ({ ".agentops/config.yaml": JSON.stringify({ checks }) });

describe("agentops-mcp check", () => {
  it("says that there is nothing to check without a policy", () => {
    expect(check()).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/no checks.*init --with checks proposes some/),
    });
  });

  it("runs all checks, or those named, on HEAD or another commit, and never on the working tree", () => {
    const first = repository.commit({
      ...config([
        { id: "is-good", run: ["grep", "-q", "good", "state"] },
        { id: "count", run: ["sh", "-c", "wc -l < state"], metric: { direction: "lower" } },
      ]),
      state: "good\n",
    });
    expect(check()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^[0-9a-f]{10} in bubblewrap\nok {4}is-good.*\nok {4}count .*metric 1\n$/,
      ),
    });
    writeFiles(repository.dir, { state: "bad, not committed\n" });
    expect(check("is-good").code).toBe(0);
    repository.commit({ state: "bad\nworse\n" });
    expect(check()).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/FAIL {2}is-good {2}exit 1.*metric 2/s),
    });
    expect(check("count").code).toBe(0);
    expect(check("is-good", "--commit", first).code).toBe(0);
    const { code, stdout, stderr } = check("--json");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      policy: expect.stringMatching(/^[0-9a-f]{64}$/),
      setup: null,
      sandbox: "bubblewrap",
      receipts: [
        { check: "is-good", exit: 1, reason: "exit" },
        { check: "count", metric: 2 },
      ],
    });
  });

  it("takes the policy from the base, whatever the commit says", () => {
    repository.commit(config([{ id: "strict", run: ["false"] }]));
    repository.git("checkout", "-qb", "feature");
    repository.commit(config([{ id: "strict", run: ["true"] }]));
    expect(check()).toMatchObject({ code: 1, stdout: expect.stringMatching(/FAIL {2}strict/) });
  });

  it("names what it does not know, and a policy that does not parse", () => {
    repository.commit(config([{ id: "unit", run: ["true"] }]));
    expect(check("unti")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no check "unti".*\nDid you mean unit/),
    });
    expect(check("--commit", "nowhere")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nowhere is no commit/),
    });
    repository.commit({ ".agentops/config.yaml": "checks:\n  - id: a\n    run: npm test\n" });
    expect(check()).toMatchObject({ code: 2, stderr: expect.stringMatching(/checks\.0\.run.*line 3/) });
  });
});
