// Every input that a fuzz target begins with, and every one that was faulty or told something once, is read as documented.
import { describe, expect, it } from "vitest";
import { keptSeeds, targetNamed, targetNames } from "./targets.ts";

describe.each(targetNames())("%s", (name) => {
  it("answers each of its inputs as it says", async () => {
    const target = await targetNamed(name);
    expect(target.name).toBe(name);
    const seeds = (await target.seeds()).map((seed, at) => [`seed ${at}`, seed] as const);
    const outcomes = new Set<string>();
    for (const [called, bytes] of [...seeds, ...keptSeeds(name)]) {
      const outcome = await target.run(bytes);
      expect(target.outcomes, called).toContain(outcome);
      outcomes.add(outcome);
    }
    // An outcome that no input has was never seen to be told apart.
    expect([...outcomes].sort()).toEqual([...target.outcomes].sort());
  });
});
