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

/** The same for what needs no more: sh starts in a tenth of the time that Node takes. */
const SHELL_HEAD = `packet=$(cat)
ids=\${packet#*"
criteria: "}
ids=\${ids%%"
"*}
answer() {
  IFS=', '
  list=
  for id in $ids; do list="$list\${list:+,}{\\"id\\":\\"$id\\",\\"result\\":\\"$2\\",\\"because\\":\\"\\"}"; done
  printf '{"decision":"%s","criteria":[%s],"findings":[%s]}' "$1" "$list" "$3"
}
pass() { answer PASS PASSED; }
abstain() { answer ABSTAIN NOT_PROVEN; }
fail() {
  answer FAIL FAILED "{\\"criterion\\":\\"\${ids%%,*}\\",\\"level\\":\\"error\\",\\"location\\":\\"$1\\",\\"message\\":\\"\${2:-it is wrong}\\"}"
}
`;

export interface TestJudge {
  readonly id: string;
  readonly vendor?: string;
  /**
   * Lines of JavaScript, with `packet`, `ids`, `answer` and `fault` at hand; or of sh, with `$packet`, `pass`, `abstain`
   * and `fail <location> [<message>]`.
   */
  readonly does: string;
  readonly language?: "sh";
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
  function write({ id, does, language, vendor = id, more }: TestJudge) {
    const [program, name, head] = language ? [language, `${id}.sh`, SHELL_HEAD] : ["node", `${id}.mjs`, HEAD];
    writeFiles(folder, { [name]: `${head}${does}\n` });
    return { id, adapter: "command", vendor, run: [program, path.join(folder, name)], ...more };
  }
  return {
    folder,
    write,
    policy: (judges, more = "") =>
      `judges:\n${judges.map((judge) => `  - ${JSON.stringify(write(judge))}\n`).join("")}${more}`,
    remove: () => removeFolder(folder),
  };
}

/** One that does this in sh. */
export const inShell = (id: string, does: string, more?: TestJudge["more"]): TestJudge => ({
  id,
  does,
  language: "sh",
  ...(more === undefined ? {} : { more }),
});
