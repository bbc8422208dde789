// Tells which files of a change decide what its checks return: tests, and the script that a check starts.
import type { JudgedReceipt } from "./records/verdict.ts";

const FOLDERS = /(^|\/)(tests?|specs?|__tests__|__snapshots__|e2e|testdata|fixtures)\//i;
const NAMES = [
  /[._-](test|tests|spec|e2e|snap)\.[^/]+$/i,
  /(^|\/)(test|tests|spec|conftest)([._-][^/]*)?\.[a-z0-9]+$/i,
  /(Test|Tests|Spec|IT)\.(java|kt|kts|scala|groovy|cs|swift|php)$/,
];

export const isTest = (path: string): boolean => FOLDERS.test(path) || NAMES.some((name) => name.test(path));

const INTERPRETER = /(^|\/)(sh|bash|dash|zsh|node|deno|bun|tsx|python[\d.]*|ruby|perl|php|pwsh)$/;

/** The file that a command starts, as it is written; what it hands to a program is no test. */
function scriptOf([program = "", ...words]: readonly string[]): string {
  return INTERPRETER.test(program) ? (words.find((word) => !word.startsWith("-")) ?? "") : program;
}

/** Of these paths those that are tests, or that one of the commands starts. */
export function ownTestsIn(
  paths: readonly string[],
  receipts: readonly Pick<JudgedReceipt, "argv" | "cwd">[],
): string[] {
  const started = new Set(
    receipts.map(({ argv, cwd }) => {
      const script = scriptOf(argv).replace(/^\.\//, "");
      return cwd === "." ? script : `${cwd}/${script}`;
    }),
  );
  return paths.filter((path) => isTest(path) || started.has(path));
}
