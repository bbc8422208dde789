// The shapes of records: what each kind must refuse.
import { describe, expect, it } from "vitest";
import { CitationRecord, LearningRecord, RECORDS, RetrievalRecord } from "../../src/records/record.ts";
import { citation, idOf, learning } from "../support/records.ts";

describe("learning", () => {
  it("takes a whole one", () => expect(LearningRecord.parse(learning(1))).toEqual(learning(1)));

  it.each([
    ["another version", { v: 2 }],
    ["an id that is no ULID", { id: "lesson-1" }],
    ["a time without a zone", { at: "2026-03-01 12:00" }],
    ["no session", { session: "" }],
    ["a role that does not exist", { role: "admin" }],
    ["a clone that could be a path", { clone: "../../heads" }],
    ["a body beyond its limit", { body: "x".repeat(6_001) }],
    ["confidence above one", { confidence: 1.5 }],
    ["a kind that does not exist", { kind: "rule" }],
  ])("refuses %s", (_, changes) => {
    expect(LearningRecord.safeParse({ ...learning(1), ...changes }).success).toBe(false);
  });
});

it("a citation needs at least one word", () => {
  const word = citation(1, idOf(2), { session: "b", outcome: "applied" });
  expect(CitationRecord.safeParse(word).success).toBe(true);
  expect(CitationRecord.safeParse({ ...word, citations: [] }).success).toBe(false);
});

it("a retrieval keeps the task only as a hash", () => {
  const { citations: _, ...provenance } = citation(1, idOf(2), { session: "b", outcome: "applied" });
  const log = (task: string) => ({
    ...provenance,
    record: "retrieval",
    retrievals: [{ at: provenance.at, task, served: [], tokens: 0 }],
  });
  expect(RetrievalRecord.safeParse(log("0123456789abcdef")).success).toBe(true);
  expect(RetrievalRecord.safeParse(log("why does the build fail")).success).toBe(false);
});

it("each kind's name is its folder", () => {
  for (const [kind, schema] of Object.entries(RECORDS)) expect(schema.shape.record.value).toBe(kind);
});
