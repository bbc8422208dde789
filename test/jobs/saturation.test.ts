// When a session is advised to hand its job to a fresh one, by what the records and its client tell.
import { describe, expect, it } from "vitest";
import { adviceFor, type Strain } from "../../src/jobs/saturation.ts";
import { standingOfJob } from "../../src/jobs/standing.ts";
import { event, job, progress, started } from "../support/job-records.ts";
import { foldOf } from "../support/records.ts";

const SETTINGS = { saturation: { utilisation: 0.4, minutes: 120, calls: 300, failures: 3 } };
const RESTED: Strain = { utilisation: null, minutes: null, calls: 0 };
type Told = Parameters<typeof event>[2];
const failure = (approach: string | null, note = "it hangs"): Told => ({
  ...progress,
  approach,
  note,
  failed: true,
});

function advice(strain: Partial<Strain>, said: readonly Told[] = [], minutes: number | null = null) {
  const of = job(1, { minutes });
  const events = said.map((each, at) => event(10 + at, { job: 1, token: 1 }, each));
  const state = foldOf(of, event(2, { job: 1, token: 1 }, started()), ...events);
  return adviceFor(standingOfJob(state, of), { ...RESTED, ...strain }, SETTINGS);
}

describe("a session is advised to hand off", () => {
  it.each<[string, Partial<Strain>, string]>([
    ["by its context window", { utilisation: 0.4 }, "40 % of the context window is used"],
    ["by its minutes", { minutes: 120.9 }, "120 minutes since the start"],
    ["by its calls", { calls: 300 }, "300 calls"],
    [
      "by all of them",
      { calls: 301, minutes: 130, utilisation: 0.5 },
      "50 % of the context window is used; 130 minutes since the start; 301 calls",
    ],
  ])("%s", (_, strain, because) => {
    expect(advice(strain)).toBe(
      `Hand off: ${because}. Call finish_job with outcome hand_off; a fresh session goes on with your handoff.`,
    );
  });

  it("by the job's own minutes where they are fewer, and never by more", () => {
    expect(advice({ minutes: 30 }, [], 30)).toContain("30 minutes");
    expect(advice({ minutes: 29 }, [], 30)).toBeNull();
    expect(advice({ minutes: 120 }, [], 500)).toContain("120 minutes");
  });

  it("not below each limit, nor by what nobody can tell", () => {
    expect(advice({})).toBeNull();
    expect(advice({ utilisation: 0.39, minutes: 119, calls: 299 })).toBeNull();
  });
});

describe("failures with one approach", () => {
  const settings = { saturation: { ...SETTINGS.saturation, failures: 2 } };
  const told = (said: readonly Told[], token = 1) => {
    const of = job(1);
    const events = said.map((each, at) => event(10 + at, { job: 1, token: 1 }, each));
    const again = token > 1 ? [event(50, { job: 1, token }, started(...said.map((_, at) => 10 + at)))] : [];
    const state = foldOf(of, event(2, { job: 1, token: 1 }, started()), ...events, ...again);
    return adviceFor(standingOfJob(state, of), RESTED, settings);
  };

  it("count whatever their case and white space", () => {
    expect(told([failure("A  regex"), failure(" a Regex ")])).toContain(
      "2 failures with the same approach (a regex)",
    );
  });

  it("count by what failed where the approach has no name", () => {
    expect(told([failure(null), failure(null)])).toContain("(it hangs)");
    expect(told([failure(null, "it hangs"), failure(null, "it crashes")])).toBeNull();
  });

  it("are those of the approach that failed most", () => {
    const said = [failure("a"), failure("b"), failure("b")];
    expect(told(said)).toContain("2 failures with the same approach (b)");
    expect(told([failure("b"), failure("b"), failure("a")])).toContain("(b)");
  });

  it("are none of steps that went well, nor of an earlier token", () => {
    expect(told([{ ...progress, approach: "a" }, failure("a")])).toBeNull();
    expect(told([failure("a"), failure("a")], 2)).toBeNull();
  });
});
