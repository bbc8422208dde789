// Tells a session at its start what it should know, in at most 540 tokens.
import type { Layer, ReadContext } from "../src/api/context.ts";
import { defineResource } from "../src/api/define.ts";
import { BRIEF_TOKENS, briefParts } from "../src/briefing/brief.ts";
import { joinBrief, stackBriefs } from "../src/briefing/brief-text.ts";
import Learning from "../src/learnings/records/learning.ts";
import { countTokens } from "../src/shared/text/tokens.ts";
import { noticeText } from "../src/supervision/ruling-text.ts";

export default defineResource({
  uri: "agentops://brief",
  title: "Session brief",
  description:
    "Read at the start of a session: what earlier sessions learned that matters most, dead ends first.",
  async read(context) {
    const { nearer, farther, problems } = await context.layers();
    const skin = await context.skin();
    const partsOf = async (from: ReadContext, isShared: boolean) =>
      briefParts(from.code, await from.soon(), context.now, { own: await from.ownClones(), skin, isShared });
    const layer = async ({ name, context: from, state }: Layer<ReadContext>) => {
      const { lessons } = await partsOf(from, false);
      return { name, stored: state.count(Learning), lessons };
    };
    const parts = stackBriefs(
      await partsOf(context, await context.isShared()),
      {
        nearer: await Promise.all(nearer.map(layer)),
        farther: await Promise.all(farther.map(layer)),
        problems,
      },
      { most: BRIEF_TOKENS, cost: countTokens },
    );
    const brief = joinBrief(parts);
    const notice = await context.rulings.pending();
    return notice === null ? brief : `${brief}\n\n${noticeText(notice)}`;
  },
});
