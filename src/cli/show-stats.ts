// Prints `show stats`: how everything that is stored is doing.

import { citationsByLearning } from "../learnings/records/citation.ts";
import Learning from "../learnings/records/learning.ts";
import { servingsOf } from "../learnings/servings.ts";
import { standingOf } from "../learnings/standing.ts";
import { LEARNING_KINDS } from "../records/evidence.ts";
import type { State } from "../records/state.ts";

export interface Shown {
  readonly facts: Record<string, unknown>;
  readonly text: string;
  /** False where there is nothing to show, for the exit code. */
  readonly found: boolean;
}

/** Tells how much of the knowledge is used and trusted, and not only how much there is. */
export function stats(state: State, now: number): Shown {
  const all = state.all(Learning).map((learning) => ({
    learning,
    ...standingOf(state, learning, now),
  }));
  const served = new Set(servingsOf(state).flatMap((each) => each.served));
  const cited = [...served].filter((id) => state.by(citationsByLearning, id).length > 0).length;
  const count = (test: (each: (typeof all)[number]) => boolean): number => all.filter(test).length;
  const facts = {
    learnings: all.length,
    kinds: Object.fromEntries(
      LEARNING_KINDS.map((kind) => [kind, count(({ learning }) => learning.kind === kind)]),
    ),
    confirmed: count(({ proven }) => proven),
    reviewed: count(({ assurance }) => assurance === "reviewed"),
    disputed: count(({ disputed, withheld }) => disputed && withheld === null),
    withheld: count(({ withheld }) => withheld !== null),
    quarantined: state.quarantined.size,
    served: served.size,
    cited_of_served: served.size === 0 ? null : Math.round((cited / served.size) * 100) / 100,
  };
  const kinds = LEARNING_KINDS.map((kind) => `${facts.kinds[kind]} ${kind}`).join(", ");
  return {
    facts,
    text: [
      `${facts.learnings} learnings: ${kinds}`,
      `${facts.confirmed} confirmed by another session, ${facts.reviewed} reviewed on the base branch, ${facts.disputed} disputed, ${facts.withheld} withheld, ${facts.quarantined} quarantined`,
      facts.cited_of_served === null
        ? "None has been served to an agent yet."
        : `${facts.served} were served to agents, ${Math.round(facts.cited_of_served * 100)} % of them cited.`,
    ].join("\n"),
    found: true,
  };
}
