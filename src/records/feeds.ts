// Lists all that a record puts into indexes, whatever its kind.

import { hash64 } from "../shared/hash.ts";
import { defineIndex, type Feed, keyed } from "./indexes.ts";
import { type Kinds, kindOf } from "./kinds.ts";
import type { JournalRecord } from "./record.ts";

/** By session, in no order. */
export const recordsBySession = defineIndex<JournalRecord>("records by session");
const BY_SESSION = keyed(recordsBySession, ({ session }) => session);

export const feedsOf = (kinds: Kinds, record: JournalRecord): readonly Feed<JournalRecord>[] => [
  BY_SESSION,
  ...kindOf(kinds, record).indexes,
];

/** Differs where kinds feed other indexes, so that indexes made by other code are not used. */
export const feedsPrint = (kinds: Kinds): string =>
  hash64(
    Array.from(kinds.values(), ({ name, indexes }) =>
      [name, ...indexes.map(({ index }) => `${index.name} ${index.sorted}`)].join("\n"),
    ).join("\n"),
  )
    .toString(16)
    .padStart(16, "0");
