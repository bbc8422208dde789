// Records that are kept as bytes, in any number of parts, answer whatever is asked as if all had been folded in memory.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import Learning from "../../src/learnings/records/learning.ts";
import { feedsOf, recordsBySession } from "../../src/records/feeds.ts";
import type { KeptPart } from "../../src/records/kept-parts.ts";
import { encodeRecords, openRecords } from "../../src/records/kept-records.ts";
import type { StoredRecord } from "../../src/records/origin.ts";
import { type MutableState, createState as stateWith } from "../../src/records/state.ts";
import { ANY_OF } from "../support/any-records.ts";
import { createState, encodeRecord, KINDS } from "../support/kinds.ts";
import { fold, idOf, learning, stored } from "../support/records.ts";

const blobOf = (text: string): string => Buffer.from(text).toString("hex").slice(-40).padStart(40, "0");

/** Copies of few ids of all kinds, in several journals. */
const copies = fc
  .array(
    fc.tuple(
      fc.oneof(...Object.values(ANY_OF)),
      fc.constantFrom<StoredRecord["own"]>(true, true, false, "here"),
      fc.constantFrom("aaaaaaaaaa", "bbbbbbbbbb"),
    ),
    { minLength: 1, maxLength: 14 },
  )
  .map((drawn) =>
    drawn.map(([record, own, clone]): StoredRecord => {
      const made = { ...record, clone };
      return { record: made, blob: blobOf(encodeRecord(made)), own };
    }),
  );

/** What is fresh becomes a part of its own. */
function kept(state: MutableState, parts: readonly KeptPart[], fresh: readonly StoredRecord[]): KeptPart[] {
  const { index, lines } = encodeRecords(KINDS, fresh.filter(state.isFresh));
  const read = (start: number, end: number) => JSON.parse(lines.toString("utf8", start, end));
  return [...parts, { records: openRecords(KINDS, index, read), dead: new Set() }];
}

/** As another process finds it. */
const reopened = (state: MutableState, parts: readonly KeptPart[]): MutableState =>
  stateWith(KINDS, {
    quarantined: new Map(state.quarantined),
    redactions: new Map(state.redactions),
    newest: new Map(state.newest),
    contested: [...state.contested],
    parts,
  });

/** In parts of so many records, each opened anew or gone on with. */
function inParts(records: readonly StoredRecord[], size: number, anew: boolean): MutableState {
  let state = createState();
  let parts: KeptPart[] = [];
  for (let at = 0; at < records.length; at += size) {
    const fresh = records.slice(at, at + size);
    for (const { record, blob, own } of fresh) state.add(record, blob, own);
    // The last ones stay in memory.
    if (at + size >= records.length) break;
    parts = kept(state, parts, fresh);
    if (anew) {
      parts = parts.map(({ records: same, dead }) => ({ records: same, dead: new Set(dead) }));
      state = reopened(state, parts);
    } else state.settle(parts);
  }
  return state;
}

/** All that a state answers, in an order of its own. */
function told(state: MutableState): unknown {
  const ids = [...state.ids()].sort();
  const asText = (values: Iterable<unknown>): string[] =>
    Array.from(values, (value) => JSON.stringify(value)).sort();
  const keys = ids.flatMap((id) => {
    const record = state.record(id);
    return record === undefined
      ? []
      : feedsOf(KINDS, record).flatMap(({ index, entriesOf }) =>
          [...entriesOf(record)].map(([key]) => [index.name, key, asText(state.by(index, key))]),
        );
  });
  return JSON.parse(
    JSON.stringify({
      records: ids.map((id) => [id, state.record(id), state.origin(id)?.blob, state.origin(id)?.own]),
      keys,
      kinds: Array.from(KINDS.values(), (kind) => [kind.name, asText(state.all(kind)), state.count(kind)]),
      falling: Array.from(KINDS.values(), (kind) => Array.from(state.newestFirst(kind), ({ id }) => id)),
      held: ids.map((id) => Array.from(KINDS.values(), (kind) => state.holds(kind, id))),
      sessions: asText(Array.from(state.entries(recordsBySession), ([key, values]) => [key, asText(values)])),
      quarantined: asText(state.quarantined),
      redactions: asText(state.redactions),
      contested: asText(state.contested),
      newest: asText(state.newest),
    }),
  );
}

describe("records in parts", () => {
  it("answer as one fold, opened anew each time or gone on with", () => {
    fc.assert(
      fc.property(copies, fc.integer({ min: 1, max: 6 }), fc.boolean(), (records, size, anew) => {
        expect(told(inParts(records, size, anew))).toEqual(told(fold(records)));
      }),
      { numRuns: 300 },
    );
  });

  it("hold no older record of a kind than they say", () => {
    fc.assert(
      fc.property(copies, fc.integer({ min: 1, max: 6 }), (records, size) => {
        const state = inParts(records, size, true);
        for (const kind of KINDS.values()) {
          const first = state
            .all(kind)
            .map(({ at }) => at)
            .sort()[0];
          if (first !== undefined) expect(state.oldest(kind) ?? "~" <= first).toBeTruthy();
        }
      }),
    );
  });

  it("find keys that no UTF-8 holds, and such that look alike in it", () => {
    const sessions = ["\ud800", "\ud801", "\ufffd", "ä", "a\0b", ""];
    const records = sessions.map((session, number) => stored(learning(number, { session })));
    const state = inParts([...records, stored(learning(99))], records.length, true);
    const found = Array.from(state.entries(recordsBySession), ([key, values]) => [key, values.length]);
    expect(found.filter(([key]) => sessions.includes(String(key)))).toHaveLength(sessions.length);
    for (const session of sessions) expect(state.by(recordsBySession, session)).toHaveLength(1);
  });

  it("are read one by one, and the same one for as long as somebody holds it", () => {
    const records = Array.from({ length: 50 }, (_, number) => stored(learning(number)));
    let read = 0;
    const { index, lines } = encodeRecords(KINDS, records);
    const part = openRecords(KINDS, index, (start, end) => {
      read += 1;
      return JSON.parse(lines.toString("utf8", start, end));
    });
    const state = stateWith(KINDS, {
      quarantined: new Map(),
      redactions: new Map(),
      newest: new Map(),
      contested: [],
      parts: [{ records: part, dead: new Set() }],
    });
    expect([state.count(Learning), state.holds(Learning, idOf(7)), read]).toEqual([50, true, 0]);
    const seventh = state.get(Learning, idOf(7));
    expect(state.get(Learning, idOf(7))).toBe(seventh);
    expect(read).toBe(1);
  });
});
