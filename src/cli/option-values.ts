// Reads the values of options that several commands share: lists, texts, numbers and times.
import path from "node:path";
import { AgentOpsError } from "../shared/errors.ts";
import type { CommandInput } from "./define-command.ts";

type Value = string | boolean | undefined;

export const textIn = (value: Value): string => (typeof value === "string" ? value.trim() : "");

/** Without empty entries; empty where the option was not given. */
export const listIn = (value: Value, separator = ","): string[] =>
  textIn(value)
    .split(separator)
    .flatMap((each) => each.trim() || []);

/** Throws INVALID_ARGUMENT. */
export function countIn(name: string, value: Value, otherwise: number, most: number): number {
  const count = value === undefined ? otherwise : Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `--${name} ${value} is no number from 1 to ${most}.`,
    "Give a whole number, or leave the option out.",
  );
}

const HOUR = 3_600_000;
const UNITS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 168 * HOUR };

/** A time before `now`, or that day (UTC), in milliseconds since 1970. Throws INVALID_ARGUMENT. */
export function momentIn(name: string, value: Value, now: number): number | undefined {
  if (value === undefined) return undefined;
  const [, count, unit = ""] = /^(\d{1,5})([hdw])$/.exec(textIn(value)) ?? [];
  if (count !== undefined) return now - Number(count) * (UNITS[unit] ?? 0);
  const day = /^\d{4}-\d\d-\d\d$/.test(textIn(value)) ? Date.parse(`${textIn(value)}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(day)) return day;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `--${name} ${value} is no time.`,
    "Write 12h, 7d or 2w for so long ago, or a day as 2026-03-01.",
  );
}

/** The folder that a command works in. */
export const folderOf = ({ dir }: CommandInput["options"]): string =>
  path.resolve((typeof dir === "string" ? dir : undefined) ?? process.env.AGENTOPS_DIR ?? ".");
