// Judges that are real processes, from the policy on base to the verdict.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { VerdictRecord } from "../../src/domain/record.ts";
import { createProject, judged, POLICY, type Project } from "../claims/project.ts";
import { journalFiles } from "../support/journal.ts";
import { createJudges, type Judges, type TestJudge } from "./judge.ts";

let judges: Judges;
let project: Project;

beforeEach(() => {
  judges = createJudges();
});
afterEach(async () => {
  await project.close();
  judges.remove();
});

const PANEL = "panels:\n  - { paths: ['**'], judges: [one, two], quorum: 2 }\n";
const pass = (id: string): TestJudge => ({ id, does: "answer('PASS')" });

function start(panel: readonly TestJudge[], more = PANEL): Project {
  project = createProject(POLICY + judges.policy(panel, more));
  return project;
}

function stored<T>(kind: string): T[] {
  return journalFiles(project.repository)
    .filter((file) => file.includes(`:${kind}/`))
    .map((file) => JSON.parse(project.repository.git("show", file)));
}
const council = () => stored<VerdictRecord>("verdict")[0]?.statement.predicate.council;

describe("a panel of two vendors", () => {
  it("that passes it lifts a claim to L2, and the verdict tells who judged", async () => {
    const worker = await start([pass("one"), pass("two")]).start("worker");
    const { facts } = await judged(worker, { risk: "high" });
    expect(facts).toMatchObject({ result: "PASSED", state: "passed", level: "L2" });
    const [verdict] = stored<VerdictRecord>("verdict");
    expect(verdict?.statement.predicate.verifiedLevels).toEqual(["AGENTOPS_L1", "AGENTOPS_L2"]);
    expect(council()).toMatchObject({
      result: "PASS",
      quorum: 2,
      judges: [
        { id: "one", vendor: "one", decision: "PASS", record: null, barred: null },
        { id: "two", vendor: "two", decision: "PASS", record: null, barred: null },
      ],
    });
  });
});
