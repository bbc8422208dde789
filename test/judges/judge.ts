// Judges for tests: small programs that keep to the contract of command judges, each behaving in its own way.
import path from "node:path";
import { removeFolder, temporaryFolder, writeFiles } from "../support/repository.ts";

/** What every one of them does first: read the packet, and find out what it is asked about. */
const HEAD = `import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
const packet = readFileSync(0, "utf8");
const ids = /^criteria: (.*)$/m.exec(packet)[1].split(", ");
const answer = (decision, findings = [], more = {}) => {
  const result = decision === "PASS" ? "PASSED" : decision === "FAIL" ? "FAILED" : "NOT_PROVEN";
  const criteria = ids.map((id) => ({ id, result, because: "" }));
  process.stdout.write(JSON.stringify({ decision, criteria, findings, ...more }));
};
const fault = (location, message = "it is wrong") => [{ criterion: ids[0], level: "error", location, message }];
`;

export interface TestJudge {
  readonly id: string;
  readonly vendor?: string;
  /** Lines of JavaScript, with `packet`, `ids`, `answer` and `fault` at hand. */
  readonly does: string;
  /** More keys of the judge. */
  readonly more?: Record<string, unknown>;
}

export interface Judges {
  /** Writes its program; how a policy names it. */
  write(judge: TestJudge): Record<string, unknown>;
  /** `judges` of a policy, and what follows them. */
  policy(judges: readonly TestJudge[], more?: string): string;
  readonly folder: string;
  remove(): void;
}

/** Outside of any repository, as programs of judges have to be. */
export function createJudges(): Judges {
  const folder = temporaryFolder();
  function write({ id, does, vendor = id, more }: TestJudge) {
    writeFiles(folder, { [`${id}.mjs`]: `${HEAD}${does}\n` });
    return { id, adapter: "command", vendor, run: ["node", path.join(folder, `${id}.mjs`)], ...more };
  }
  return {
    folder,
    write,
    policy: (judges, more = "") =>
      `judges:\n${judges.map((judge) => `  - ${JSON.stringify(write(judge))}\n`).join("")}${more}`,
    remove: () => removeFolder(folder),
  };
}
