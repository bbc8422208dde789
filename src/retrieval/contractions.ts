// Leaves out of a question what its apostrophes would put into it as words of their own.

/** English `not`, and endings behind an apostrophe: `don't` and `it's` ask for nothing that a lesson is known by. */
const CONTRACTED =
  /\b(?:do|does|did|is|are|was|were|has|have|had|ca|wo|would|could|should|must|need)n?['’]t\b|(?<=[a-z])['’](?:s|re|ve|ll|d|m)\b/gi;

/** A question by the words that it asks for. */
export const askedFor = (task: string): string => task.replace(CONTRACTED, " ");
