// The words that a text holds, found by one look at the text, are those that it includes.
import fc from "fast-check";
import { expect, it } from "vitest";
import { wordsHeld } from "../../../src/shared/text/words-held.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", "-", "\n", "é", "😀"), maxLength: 60 });

it("says of every word whether the text includes it", () => {
  fc.assert(
    fc.property(
      text,
      fc.array(text, { maxLength: 8 }),
      fc.nat(50),
      fc.nat(6),
      (whole, words, from, length) => {
        const holds = wordsHeld(whole);
        for (const word of [...words, whole, whole.slice(from, from + length)])
          expect([word, holds(word)]).toEqual([word, whole.includes(word)]);
      },
    ),
  );
});
