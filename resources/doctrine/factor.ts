// Shapes the twelve factor files, so that each of them is data and nothing else.

/** One factor of the doctrine. `name`, `number` and `rule` are quoted from it and never change. */
export interface Factor {
  readonly number: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12;
  readonly numeral: "I" | "II" | "III" | "IV" | "V" | "VI" | "VII" | "VIII" | "IX" | "X" | "XI" | "XII";
  readonly name: string;
  readonly rule: string;
  readonly phase: "prepare" | "bound" | "select" | "govern";
  /** Markdown, 120 to 220 words, opening with the rule as a quotation; a heading is the reader's to add. */
  readonly text: string;
}
