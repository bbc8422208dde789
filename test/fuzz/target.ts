// Defines what a fuzz target is: a parser of the product, texts to begin with, and what it may answer.

export interface Target {
  readonly name: string;
  /** Real texts and small ones written by hand, from which all others are made. */
  seeds(): Promise<readonly Buffer[]> | readonly Buffer[];
  /** Every outcome that the parser documents; any other one, and whatever is thrown, is a fault. */
  readonly outcomes: readonly string[];
  /** In bytes: inputs are not made longer, where the parser takes no more or the time for more is spent better. */
  readonly most?: number;
  /** Runs the real parser and tells the outcome; throws an `Inconsistent` where a result contradicts another. */
  run(bytes: Buffer): Promise<string> | string;
}

/** A result that is wrong in itself, such as a text that reads otherwise once it was written and read again. */
export class Inconsistent extends Error {
  override readonly name = "Inconsistent";
}

export const seedsOf = (...texts: readonly (string | Buffer | object)[]): Buffer[] =>
  texts.map((text) => {
    if (Buffer.isBuffer(text)) return text;
    return Buffer.from(typeof text === "string" ? text : JSON.stringify(text));
  });

/** Throws where `holds` is false. */
export function must(holds: boolean, what: string): void {
  if (!holds) throw new Inconsistent(what);
}
