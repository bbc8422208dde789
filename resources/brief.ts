// Tells a session at its start what it should know, in at most 540 tokens.
import { defineResource } from "../src/api/define.ts";
import { composeBrief } from "../src/briefing/brief.ts";
import { noticeText } from "../src/supervision/ruling-text.ts";

export default defineResource({
  uri: "agentops://brief",
  title: "Session brief",
  description:
    "Read at the start of a session: what earlier sessions learned that matters most, dead ends first.",
  async read(context) {
    const brief = composeBrief(await context.soon(), context.now, {
      own: await context.ownClones(),
      skin: await context.skin(),
      isShared: await context.isShared(),
    });
    const notice = await context.rulings.pending();
    return notice === null ? brief : `${brief}\n\n${noticeText(notice)}`;
  },
});
