// Taking a job from whoever has it: the next token is nobody's, and what counted until then is named.
import { describe, expect, it } from "vitest";
import type { LeaseView } from "../../src/jobs/lease.ts";
import { JOB_LIMITS } from "../../src/jobs/limits.ts";
import type { RulingRecord } from "../../src/jobs/records/ruling.ts";
import { nextTokenToNobody, releaseOf } from "../../src/jobs/release.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { event, finished, handedOn, job, progress, started } from "../support/job-records.ts";
import { foldOf, idOf } from "../support/records.ts";
import { refusalOf } from "../support/refusal.ts";
import { escalation, ruling } from "../support/work-records.ts";

const PLACE = { root: "/home/ann/code", home: "/home/ann" };
const begun = [job(1), event(2, { job: 1, token: 1 }, started()), event(3, { job: 1, token: 1 }, progress)];
const lease = (token: number): LeaseView => ({ session: "one", clone: "aaaaaaaaaa", token, expired: false });

const release = (records: readonly JournalRecord[], reason = "gone", held: LeaseView | null = null) =>
  releaseOf(foldOf(...records), { job: job(1), lease: held }, reason, PLACE);

describe("a release", () => {
  it("gives the next token to nobody, and names what counted", () => {
    expect(release(begun, "lost in /home/ann/code/src")).toMatchObject({
      record: "job_event",
      job: idOf(1),
      token: 2,
      event: { what: "released", reason: "lost in src", inherits: [idOf(3)] },
    });
  });

  it("is above a lease that was taken and never recorded", () => {
    expect(release([job(1)], "gone", lease(4))).toMatchObject({ token: 5 });
  });

  it("is also of a job at which somebody failed and that nobody holds", () => {
    const failed = { ...finished, outcome: "failed" } as typeof finished;
    expect(release([...begun, event(4, { job: 1, token: 1 }, failed)])).toMatchObject({ token: 2 });
  });

  it.each([
    ["without a reason", "", "INVALID_ARGUMENT"],
    ["with too long a reason", "x".repeat(JOB_LIMITS.reason + 1), "INVALID_ARGUMENT"],
    ["with a character that nobody sees", "go\u200bne", "UNSAFE_TEXT"],
  ])("%s is refused", (_, reason, code) => {
    const error = refusalOf(() => release(begun, reason));
    expect(error.code).toBe(code);
    if (code === "UNSAFE_TEXT") expect(error.message).toMatch(/^The reason holds/);
    expect(release(begun, "x".repeat(JOB_LIMITS.reason))).toMatchObject({ token: 2 });
  });

  it("of what nobody holds, is done or was stopped is refused", () => {
    const stop: RulingRecord = { ...ruling(5, 0, [4]), ruling: "stop" };
    const stopped = [...begun, { ...escalation(4, 0, 1), session: "one", clone: "aaaaaaaaaa" }, stop];
    for (const [records, message] of [
      [[job(1)], /^Nobody holds /],
      [[...begun, event(4, { job: 1, token: 1 }, handedOn)], /^Nobody holds /],
      [[...begun, event(4, { job: 1, token: 1 }, finished)], / is done\.$/],
      [stopped, new RegExp(` was stopped by ruling ${idOf(5)}\\.$`)],
    ] as const)
      expect(refusalOf(() => release(records))).toMatchObject({
        code: "JOB_REFUSED",
        message: expect.stringMatching(message),
      });
  });

  it("names the ruling that it carries out, and cuts its words to what a record holds", () => {
    const long = "x".repeat(JOB_LIMITS.reason + 1);
    const of = { job: job(1), lease: null };
    expect(nextTokenToNobody(foldOf(...begun), of, long, idOf(9))).toMatchObject({
      event: { ruling: idOf(9), reason: long.slice(1) },
    });
    expect(nextTokenToNobody(foldOf(...begun), of, "gone").event).not.toHaveProperty("ruling");
  });
});
