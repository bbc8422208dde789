// Tells which runtime processes have hosted a session, according to its records.
import { defineIndex, feed } from "./indexes.ts";
import type { JournalRecord } from "./record.ts";

/** As `<clone> <process>`. */
export const processesBySession = defineIndex<string>("processes by session");

interface Hosted extends Pick<JournalRecord, "session" | "clone"> {
  /** Null where it can't be told. */
  readonly process: string | null;
}

export const hosted = feed(processesBySession, ({ session, clone, process }: Hosted) =>
  process === null ? [] : [[session, `${clone} ${process}`] as const],
);
