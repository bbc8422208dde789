// Reads files of notes to which many processes append, one JSON object per line.

/** Leaves out lines that are torn or that `isNote` rejects. */
export function parseNoteLines<T>(text: string, isNote: (note: Record<string, unknown>) => boolean): T[] {
  return text.split("\n").flatMap((line) => {
    if (line === "") return [];
    try {
      const note: unknown = JSON.parse(line);
      return typeof note === "object" && note !== null && isNote(note as Record<string, unknown>)
        ? [note as T]
        : [];
    } catch {
      return [];
    }
  });
}
