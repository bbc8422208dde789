// Stores what a session says of lessons, and of raw commits, documents and talks, and tells what came of each.

import type { WriteContext } from "../api/context.ts";
import { layerWith } from "../api/layers.ts";
import { findRecord } from "../jobs/find-record.ts";
import { shareableEvidence } from "../learnings/admission.ts";
import { CITATIONS_PER_SESSION, countedCitations, isGrounded } from "../learnings/citations.ts";
import Citation, { type CitationRecord } from "../learnings/records/citation.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { atCommit, type Evidence } from "../records/evidence.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { relativise } from "../shared/text/relative-paths.ts";
import { checkText } from "../shared/text/storable-text.ts";
import { citeEpisodes, type EpisodeWord, episodeOf } from "./cite-episode.ts";

type Cited = CitationRecord["citations"][number];

export interface GivenCitation {
  readonly id: string;
  readonly outcome: Cited["outcome"];
  readonly note?: string | undefined;
  readonly evidence: readonly Evidence[];
}

interface CheckedCitation {
  readonly citation: Cited;
  readonly learning: LearningRecord;
  /** The store that has the lesson, which alone keeps citations of it. */
  readonly context: WriteContext;
}

/** Throws CITATION_REFUSED, NOT_FOUND or AMBIGUOUS; then no citation is stored. */
export async function citeLearnings(context: WriteContext, citations: readonly GivenCitation[]) {
  const checked = await Promise.all(citations.map((citation) => check(context, citation)));
  const cited = checked.flatMap((each) => ("learning" in each ? [each] : []));
  for (const store of new Set(cited.map((each) => each.context)))
    await store.append([
      Citation.draft({
        citations: cited.flatMap((each) => (each.context === store ? [each.citation] : [])),
      }),
    ]);
  const raw = await citeEpisodes(
    context,
    checked.flatMap((each) => ("episode" in each ? [each] : [])),
  );
  return { cited: [...(await Promise.all(cited.map(outcomeOf))), ...raw] };
}

async function check(here: WriteContext, argument: GivenCitation): Promise<CheckedCitation | EpisodeWord> {
  const episode = await episodeOf(here, argument.id);
  if (episode !== null) {
    refuseUngrounded(episode.name, argument);
    return { episode, outcome: argument.outcome };
  }
  const { context, state } = await layerWith(here, argument.id);
  const learning = findRecord(state, argument.id);
  if (!Learning.is(learning)) {
    throw new AgentOpsError(
      "CITATION_REFUSED",
      `${learning.id} is a ${learning.record}, not a learning.`,
      "Cite ids that retrieve_context returned.",
    );
  }
  const relative = (text: string) => relativise(text, context.code.root, context.code.home);
  const citation = {
    id: learning.id,
    outcome: argument.outcome,
    note: argument.note ? relative(argument.note) : null,
    evidence: shareableEvidence(await atCommit(argument.evidence, context.code.commitOf), context.code),
  };
  refuseUngrounded(learning.id, citation);
  checkText([citation.note, citation.evidence], "note or evidence");
  for (const evidence of citation.evidence) {
    const problem = await context.code.problem(evidence, state);
    if (problem)
      throw new AgentOpsError(
        "CITATION_REFUSED",
        `Evidence ${evidence.ref}: ${problem}.`,
        "Name evidence that can be found here.",
      );
  }
  return { citation, learning, context };
}

function refuseUngrounded(id: string, { note = null, ...said }: GivenCitation | Cited): void {
  if (isGrounded({ ...said, note, evidence: [...said.evidence] })) return;
  throw new AgentOpsError(
    "CITATION_REFUSED",
    `${id}: "wrong" without a note and evidence.`,
    "Say in note what is wrong, and name in evidence the commit, path, url, command or record that shows it.",
  );
}

async function outcomeOf({ context, citation: { id, outcome }, learning }: CheckedCitation) {
  const state = await context.soon();
  const counted = countedCitations(state, learning).some(
    ({ record }) => record.session === context.session.session && state.origin(record.id)?.own === true,
  );
  const strength = Math.round(standingOf(state, learning, context.now).strength * 100) / 100;
  if (counted) return { id, outcome, counted, strength };
  const note =
    learning.session === context.session.session
      ? "stored, not counted: a session's word on its own lesson"
      : `stored, not counted: only the first ${CITATIONS_PER_SESSION} lessons that a session cites count`;
  return { id, outcome, counted, strength, note };
}
