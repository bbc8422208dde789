// Two lessons contradict each other where one sentence of each is the same but for a yes and a no, a number or a name.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contradiction } from "../../src/retrieval/contradicts.ts";

const lesson = (title: string, body = "See the runbook.") => ({ title, body });
const isIn = (one: string, other: string) => contradiction(lesson(one), lesson("T", other)) !== null;

describe("a contradiction", () => {
  it.each([
    ["Always use pnpm in the web folder", "Never use pnpm in the web folder."],
    ["Use pnpm for installs in web/", "Avoid pnpm for installs in web/."],
    ["Prefer `fsync` over sleep in tests", "It was slow, so do not use fsync over sleep in tests."],
    ["Enable strictNullChecks in tsconfig", "Disable strictNullChecks in tsconfig."],
    ["Call flush() before commit()", "Call flush() after commit()."],
    ["parseDate works without a timezone", "parseDate works with a timezone."],
    ["The gateway listens on 8080", "The gateway listens on 9090."],
    ["pool_size must be 20", "Last week it broke. pool_size must be 50, says ops."],
    ["Set HTTP_TIMEOUT to 30 s", "Set HTTP_TIMEOUT to 60 s."],
    ["Use pnpm for installs in the monorepo", "Use yarn for installs in the monorepo."],
  ])("is seen between %j and %j, from both sides", (one, other) => {
    expect(isIn(one, other)).toBe(true);
    expect(isIn(other, one)).toBe(true);
  });

  it.each([
    [
      "another version of another thing",
      "Vitest 5 does not start on Node 20",
      "Vitest 4 does not start on Node 20.",
    ],
    ["another file", "Timeouts in checkout.ts are 30 s", "Timeouts in cart.ts are 30 s."],
    ["two differences", "The gateway listens on 8080", "The billing gateway listens on 9090."],
    ["another subject", "Never use pnpm in the web folder", "Always use prettier in the docs folder."],
    [
      "what the other one says as well",
      "Use fsync in tests",
      "Use fsync in tests. Never use fsync in benchmarks.",
    ],
    ["a part of it", "Use fsync, never rely on close", "Use fsync."],
    ["everyday words alone", "Always look at it before you go", "Never look at it before you go."],
    ["lines of code", "T", "```ts\nconst retryLimit = 3\n```"],
  ])("is none for %s", (_, one, other) => {
    expect(isIn(one, other)).toBe(false);
  });

  const word = fc.constantFrom(
    ...[
      "never",
      "always",
      "use",
      "avoid",
      "enable",
      "pnpm",
      "retryLimit",
      "is",
      "3",
      "5",
      "in",
      "src/a.ts",
      "the",
      ".",
      ",",
    ],
  );
  const text = fc.array(word, { maxLength: 14 }).map((words) => words.join(" "));
  const told = fc.record({ title: text, body: text });

  it("is never with itself, and the same from both sides", () => {
    fc.assert(
      fc.property(told, told, (a, b) => {
        expect(contradiction(a, { ...a })).toBe(null);
        expect(contradiction(a, b) === null).toBe(contradiction(b, a) === null);
      }),
    );
  });
});
