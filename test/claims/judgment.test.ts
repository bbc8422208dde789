// Judging a claim: by whom a judgement can be made, whose last word counts, and which claims a job is done with.
import { describe, expect, it } from "vitest";
import { type JudgmentParts, judgmentOf } from "../../src/claims/judgment.ts";
import {
  countedJudgments,
  isPerson,
  latestOfEach,
  objectionToJudgment,
  personsPass,
} from "../../src/claims/judgment-laws.ts";
import { doneByWord, passedClaims } from "../../src/claims/passed-for-job.ts";
import Claim from "../../src/claims/records/claim.ts";
import { standingOfJob } from "../../src/jobs/standing.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { BLOB, COMMIT, claim, judgment, lockFacts, receipt, verdict } from "../support/claim-records.ts";
import { event, job, started } from "../support/job-records.ts";
import { fold, idOf } from "../support/records.ts";
import { refusalOf } from "../support/refusal.ts";

const stateOf = (...records: JournalRecord[]) =>
  fold(records.map((record) => ({ record, own: true, blob: Claim.is(record) ? BLOB : record.id })));

describe("a judgement", () => {
  const parts: JudgmentParts = {
    decision: "refuse",
    reason: "it is wrong",
    location: "a:1",
    attested: "judge",
    process: "s-2",
    session: "other",
  };
  const asked: string[] = [];
  const judge = (changes: Partial<JudgmentParts> = {}, by = claim(1)) =>
    judgmentOf(stateOf(claim(1)), by, { ...parts, ...changes }, async (commit, location) => {
      asked.push(`${commit} ${location}`);
      return location === "a:1";
    });

  it("is about the claim as it is stored, at its commit, and says nothing of its session", async () => {
    const made = await judge();
    expect(made).toEqual({
      record: "judgment",
      claim: idOf(1),
      claimDigest: { gitBlob: BLOB },
      decision: "refuse",
      reason: "it is wrong",
      location: "a:1",
      attested: "judge",
      process: "s-2",
    });
    expect(asked).toEqual([`${COMMIT} a:1`]);
  });

  it.each<[string, Partial<JudgmentParts>, string]>([
    ["by the claim's session", { session: "author" }, "SELF_VERDICT"],
    ["by its process under another name", { process: "s-1" }, "SELF_VERDICT"],
    ["refuses without a reason", { reason: " " }, "VERDICT_REFUSED"],
    ["refuses without a place", { location: null }, "VERDICT_REFUSED"],
    ["refuses at a place that is not there", { location: "b:1" }, "VERDICT_REFUSED"],
    ["holds what nobody sees", { reason: "wro\u200bng" }, "UNSAFE_TEXT"],
    ["holds it in its place", { location: "a\u200b:1" }, "UNSAFE_TEXT"],
  ])("that %s is refused", async (_, changes, code) => {
    await expect(judge(changes)).rejects.toMatchObject({ code });
  });

  it("that passes needs neither reason nor place, nor a process that can be told", async () => {
    const pass = { decision: "pass", reason: "", location: null, process: null } as const;
    expect(await judge(pass, claim(1, {}, { process: null }))).toMatchObject(pass);
    expect(await judge({ ...pass, location: "nowhere" })).toMatchObject({ location: "nowhere" });
    await expect(judge(pass, claim(7))).rejects.toThrow("a claim has an origin");
  });
});

