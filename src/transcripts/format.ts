// Defines what is asked of each runtime's session files.
import type { SessionStep } from "../lessons/from-transcript.ts";
import type { Fields } from "../runtimes/hooks/read.ts";

/** Reads one file's lines in their order; keeps the calls that wait for their answers. */
export interface TranscriptReader {
  /** A line without any of these has nothing to tell, and need not be parsed. */
  readonly marks: readonly string[];
  /** True if a line is of this runtime. */
  isOwn(line: Fields): boolean;
  /** Where the session worked, on lines that tell. */
  folder(line: Fields): string | null;
  steps(line: Fields): readonly SessionStep[];
}
