// Turns a session's notes into the records that the journal keeps of them.
import Denial from "../envelope/records/denial.ts";
import Injection from "../learnings/records/injection.ts";
import Handoff from "../lessons/records/handoff.ts";
import type { RecordDraft } from "../records/record.ts";
import { groupBy } from "../shared/group-by.ts";
import { RECORD_ID } from "../shared/ids.ts";
import Delivery from "../supervision/records/delivery.ts";
import type { HookNote } from "./notes.ts";
import { type Injected, type NotesState, stateOfNotes } from "./notes-state.ts";

/** A draft, and the folder of the layer whose journal it belongs to; null for the session's own. */
export interface NotedDraft {
  readonly runtime: string;
  readonly store: string | null;
  readonly draft: RecordDraft;
}

/** The records to make of the notes `since`, after those in `before`, which the journal has already. */
export function draftsOf(before: readonly HookNote[], since: readonly HookNote[]): NotedDraft[] {
  const all = [...before, ...since];
  const { stores } = stateOfNotes(all);
  const told = stateOfNotes(before).injections;
  const fresh = [...stateOfNotes(all).injections.values()]
    .filter(({ key }) => !told.has(key))
    .flatMap((each) => byStore(each, stores));
  const places = new Map(fresh.map(({ runtime, store }) => [`${runtime}\n${store}`, { runtime, store }]));
  const injections = [...places.values()].flatMap(({ runtime, store }) => {
    const own = fresh.filter((each) => each.runtime === runtime && each.store === store);
    const batches = Array.from({ length: Math.ceil(own.length / PER_RECORD) }, (_, at) =>
      own.slice(at * PER_RECORD, (at + 1) * PER_RECORD),
    );
    return batches.map((batch) => ({
      runtime,
      store,
      draft: Injection.draft({
        injections: batch.map(({ at, key, reason, served, tokens }) => ({
          at,
          key,
          reason,
          tokens,
          served: [...served],
        })),
      }),
    }));
  });
  const handoffs = since.flatMap((entry, at) =>
    entry.t === "handoff"
      ? [
          {
            runtime: entry.runtime,
            store: null,
            draft: handoffOf(stateOfNotes([...before, ...since.slice(0, at)])),
          },
        ]
      : [],
  );
  const denials = since.flatMap((entry) => {
    if (entry.t !== "denied") return [];
    const { t: _, at: __, runtime, ...facts } = entry;
    return [{ runtime, store: null, draft: Denial.draft({ ...facts }) }];
  });
  const deliveries = since.flatMap((entry) =>
    entry.t === "delivered" && RECORD_ID.test(entry.message)
      ? [{ runtime: entry.runtime, store: null, draft: Delivery.draft({ message: entry.message }) }]
      : [],
  );
  return [...injections, ...handoffs, ...denials, ...deliveries];
}

const PER_RECORD = 1000;

/** One text, split by the stores that its items came from; the first part has the words around them. */
function byStore(
  said: Injected,
  stores: NotesState["stores"],
): (Injected & { readonly store: string | null })[] {
  const parts = groupBy(said.served, (id) => stores.get(id) ?? "");
  if (parts.size === 0) return [{ ...said, store: null }];
  const each = Math.floor(said.tokens / said.served.length);
  return [...parts].map(([store, served], at) => ({
    ...said,
    store: store === "" ? null : store,
    served,
    tokens: at === 0 ? said.tokens - each * (said.served.length - served.length) : each * served.length,
  }));
}

function handoffOf({ touched, failures, given, cited, stores, sinceLesson }: NotesState): RecordDraft {
  return Handoff.draft({
    draft: true,
    files: [...touched].slice(-100).map((file) => file.slice(0, 300)),
    failures: [...failures.values()].slice(-100),
    injected: [...given].filter((id) => !stores.has(id)).slice(-200),
    cited: [...cited].filter((id) => !stores.has(id)).slice(-200),
    reverts: sinceLesson.reverts,
  });
}
