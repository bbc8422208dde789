// Takes what was found in notes through the gate and into the journal, many learnings a commit.

import { setImmediate } from "node:timers/promises";
import type { WriteContext } from "../api/context.ts";
import { citedFiles, recordOf } from "../learnings/admission.ts";
import type { LearningDraft } from "../learnings/learning.ts";
import Learning from "../learnings/records/learning.ts";
import { twinsOf } from "../learnings/twins.ts";
import type { Evidence, LearningKind } from "../records/evidence.ts";
import type { RecordDraft } from "../records/record.ts";
import type { SearchDocument } from "../retrieval/query.ts";
import { type ConsiderPorts, consider, type Refusal, type Verdict } from "./consider.ts";
import { type FoundLearning, origin, type Place } from "./found.ts";
import { knownTexts } from "./known-text.ts";
import { filesHere } from "./paths-named.ts";

/** Finds near-duplicates among the learnings of one run. */
export interface RunIndex {
  add(documents: readonly SearchDocument[]): void;
  similar(draft: LearningDraft, limit: number, atLeast: number): { id: string; similarity: number }[];
}

export interface ImportOptions extends Pick<ConsiderPorts, "kind" | "home" | "accept"> {
  readonly dryRun: boolean;
  progress(done: number, all: number): void;
}

export interface Admitted {
  readonly place: Place;
  readonly title: string;
  readonly kind: LearningKind;
  /** Null in a dry run. */
  readonly id: string | null;
}

export interface Outcome {
  readonly admitted: Admitted[];
  readonly duplicates: { readonly place: Place; readonly title: string; readonly of: string }[];
  readonly held: Refusal[];
  readonly refused: Refusal[];
  /** Evidence that can't be found here. */
  readonly leftOut: { readonly place: Place; readonly evidence: Evidence; readonly problem: string }[];
  /** Learnings that were not looked at, because the run was stopped. */
  remaining: number;
}

interface Waiting {
  readonly entry: Admitted;
  readonly draft: RecordDraft;
}

/** Learnings that go into one commit: few enough to lose little when stopped, enough to spare most of the syncing. */
const BATCH = 250;
/** After so many, signals and the terminal have their turn. */
const BREATH = 20;

/** Stores what passes, unless `dryRun`. When the context's signal aborts, what was judged by then is stored still. */
export async function importLearnings(
  found: readonly FoundLearning[],
  options: ImportOptions,
  context: WriteContext,
  index: RunIndex,
): Promise<Outcome> {
  const outcome: Outcome = { admitted: [], duplicates: [], held: [], refused: [], leftOut: [], remaining: 0 };
  const files = filesHere(await context.code.files());
  const ports = { ...(await portsOf(context, options, index, outcome)), files };
  let waiting: Waiting[] = [];

  async function store(): Promise<void> {
    const batch = waiting;
    waiting = [];
    const drafts = batch.map(({ draft }) => draft);
    const stored = options.dryRun || drafts.length === 0 ? [] : await context.append(drafts);
    for (const [at, { entry }] of batch.entries()) {
      outcome.admitted.push({ ...entry, id: stored[at]?.record.id ?? null });
    }
  }

  for (const [number, each] of found.entries()) {
    if (number % BREATH === 0) {
      options.progress(number, found.length);
      await setImmediate();
    }
    if (context.signal.aborted) {
      outcome.remaining = found.length - number;
      break;
    }
    const verdict = await consider(each, ports);
    note(outcome, each.place, verdict);
    if (verdict.is !== "admitted") continue;
    ports.remember(each.place, verdict.draft);
    waiting.push(await waitingOf(each, verdict, context));
    if (waiting.length === BATCH) await store();
  }
  await store();
  if (outcome.remaining === 0) options.progress(found.length, found.length);
  return outcome;
}

async function portsOf(
  context: WriteContext,
  { kind, home, accept }: ImportOptions,
  index: RunIndex,
  outcome: Outcome,
) {
  const state = await context.soon();
  const known = knownTexts(state);
  const places = new Map<string, string>();
  const titles = new Map<string, string>();
  return {
    root: context.code.root,
    named: context.code.named,
    home,
    kind,
    accept,
    duplicateAt: context.search.duplicateAt,
    // Who imports is shown what says the same, and nothing that only resembles it.
    similar: (draft: LearningDraft, limit: number) => {
      const { duplicateAt } = context.search;
      const earlier = index
        .similar(draft, limit, duplicateAt)
        .map((each) => ({ ...each, title: titles.get(each.id) ?? "" }));
      // A first import into an empty journal is the largest one.
      const stored = state.count(Learning) === 0 ? [] : context.search.similar(draft, limit, duplicateAt);
      return [...stored, ...earlier].sort((a, b) => b.similarity - a.similarity).slice(0, limit);
    },
    twin: (draft: LearningDraft) => twinsOf(state, draft)[0] ?? known(draft) ?? places.get(wordsOf(draft)),
    problem: (evidence: Evidence) => context.code.problem(evidence, state),
    leaveOut: (place: Place, evidence: Evidence, problem: string) => {
      outcome.leftOut.push({ place, evidence, problem });
    },
    /** So that the rest of the notes is compared with it too. */
    remember(place: Place, draft: LearningDraft): void {
      const id = `${place.file}:${place.line}`;
      index.add([{ ...draft, id }]);
      titles.set(id, draft.title);
      places.set(wordsOf(draft), id);
    },
  };
}

const wordsOf = ({ title, body }: LearningDraft): string => `${title}\n${body}`;

function note(outcome: Outcome, place: Place, verdict: Verdict): void {
  if (verdict.is === "duplicate") outcome.duplicates.push({ place, title: verdict.title, of: verdict.of });
  else if (verdict.is !== "admitted") outcome[verdict.is].push(verdict.refusal);
}

async function waitingOf(
  { place, date }: FoundLearning,
  { draft, labels }: Extract<Verdict, { is: "admitted" }>,
  { code }: WriteContext,
): Promise<Waiting> {
  const { title, kind } = draft;
  const evidence = [...draft.evidence, origin(place, date)];
  return {
    entry: { place, title, kind, id: null },
    draft: recordOf({ ...draft, evidence }, labels, await code.blobs(citedFiles(draft))),
  };
}
