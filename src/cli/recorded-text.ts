// Tells a person what became of a recorded lesson, and the gate's remarks.
import type { recordLearning } from "../use-cases/record-learning.ts";
import { forPeople } from "./for-people.ts";
import { line } from "./reading.ts";

type Recorded = Pick<Awaited<ReturnType<typeof recordLearning>>, "file" | "note" | "reasons" | "similar">;

export const recordedText = (
  first: string,
  { file, note, reasons, similar }: Recorded,
  command = "add",
): string =>
  [
    first,
    file === null ? line(note) : `${line(file)}: ${line(note)}`,
    ...reasons.map(
      ({ fix, sentence }) =>
        `${sentence === null ? "" : `${line(sentence)}: `}${line(forPeople(fix, command))}`,
    ),
    ...similar.map(({ id, title, similarity }) => `like ${id}  ${line(title)} (${similarity})`),
  ].join("\n");
