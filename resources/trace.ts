// Serves the story of one record, for people and for clients that read resources.
import { defineResource } from "../src/api/define.ts";
import { traceOf } from "../src/briefing/story.ts";
import { completeId, findRecord } from "../src/jobs/find-record.ts";
import type { StoryEvent } from "../src/records/story.ts";
import { firstThatFit } from "../src/shared/text/first-that-fit.ts";

/** Of one answer; the tool trace_record has pages for the rest. */
const MOST_BYTES = 7_900;

export default defineResource({
  uri: "agentops://trace/{id}",
  title: "Trace",
  description: "Where a record comes from and what became of it.",
  async read(context, id) {
    const state = await context.state();
    const record = findRecord(state, id);
    const trace = traceOf(state, record, context.now);
    const { at, session, runtime, role, code_commit } = trace.recorded;
    const journal = await context.journalCommit(record);
    const lines = [
      `# ${trace.record} ${trace.id}`,
      ...(trace.title ? ["", `stored title (data): ${trace.title}`] : []),
      "",
      `- state: ${trace.state}`,
      ...(trace.assurance ? [`- assurance: ${trace.assurance}`, `- stage: ${trace.stage}`] : []),
      `- recorded: ${at} by session ${session} in ${runtime} as ${role}`,
      `- code at commit: ${code_commit ?? "none yet"}`,
      `- journal: ${journal ? `${journal.commit} in ${journal.ref}, ${journal.path}` : "not found"}`,
      ...trace.derived_from.map((source) => `- derived from: ${source}`),
    ];
    return `${[...lines, ...newest(trace.events, lines.join("\n"))].join("\n")}\n`;
  },
  complete: async (context, typed) => completeId((await context.state()).ids(), typed),
});

/** The newest events that fit below `head`, oldest of them first, and how many older ones there are. */
function newest(events: readonly StoryEvent[], head: string): string[] {
  const lines = events.map(
    ({ at, what, session, runtime, note }) =>
      `- ${at}: ${what} by ${session} in ${runtime}${note ? ` (stored note: ${note})` : ""}`,
  );
  const shown = firstThatFit(lines.toReversed(), MOST_BYTES, head).toReversed();
  const older = lines.length - shown.length;
  return older > 0 ? [`- ${older} older events: call trace_record`, ...shown] : shown;
}
