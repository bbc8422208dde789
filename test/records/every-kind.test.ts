// Holds every kind of record to what all kinds owe: a record comes back whole from its file, and no order of records changes the state.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { feedsOf } from "../../src/records/feeds.ts";
import type { State } from "../../src/records/state.ts";
import { ANY_OF } from "../support/any-records.ts";
import { createState, decodeRecord, encodeRecord, KINDS, recordPath } from "../support/kinds.ts";

const RUNS = { numRuns: 40 };

it("knows how to make random records of each kind, and of none that is gone", () => {
  expect(Object.keys(ANY_OF).sort()).toEqual([...KINDS.keys()].sort());
});

describe.each(Object.entries(ANY_OF))("%s", (_, arbitrary) => {
  it("comes back from its file as it was stored", async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (record) => {
        const decoded = await decodeRecord(recordPath(record), Buffer.from(encodeRecord(record)));
        expect(decoded).toMatchObject({ record: JSON.parse(JSON.stringify(record)) });
      }),
      RUNS,
    );
  });

  it("gives the same state in any order, also as copies of one id", () => {
    const drawn = fc.array(arbitrary, { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(
        drawn.chain((records) => fc.tuple(fc.constant(records), shuffled(records))),
        ([records, other]) => {
          expect(told(fold(other))).toEqual(told(fold(records)));
        },
      ),
      RUNS,
    );
  });
});

const shuffled = <T>(items: readonly T[]) =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });

function fold(records: readonly Parameters<ReturnType<typeof createState>["add"]>[0][]): State {
  const state = createState();
  // The blob decides between copies of one id, so it has to follow from the bytes.
  for (const record of records) state.add(record, encodeRecord(record), true);
  return state;
}

/** All that a state answers of its records: each one, and what stands under each of its keys. */
function told(state: State): unknown {
  const ids = [...state.ids()].sort();
  return ids.map((id) => {
    const record = state.record(id);
    const keys =
      record === undefined
        ? []
        : feedsOf(KINDS, record).flatMap(({ index, entriesOf }) =>
            [...entriesOf(record)].map(([key]) => [
              key,
              state
                .by(index, key)
                .map((value) => JSON.stringify(value))
                .sort(),
            ]),
          );
    return { id, record, keys };
  });
}
