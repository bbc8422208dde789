// A client's own answer settles what that client's session has asked, and nothing that anybody else has.
import { describe, expect, it } from "vitest";
import { traceOf } from "../../src/briefing/story.ts";
import Escalation, { type EscalationRecord } from "../../src/jobs/records/escalation.ts";
import type { RulingRecord } from "../../src/jobs/records/ruling.ts";
import { failureSignature } from "../../src/jobs/rulings/failure-signature.ts";
import { isOpen, openBatches, openBatchOf } from "../../src/supervision/batches.ts";
import type { ReplyRecord } from "../../src/supervision/records/reply.ts";
import { common, fold, idOf, START, stored } from "../support/records.ts";

const escalation = (number: number, session: string, trigger: "worker" | "repeat" = "worker") =>
  ({
    record: "escalation",
    ...common(number, session),
    job: null,
    trigger,
    tried: "all",
    failed: "it hangs",
    evidence: "src/a.ts",
    hypothesis: "backtracking",
    ask: "what now?",
    signature: failureSignature("it hangs"),
    process: null,
  }) satisfies EscalationRecord;

const reply = (number: number, on: number, changes: Partial<ReplyRecord> = {}): ReplyRecord => ({
  record: "reply",
  ...common(number, "asker"),
  escalation: idOf(on),
  text: "b.json is right",
  attested: "client",
  ...changes,
});

const ruling = (number: number, on: number): RulingRecord => ({
  record: "ruling",
  ...common(number, "boss"),
  role: "supervisor",
  escalations: [idOf(on)],
  ruling: "answer",
  text: "a.json is",
  authority: "the lead",
  attested: "terminal",
  process: null,
});

const asked = (state: ReturnType<typeof fold>, number: number) =>
  state.get(Escalation, idOf(number)) ?? expect.fail("no such escalation");

describe("a reply", () => {
  it("closes the question that its own session has asked, and its trace tells whose word it is", () => {
    const state = fold([stored(escalation(1, "asker")), stored(reply(2, 1))]);
    expect(openBatches(state)).toEqual([]);
    const told = JSON.stringify(traceOf(state, asked(state, 1), START));
    expect(told).toContain(`answered by its client (${idOf(2)}), no ruling`);
    expect(told).toContain("attested: client; b.json is right");
  });

  it("leaves the same failure open for whoever else has met it", () => {
    const state = fold([stored(escalation(1, "asker")), stored(escalation(2, "other")), stored(reply(3, 1))]);
    expect(openBatches(state).map(({ id }) => id)).toEqual([idOf(2)]);
  });

  it("leaves it to a supervisor to say otherwise, whose word then stands", () => {
    const before = [stored(escalation(1, "asker")), stored(reply(2, 1))];
    const open = fold(before);
    expect(openBatchOf(open, asked(open, 1)).escalations).toHaveLength(1);
    const ruled = fold([...before, stored(ruling(3, 1))]);
    expect(JSON.stringify(traceOf(ruled, asked(ruled, 1), START))).toContain(`ruled: answer (${idOf(3)})`);
  });

  it.each([
    ["by another session", escalation(1, "asker"), stored(reply(2, 1, { session: "other" }))],
    ["by another clone", escalation(1, "asker"), stored(reply(2, 1, { clone: "bbbbbbbbbb" }))],
    ["in a journal that is not its clone's", escalation(1, "asker"), stored(reply(2, 1), false)],
    ["on what the server has asked by itself", escalation(1, "asker", "repeat"), stored(reply(2, 1))],
  ])("counts for nothing %s", (_, question, forged) => {
    const state = fold([stored(question), forged]);
    expect(isOpen(state, asked(state, 1))).toBe(true);
  });
});
