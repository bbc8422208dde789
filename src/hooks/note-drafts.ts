// Turns a session's notes into the records that the journal keeps of them.
import Denial from "../envelope/records/denial.ts";
import Injection from "../learnings/records/injection.ts";
import Handoff from "../lessons/records/handoff.ts";
import type { RecordDraft } from "../records/record.ts";
import type { HookNote } from "./notes.ts";
import { type NotesState, stateOfNotes } from "./notes-state.ts";

/** What of a session's notes the journal is to keep: `since` are those that come after `before`, of which it has been told. */
export function draftsOf(
  before: readonly HookNote[],
  since: readonly HookNote[],
): { readonly runtime: string; readonly draft: RecordDraft }[] {
  const all = [...before, ...since];
  const told = stateOfNotes(before).injections;
  const fresh = [...stateOfNotes(all).injections.values()].filter(({ key }) => !told.has(key));
  const injections = [...new Set(fresh.map(({ runtime }) => runtime))].flatMap((runtime) => {
    const own = fresh.filter((each) => each.runtime === runtime);
    const batches = Array.from({ length: Math.ceil(own.length / PER_RECORD) }, (_, at) =>
      own.slice(at * PER_RECORD, (at + 1) * PER_RECORD),
    );
    return batches.map((batch) => ({
      runtime,
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
      ? [{ runtime: entry.runtime, draft: handoffOf(stateOfNotes([...before, ...since.slice(0, at)])) }]
      : [],
  );
  const denials = since.flatMap((entry) => {
    if (entry.t !== "denied") return [];
    const { t: _, at: __, runtime, ...facts } = entry;
    return [{ runtime, draft: Denial.draft({ ...facts }) }];
  });
  return [...injections, ...handoffs, ...denials];
}

const PER_RECORD = 1000;

function handoffOf({ touched, failures, given, cited, sinceLesson }: NotesState): RecordDraft {
  return Handoff.draft({
    draft: true,
    files: [...touched].slice(-100).map((file) => file.slice(0, 300)),
    failures: [...failures.values()].slice(-100),
    injected: [...given].slice(-200),
    cited: [...cited].slice(-200),
    reverts: sinceLesson.reverts,
  });
}
