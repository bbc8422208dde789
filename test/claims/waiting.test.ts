// Whoever waits for a verdict looks again when something has moved, and only then.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { WriteContext } from "../../src/api/context.ts";
import { createSession, type Session } from "../../src/session/session.ts";
import { createLog } from "../../src/shared/log.ts";
import { requestVerdict } from "../../src/use-cases/request-verdict.ts";
import submitClaim from "../../tools/select/submit_claim.ts";
import { CRITERIA, createProject, type Project } from "./project.ts";

let project: Project;
let session: Session;
let context: WriteContext;
let folds: number;
let claim: string;

beforeEach(async () => {
  project = createProject();
  const { dir } = project.repository;
  session = createSession(
    { dir, knowledge: null, base: null, role: "worker", runtimeProcess: "s-test", program: "", version: "0" },
    createLog("silent", null),
  );
  const by = { session: "worker", runtime: "test" };
  const { write } = await session.contexts(by, new AbortController().signal);
  folds = 0;
  context = {
    ...write,
    state() {
      folds += 1;
      return write.state();
    },
    // What a runner does, the test does itself.
    startVerdict: async () => {},
  };
  const said = await submitClaim.run(
    context,
    submitClaim.input.parse({ statement: "small", criteria: CRITERIA }),
  );
  claim = said.id ?? expect.fail("nothing was stored");
  folds = 0;
});
afterEach(async () => {
  session.close();
  await project.close();
});

const waiting = (seconds: number) => requestVerdict(context, claim, seconds);

it("makes no state again while nothing moves", async () => {
  const { result } = await waiting(1);
  expect(result).toBe("pending");
  // To find the claim, to see that it is open, once in the loop, and for the answer.
  expect(folds).toBeLessThanOrEqual(4);
});

it("looks once more at each thing that moves", async () => {
  const quiet = await waiting(1).then(() => folds);
  folds = 0;
  const waited = waiting(2);
  const runs = path.join(project.repository.dir, ".git/agentops/runs");
  mkdirSync(runs, { recursive: true });
  setTimeout(() => writeFileSync(path.join(runs, `${claim}.lease`), "nobody"), 300);
  setTimeout(() => project.repository.git("update-ref", "refs/agentops/clones/other", "HEAD"), 700);
  await waited;
  expect(folds).toBeGreaterThan(quiet);
  expect(folds).toBeLessThanOrEqual(quiet + 4);
});
