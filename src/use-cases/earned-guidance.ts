// Chooses the lessons that have earned a place in a rules file, strongest first, within a token budget.
import type { ReadContext } from "../api/context.ts";
import { shownOnce } from "../learnings/beyond-title.ts";
import { isCommanding } from "../learnings/labels.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { standingOf } from "../learnings/standing.ts";
import { guidanceBlock } from "../runtimes/guidance-block.ts";
import { newestFirst } from "../shared/ids.ts";
import { oneLine } from "../shared/text/one-line.ts";
import { sanitise } from "../shared/text/safe-text.ts";
import { countTokens } from "../shared/text/tokens.ts";

const EXCERPT = 240;

export interface Guidance {
  readonly lessons: readonly LearningRecord[];
  /** The lines of the block, one per lesson. */
  readonly lines: readonly string[];
  /** Lessons without room in the budget. */
  readonly left: readonly LearningRecord[];
}

/**
 * From the team's own store: guidance that is served and undisputed, and not worded as an order. `most` is the block's
 * tokens.
 */
export async function earnedGuidance(context: ReadContext, most: number): Promise<Guidance> {
  const state = await context.state();
  const earned = state
    .all(Learning)
    .map((learning) => ({ learning, standing: standingOf(state, learning, context.now) }))
    .filter(
      ({ learning, standing: { stage, withheld, disputed } }) =>
        stage === "guidance" && withheld === null && !disputed && !isCommanding(learning),
    )
    .toSorted((a, b) => b.standing.strength - a.standing.strength || newestFirst(a.learning, b.learning))
    .map(({ learning }) => learning);
  const lessons: LearningRecord[] = [];
  const lines: string[] = [];
  const left: LearningRecord[] = [];
  for (const learning of earned) {
    const line = lineOf(learning);
    if (countTokens(guidanceBlock([...lines, line])) > most) left.push(learning);
    else {
      lessons.push(learning);
      lines.push(line);
    }
  }
  return { lessons, lines, left };
}

/** One line that can neither end the block nor begin another. */
function lineOf({ id, title, body }: LearningRecord): string {
  const shown = shownOnce(title, body);
  const text = shown.body === "" ? shown.title : `${shown.title}: ${excerpt(oneLine(shown.body))}`;
  const plain = sanitise(oneLine(text)).replaceAll("<!--", "< !--").replaceAll("-->", "-- >");
  return `${plain} (${id})`;
}

function excerpt(text: string): string {
  if (text.length <= EXCERPT) return text;
  const cut = text.slice(0, EXCERPT);
  const end = cut.lastIndexOf(". ") + 1;
  return end > EXCERPT / 3 ? cut.slice(0, end) : `${cut.slice(0, cut.lastIndexOf(" "))} …`;
}
