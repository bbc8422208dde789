// A snippet must stay within its tokens and keep the sentences that answer the task.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { snippet } from "../../src/retrieval/snippet.ts";
import { countTokens } from "../../src/shared/text/tokens.ts";

const BODY = `The build was slow for weeks. Nobody looked at the cache key.
It held a timestamp, so every run missed the cache. Hash the lockfile instead.`;

describe("snippet", () => {
  it("keeps the matching sentences in their order and marks the gaps", () => {
    expect(snippet(BODY, "why does every run miss the cache", 26)).toBe(
      "… Nobody looked at the cache key. It held a timestamp, so every run missed the cache. …",
    );
  });

  it("gives the whole text where it fits", () => {
    expect(snippet("One. Two.", "anything", 50)).toBe("One. Two.");
  });

  it("never costs more than asked", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 400 }),
        fc.string(),
        fc.integer({ min: 0, max: 60 }),
        (body, task, limit) => {
          expect(countTokens(snippet(body, task, limit))).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });
});