describe("a stored judgement counts", () => {
  const objection = (changes: object, of = claim(1)) => {
    const given = judgment(3, 1, changes);
    return objectionToJudgment(stateOf(of, given), given);
  };

  it("by whoever is neither the claim's session nor its process", () => {
    expect(objection({})).toBeNull();
    expect(objection({ process: null }, claim(1, {}, { process: null }))).toBeNull();
    expect(objection({ process: "s-1" })).toMatch(/^by the runtime process/);
    expect(objection({ claim: idOf(9) })).toBe("there is no such claim");
    expect(objectionToJudgment(stateOf(claim(1)), judgment(3, 1))).toMatch(/^not in the journal/);
    const refusal = { decision: "refuse", reason: "no", location: "a:1" };
    expect(objection(refusal)).toBeNull();
    for (const lacks of [{ reason: " \n" }, { location: null }])
      expect(objection({ ...refusal, ...lacks })).toBe("refuses without a reason and a place");
  });

  it("in the order in which they were made, each judge's last alone", () => {
    const no = { decision: "refuse", reason: "no", location: "a:1" } as const;
    const records = [
      judgment(7, 1),
      judgment(4, 1, no),
      judgment(5, 1, { session: "author" }),
      judgment(6, 1, { session: "third" }),
    ];
    const counted = countedJudgments(stateOf(claim(1), ...records), claim(1));
    expect(counted.map(({ id }) => id)).toEqual([4, 6, 7].map(idOf));
    expect(latestOfEach(counted).map(({ id }) => id)).toEqual([idOf(7), idOf(6)]);
    const there = judgment(8, 1, { clone: "bbbbbbbbbb", ...no });
    expect(latestOfEach([...counted, there])).toHaveLength(3);
  });

  it.each([
    ["judge", "judge", false],
    ["terminal", "judge", true],
    ["judge", "supervisor", true],
    ["terminal", "supervisor", true],
  ] as const)("attested by a %s in the role of a %s: a person's is %s", (attested, role, isOne) => {
    expect(isPerson(judgment(3, 1, { attested, role }))).toBe(isOne);
    const state = stateOf(claim(1), judgment(3, 1, { attested, role }));
    expect(personsPass(state, claim(1))?.id ?? null).toBe(isOne ? idOf(3) : null);
  });

  it("as a person's pass only while that is the person's last word", () => {
    const person = { attested: "terminal", session: "ann" } as const;
    const no = { decision: "refuse", reason: "no", location: "a:1" } as const;
    const state = stateOf(claim(1), judgment(3, 1, person), judgment(4, 1, { ...person, ...no }));
    expect(personsPass(state, claim(1))).toBeNull();
    const two = [judgment(3, 1, person), judgment(5, 1, { attested: "terminal", session: "bob" })];
    expect(personsPass(stateOf(claim(1), ...two, judgment(6, 1)), claim(1))?.id).toBe(idOf(5));
  });
});

describe("claims with which a job is done", () => {
  const of = job(20);
  const mine = (number: number, token = 1) =>
    claim(number, {}, { session: "one", job: { id: idOf(20), token } });
  const begun = [of, event(21, { job: 20, token: 1 }, started())];
  const settings = (risk: "low" | null) =>
    ({ jobs: { verdict: { paths: [], risk } }, levels: [] }) as unknown as Parameters<typeof passedClaims>[3];
  const passed = (records: readonly JournalRecord[], risk: "low" | null = "low") => {
    const state = stateOf(...begun, ...records);
    return passedClaims(state, standingOfJob(state, of), lockFacts(), settings(risk));
  };
  const failed = { verificationResult: "FAILED" as const, receipts: [receipt({ reason: "exit", exit: 1 })] };

  it("are those of its own that have passed", () => {
    const records = [
      mine(30),
      verdict(31, 30),
      mine(32),
      verdict(33, 32, failed),
      claim(34),
      verdict(35, 34),
    ];
    expect(passed(records)).toEqual([idOf(30)]);
    expect(passed([mine(30), mine(32, 2), verdict(33, 32)], null)).toEqual([]);
    expect(passed([], null)).toEqual([]);
  });

  it("must be where the policy asks for one", () => {
    expect(refusalOf(() => passed([]))).toMatchObject({
      code: "JOB_REFUSED",
      message: expect.stringMatching(
        / is done only with a passed claim, because its risk is low; none was made\.$/,
      ),
      fix: "Commit, submit_claim, request_verdict; then finish.",
    });
    const late = mine(36, 2);
    const last = refusalOf(() => passed([mine(28), mine(30), mine(32), verdict(33, 32, failed), late]));
    expect(last.message).toMatch(new RegExp(`; claim ${idOf(32)} is failed\\.$`));
    expect(last.fix).toBe("Call request_verdict, or mend what failed and claim again.");
  });

  it("are told of where none has passed, by the last that was made", () => {
    const byWord = (...records: JournalRecord[]) => {
      const state = stateOf(...begun, ...records);
      return doneByWord(state, standingOfJob(state, of), lockFacts());
    };
    const end = "until it has passed, the job is done by your word alone";
    expect(byWord()).toBe("no claim of this job has passed: it is done by your word alone");
    expect(byWord(mine(28), mine(30))).toBe(`claim ${idOf(30)} is open: ${end}`);
    const unproven = { verificationResult: "NOT_PROVEN" as const };
    expect(byWord(mine(30), verdict(31, 30, unproven))).toBe(`claim ${idOf(30)} is not proven: ${end}`);
    const asksMore = claim(30, { level: "L2" }, { session: "one", job: { id: idOf(20), token: 1 } });
    expect(byWord(mine(28), asksMore, verdict(31, 30))).toBe(
      `claim ${idOf(30)} has passed its checks and waits for a judgement: ${end}`,
    );
  });
});
