// Tells where a record comes from and what became of it, even if it can't be read.
import type { ReadContext } from "../api/context.ts";
import { layerWith } from "../api/layers.ts";
import { NO_FATE, traceOf } from "../briefing/story.ts";
import { findRecord, unreadableOf } from "../jobs/find-record.ts";

/** `id` may be its first or last characters. Throws NOT_FOUND or AMBIGUOUS. */
export async function traceRecord(asked: ReadContext, id: string) {
  const { context } = await layerWith(asked, id);
  const state = await context.state();
  const [withheld] = unreadableOf(state, id);
  if (withheld && !state.record(withheld.id))
    return quarantinedTrace(withheld.id, withheld.path, withheld.reason);
  const record = findRecord(state, withheld?.id ?? id);
  const trace = traceOf(state, record, context.now);
  const place = await context.journalCommit(record);
  return {
    ...trace,
    recorded: { ...trace.recorded, journal_commit: place?.commit ?? null, author: place?.author ?? null },
    file: place && `${place.ref}:${place.path}`,
  };
}

/** Shows its place and the reason, but not its text. */
function quarantinedTrace(id: string, file: string, reason: string) {
  return {
    id,
    record: /^([a-z]+)\//.exec(file)?.[1] ?? "record",
    title: null,
    state: `quarantined: ${reason}`,
    recorded: null,
    file,
    ...NO_FATE,
  };
}
