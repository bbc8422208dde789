// A redaction keeps a record out for good, in whatever order the clones' records are read.

import { expect, it } from "vitest";
import Learning, { successorsByLearning } from "../../src/learnings/records/learning.ts";
import { RECORD_VERSION } from "../../src/records/record.ts";
import type { RedactionRecord } from "../../src/records/redaction.ts";
import { createState } from "../support/kinds.ts";
import { citation, idOf, learning, START } from "../support/records.ts";

const redaction = (redacted: number, number: number): RedactionRecord => ({
  ...learning(number),
  record: "redaction",
  v: RECORD_VERSION,
  redacted: idOf(redacted),
  reason: "names a person",
});

it("keeps a redacted record out, in any order, whoever holds it", () => {
  const records = [
    learning(1),
    learning(2, { supersedes: idOf(1) }),
    citation(3, idOf(2), { session: "reader", outcome: "applied", at: START }),
    redaction(2, 4),
    redaction(2, 5),
    // It would bring the second learning back.
    redaction(4, 6),
  ];
  const orders = [records, records.toReversed(), [...records.slice(3), ...records.slice(0, 3)]];
  for (const order of orders) {
    const state = createState();
    for (const [at, record] of order.entries()) state.add(record, `blob ${at}`, at % 2 === 0);
    expect(state.all(Learning).map(({ id }) => id)).toEqual([idOf(1)]);
    expect(state.by(successorsByLearning, idOf(1))).toEqual([]);
    expect(state.redactions.get(idOf(2))?.id).toBe(idOf(4));
    expect([...state.quarantined.keys()]).toEqual([idOf(2)]);
    expect(state.record(idOf(4))?.record).toBe("redaction");
  }
});
