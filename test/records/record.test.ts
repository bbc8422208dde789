// The shapes of records: what each kind must refuse.

import path from "node:path";
import { describe, expect, it } from "vitest";
import { recordFiles } from "../../scripts/catalog.mjs";
import Citation from "../../src/learnings/records/citation.ts";
import Learning from "../../src/learnings/records/learning.ts";
import Retrieval from "../../src/learnings/records/retrieval.ts";
import { KINDS } from "../support/kinds.ts";
import { citation, idOf, learning } from "../support/records.ts";

describe("learning", () => {
  it("takes a whole one", () => expect(Learning.schema.parse(learning(1))).toEqual(learning(1)));

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
    expect(Learning.schema.safeParse({ ...learning(1), ...changes }).success).toBe(false);
  });
});

it("a citation needs at least one word", () => {
  const word = citation(1, idOf(2), { session: "b", outcome: "applied" });
  expect(Citation.schema.safeParse(word).success).toBe(true);
  expect(Citation.schema.safeParse({ ...word, citations: [] }).success).toBe(false);
});

it("a retrieval keeps the task only as a hash", () => {
  const { citations: _, ...provenance } = citation(1, idOf(2), { session: "b", outcome: "applied" });
  const log = (task: string) => ({
    ...provenance,
    record: "retrieval",
    retrievals: [{ at: provenance.at, task, served: [], tokens: 0 }],
  });
  expect(Retrieval.schema.safeParse(log("0123456789abcdef")).success).toBe(true);
  expect(Retrieval.schema.safeParse(log("why does the build fail")).success).toBe(false);
});

it("each kind bears the name of the file that defines it", () => {
  const files = recordFiles().map((file) => path.parse(file).name);
  expect([...KINDS.keys()].toSorted()).toEqual([...files, "redaction"].toSorted());
});
