// Tells how a learning stands, and who was given it, cited it, decided about it and replaced it.
import { unreadableOf } from "../../jobs/find-record.ts";
import type { State } from "../../records/state.ts";
import { byTime, type StoryEvent, tellerOf } from "../../records/story.ts";
import { oneLine } from "../../shared/text/one-line.ts";
import { countedCitations } from "../citations.ts";
import { curationsOf } from "../curation/laws.ts";
import { curationInWords, reasonInWords } from "../curation/text.ts";
import { evidenceInWords } from "../grounds.ts";
import { promotionOf } from "../promotion.ts";
import { citationsByLearning } from "../records/citation.ts";
import Learning, { type LearningRecord, successorsByLearning } from "../records/learning.ts";
import { servingsOf } from "../servings.ts";
import { standingOf } from "../standing.ts";

/** `state` is `served`, `disputed`, or why it is not served, and which of its files could not be read. */
export default tellerOf(Learning, (state, learning, now) => {
  const standing = standingOf(state, learning, now);
  return {
    state: [
      standing.withheld ?? (standing.disputed ? "disputed" : "served"),
      ...unreadableOf(state, learning.id).map(
        ({ path, reason }) => `${oneLine(path)} is left out: ${reason}`,
      ),
    ].join("; "),
    derived_from: [
      ...learning.evidence.map((piece) => evidenceInWords(state, piece)),
      ...(learning.supersedes ? [`supersedes ${learning.supersedes}`] : []),
    ],
    superseded_by: standing.supersededBy,
    strength: Math.round(standing.strength * 100) / 100,
    assurance: standing.assuranceWords,
    stage: standing.stage,
    events: [
      ...servings(state, learning.id),
      ...citations(state, learning),
      ...curations(state, learning),
      ...successors(state, learning.id),
    ].sort(byTime),
  };
});

function citations(state: State, learning: LearningRecord): StoryEvent[] {
  const counted = new Set(countedCitations(state, learning));
  return state.by(citationsByLearning, learning.id).map((citation) => {
    const { at, session, runtime } = citation.record;
    // On one line, so that a note can't look like this program's own facts.
    const shown = [
      citation.note && oneLine(citation.note),
      ...citation.evidence.map(({ type, ref }) => `${type} ${ref}`),
    ].filter(Boolean);
    return {
      at,
      what: `cited as ${citation.outcome}${counted.has(citation) ? "" : " (not counted)"}`,
      session,
      runtime,
      ...(shown.length > 0 ? { note: shown.join("; ") } : {}),
    };
  });
}

const curations = (state: State, learning: LearningRecord): StoryEvent[] =>
  promotionOf(state, learning, curationsOf(state, learning)).judged.map(({ record, because }) => {
    const { at, session, runtime } = record;
    return { at, what: curationInWords(record, because), session, runtime, note: reasonInWords(record) };
  });

/** One event per session that it was served to, at the first time. */
function servings(state: State, id: string): StoryEvent[] {
  const first = new Map<string, StoryEvent>();
  for (const { at, session, runtime, injected, served } of servingsOf(state)) {
    if (!served.includes(id)) continue;
    const what = injected === null ? "served" : `injected (${injected.reason})`;
    const known = first.get(session);
    if (!known || at < known.at) first.set(session, { at, what, session, runtime });
  }
  return [...first.values()];
}

const successors = (state: State, id: string): StoryEvent[] =>
  state.by(successorsByLearning, id).flatMap((successor) => {
    const record = state.get(Learning, successor);
    if (!record) return [];
    const { at, session, runtime } = record;
    return [{ at, what: `superseded by ${successor}`, session, runtime }];
  });
