// `doctor --json` as a test reads it.
import { expect } from "vitest";
import { type CliOptions, runCli } from "./run-cli.ts";

export interface Check {
  readonly name: string;
  readonly level: string;
  readonly found: string;
  readonly fix: string | null;
}

/** Fails where the command says anything beside its answer. */
export function runDoctor(
  dir: string,
  options: CliOptions,
): { code: number | null; checks: readonly Check[] } {
  const { code, stdout, stderr } = runCli(dir, ["doctor", "--json"], options);
  expect(stderr).toBe("");
  return { code, checks: JSON.parse(stdout).checks };
}

export const troubles = (checks: readonly Check[]): Check[] => checks.filter(({ level }) => level !== "ok");
