// Prints lessons one per line for every list, or in two lines each where a terminal is narrow.
import type { LearningRecord } from "../learnings/records/learning.ts";
import type { Skin } from "../skin/skin.ts";
import { type Look, PLAIN, type Tone } from "./look.ts";
import { line } from "./reading.ts";

type Row = Pick<LearningRecord, "id" | "at" | "kind" | "title"> & { readonly state: string };

/** Columns: with fewer, a title would have less than half of them. */
const ENOUGH = 104;

export const toneOf = (state: string): Tone =>
  state === "served" ? "good" : state === "disputed" ? "warn" : "bad";

export function lessonLines(rows: readonly Row[], kinds: Skin["kinds"], look: Look = PLAIN): string[] {
  const width = Math.max(12, ...rows.map(({ kind }) => kinds[kind].length));
  const { columns, paint } = look;
  return rows.map(({ id, at, kind, title, state }) => {
    const mark = state === "served" ? "" : ` ${paint(toneOf(state), `[${line(state)}]`)}`;
    const told = `${paint("title", line(title))}${mark}`;
    const facts = `${id}  ${at.slice(0, 10)}  ${kinds[kind]}`;
    return columns !== null && columns < ENOUGH
      ? `${told}\n  ${paint("quiet", facts)}`
      : `${paint("quiet", `${facts.slice(0, -kinds[kind].length)}${kinds[kind].padEnd(width)}`)}  ${told}`;
  });
}
