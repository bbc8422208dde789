// Globs of a job's scope: they come from agents, also of other clones, and are compared in every hook.
import { expect, it } from "vitest";
import { ScopeGlob } from "../../src/policy/scope.ts";

it.each([
  "src/**",
  "docs/*.{md,txt}",
  "app/(group)/[id]/page.tsx",
  "a*b*c*d*/**",
  "c++/(x)+/**",
  ".github/**",
])("%s is one", (glob) => {
  expect(ScopeGlob.safeParse(glob).success).toBe(true);
});

it.each([
  ["+(a|aa)+(a|aa)b", "* and ? only"],
  ["docs/@(a|b)", "* and ? only"],
  ["src/../x", "below the top"],
])("%s is none", (glob, why) => {
  expect(ScopeGlob.safeParse(glob).error?.issues[0]?.message).toContain(why);
});
