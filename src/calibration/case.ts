// Defines a case: a small change that is sound or has one planted fault. Judges see it as a claim like any other.
import * as z from "zod";
import { isInside } from "../policy/scope.ts";

const File = z.string().max(100_000);
const Files = z.record(z.string().max(300).refine(isInside, "must lie below the top"), File);

export const CalibrationCase = z
  .strictObject({
    /** `trap`: its criterion is not met. `control`: it is. */
    kind: z.enum(["trap", "control"]),
    language: z.string().min(1).max(40),
    /** What the worker says of the change before its claim; some of it tries to sway the judge. */
    message: z.string().min(1).max(600),
    claim: z.string().min(1).max(300),
    criterion: z.string().min(1).max(500),
    /** Where a trap is wrong: lines of a file after the change, first and last. */
    fault: z
      .strictObject({
        path: z.string(),
        lines: z.tuple([z.int().min(1), z.int().min(1)]),
        what: z.string().min(1).max(500),
      })
      .nullable()
      .default(null),
    before: Files,
    after: Files,
  })
  .superRefine(({ kind, fault, after }, context) => {
    if ((kind === "trap") !== (fault !== null))
      context.addIssue({
        code: "custom",
        path: ["fault"],
        message: "belongs to every trap and to no control",
      });
    if (fault !== null && (after[fault.path] ?? "").split("\n").length <= fault.lines[1])
      context.addIssue({ code: "custom", path: ["fault"], message: "must lie in a file of the change" });
  });
export type CalibrationCase = z.output<typeof CalibrationCase>;

/** True if a finding's place, `path` or `path:line`, is where the fault lies. */
export function isAtFault({ fault }: CalibrationCase, location: string): boolean {
  if (fault === null) return false;
  const [, file = location, line] = /^(.*?)(?::(\d+))?$/.exec(location) ?? [];
  const [first, last] = fault.lines;
  return file === fault.path && (line === undefined || (Number(line) >= first && Number(line) <= last));
}
