// Globs of a job's scope: they come from agents, also of other clones, and are compared in every hook.
import fc from "fast-check";
import { expect, it } from "vitest";
import { ScopeGlob } from "../../src/policy/scope.ts";
import { matcher } from "../../src/shared/glob.ts";

it.each(["src/**", "docs/*.{md,txt}", "app/(group)/[id]/page.tsx", "a*b*c*/**", ".github/**"])(
  "%s is one",
  (glob) => {
    expect(ScopeGlob.safeParse(glob).success).toBe(true);
  },
);

it.each([
  ["*a*a*a*ab", "no more than 3"],
  ["+(a|aa)+(a|aa)b", "* and ? only"],
  ["(a+)+b", "* and ? only"],
  ["(a|aa)*b", "* and ? only"],
  ["src/../x", "below the top"],
])("%s is none", (glob, why) => {
  expect(ScopeGlob.safeParse(glob).error?.issues[0]?.message).toContain(why);
});

it("one that is accepted is compared with the longest name in no time", () => {
  const part = fc.constantFrom(
    "a",
    "aa",
    "*",
    "**",
    "?",
    "/",
    "(",
    ")",
    "|",
    "{",
    "}",
    ",",
    "+",
    "[a-b]",
    "@",
    "!",
  );
  const globs = fc.array(part, { minLength: 1, maxLength: 40 }).map((parts) => parts.join(""));
  const names = ["a".repeat(255), `${"a/".repeat(60)}b`, `${"a".repeat(120)}/${"a".repeat(120)}`];
  // One that takes for ever never comes back from here.
  fc.assert(
    fc.property(globs, (glob) => {
      if (ScopeGlob.safeParse(glob).success) for (const name of names) matcher([glob], true)(name);
    }),
    { numRuns: 2_000 },
  );
});
