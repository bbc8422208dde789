// Prints lessons one a line, as every list of them is printed.
import type { LearningRecord } from "../learnings/records/learning.ts";
import type { Skin } from "../skin/skin.ts";
import { line } from "./reading.ts";

type Row = Pick<LearningRecord, "id" | "at" | "kind" | "title"> & { readonly state: string };

export function lessonLines(rows: readonly Row[], kinds: Skin["kinds"]): string[] {
  const width = Math.max(12, ...rows.map(({ kind }) => kinds[kind].length));
  return rows.map(
    ({ id, at, kind, title, state }) =>
      `${id}  ${at.slice(0, 10)}  ${kinds[kind].padEnd(width)}  ${line(title)}${state === "served" ? "" : ` [${line(state)}]`}`,
  );
}
