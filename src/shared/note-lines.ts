// Reads files of notes that many processes append to, one JSON object a line.

/** Lines that are torn, or that `isNote` does not know, are left out. */
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
