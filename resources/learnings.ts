// Serves one learning in full.

import { defineResource } from "../src/api/define.ts";
import { layerWith } from "../src/api/layers.ts";
import { completeId, findRecord } from "../src/jobs/find-record.ts";
import { isCommanding } from "../src/learnings/labels.ts";
import Learning from "../src/learnings/records/learning.ts";
import { standingOf } from "../src/learnings/standing.ts";
import { bylineOf } from "../src/learnings/text-source.ts";
import { AgentOpsError } from "../src/shared/errors.ts";
import { fence } from "../src/shared/text/safe-text.ts";
import { kindWords } from "../src/skin/skin.ts";

export default defineResource({
  uri: "agentops://learnings/{id}",
  title: "Learning",
  description: "One lesson in full, with its standing.",
  async read(asked, id) {
    const { context } = await layerWith(asked, id);
    const state = await context.state();
    const learning = findRecord(state, id);
    if (!Learning.is(learning)) {
      throw new AgentOpsError(
        "NOT_FOUND",
        `${learning.id} is a ${learning.record}, not a learning.`,
        `Read agentops://trace/${learning.id}.`,
      );
    }
    const { words } = await context.skin();
    const standing = standingOf(state, learning, context.now);
    const changed = await context.code.changed(learning);
    const facts = [
      `kind: ${kindWords(words, learning.kind)}`,
      `strength: ${standing.strength.toFixed(2)} (${standing.assuranceWords})`,
      `stage: ${standing.stage}`,
      ...(learning.paths.length > 0 ? [`paths: ${learning.paths.join(", ")}`] : []),
      ...(learning.tags.length > 0 ? [`tags: ${learning.tags.join(", ")}`] : []),
      ...(standing.disputed ? ["DISPUTED: another session says this is wrong"] : []),
      ...(standing.withheld ? [`not served: ${standing.withheld}`] : []),
      ...(changed.length > 0 ? [`stale: ${changed.join(", ")} changed since it was recorded`] : []),
    ];
    // Inside of the fence, unlike a tag: they may be any sentence.
    const seenAs = (learning.symptoms ?? []).map((symptom) => `\n\nSeen as: ${symptom}`).join("");
    const text = fence(`${learning.title}${seenAs}\n\n${learning.body}`, {
      what: "learning",
      by: bylineOf(state, learning),
      recorded: learning.at.slice(0, 10),
      readsAsInstruction: isCommanding(learning),
    });
    return `${facts.join("\n")}\n\n${text}\n`;
  },
  complete: async (context, typed) =>
    completeId(
      (await context.state()).all(Learning).map((learning) => learning.id),
      typed,
    ),
});
