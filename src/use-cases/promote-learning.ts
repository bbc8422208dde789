// Records a lesson in another layer, in a form that names nothing of the store it comes from.
import type { Layer, WriteContext } from "../api/context.ts";
import { standingOf } from "../learnings/standing.ts";
import type { Evidence } from "../records/evidence.ts";
import { findLesson, refuseOutOfService } from "./edit-learning.ts";
import { type Lesson, recordIn } from "./record-learning.ts";

/** Types of evidence that mean the same everywhere. */
const EVERYWHERE: ReadonlySet<Evidence["type"]> = new Set(["url", "command", "said"]);

/** The lesson as it would be recorded there, without paths, commits and records that do not exist there. */
export async function promotionOf(
  { context, state }: Layer<WriteContext>,
  to: Layer<WriteContext>,
  id: string,
): Promise<{ readonly id: string; readonly lesson: Lesson; readonly left: readonly string[] }> {
  const learning = findLesson(state, id);
  refuseOutOfService(learning, standingOf(state, learning, context.now));
  const isThere = async (evidence: Evidence): Promise<boolean> =>
    EVERYWHERE.has(evidence.type) || (await to.context.code.problem(evidence, to.state)) === null;
  const paths = await kept(learning.paths, (ref) => isThere({ type: "path", ref }));
  const evidence = await kept(learning.evidence, isThere);
  const { title, body, kind, tags, symptoms = [] } = learning;
  const confidence = learning.confidence ?? undefined;
  return {
    id: learning.id,
    lesson: { title, body, kind, tags: [...tags], symptoms: [...symptoms], paths, evidence, confidence },
    left: [
      ...learning.paths.filter((each) => !paths.includes(each)),
      ...learning.evidence.filter((each) => !evidence.includes(each)).map(({ ref }) => ref),
    ],
  };
}

async function kept<T>(items: readonly T[], keeps: (item: T) => Promise<boolean>): Promise<T[]> {
  const found = await Promise.all(items.map(async (item) => ((await keeps(item)) ? [item] : [])));
  return found.flat();
}

/** Throws what the gate throws. */
export const promote = (to: Layer<WriteContext>, lesson: Lesson) => recordIn(to.context, lesson);
