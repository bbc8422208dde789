// Defines one line of the doctor's report.

import { AgentOpsError } from "../../shared/errors.ts";
import { sanitise } from "../../shared/text/safe-text.ts";
import { forPeople } from "../for-people.ts";

export interface Check {
  readonly name: string;
  readonly level: "ok" | "warn" | "fail";
  readonly found: string;
  /** What to do about it; null with ok. */
  readonly fix: string | null;
}

export const ok = (name: string, found: string): Check => ({ name, level: "ok", found, fix: null });
export const warn = (name: string, found: string, fix: string): Check => ({
  name,
  level: "warn",
  found,
  fix,
});
export const fail = (name: string, found: string, fix: string): Check => ({
  name,
  level: "fail",
  found,
  fix,
});

/** The checks that `work` returns, or one that says why it failed. */
export async function attempt(name: string, work: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AgentOpsError) return [fail(name, forPeople(error.message), forPeople(error.fix))];
    return [fail(name, String(error), "This is not expected: report it with this line.")];
  }
}

/** One line per check, and one for its fix, without control characters from servers or files. */
export function report(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ name, level, found, fix }) => [
    `${level.padEnd(4)}  ${name.padEnd(width)}  ${found}`,
    ...(fix === null ? [] : [`${" ".repeat(width + 8)}-> ${fix}`]),
  ]);
  return lines.map((line) => sanitise(line).replaceAll("\n", " ")).join("\n");
}
