// Notes of strangers may hold blanks without end, which cost their length in every format.
import { expect, it } from "vitest";
import { FORMATS, readNotes } from "../../src/import/formats.ts";

it.each(FORMATS)(
  "%s: eight times as many blanks in a heading, a bullet or a table take no more than that",
  (format) => {
    const time = (count: number): number => {
      const blanks = "\t".repeat(count);
      const began = process.cpuUsage();
      for (const text of [
        `## a${blanks}b\n- c`,
        `### L3:${blanks}b\n\nc`,
        `| a |\n|${blanks}--${blanks}x\n`,
        `- a${blanks}b`,
      ])
        readNotes("learnings.md", text, format);
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1_000;
    };
    // Below that nothing can be told; it took seconds.
    const isLinear = [1, 2, 3].some(() => {
      const long = time(16_000);
      return long < 150 || long / Math.max(time(2_000), 1) < 16;
    });
    expect(isLinear).toBe(true);
  },
);
