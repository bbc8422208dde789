// The story of one record, for people and for clients that read resources.
import { defineResource } from "../src/define.ts";
import { completeId, findRecord } from "../src/domain/lookup.ts";
import { traceOf } from "../src/domain/trace.ts";

export default defineResource({
  uri: "agentops://trace/{id}",
  title: "Trace",
  description: "Where a record comes from and what became of it.",
  async read(context, id) {
    const state = await context.state();
    const record = findRecord(state, id);
    const trace = traceOf(state, record, context.now);
    const journal = await context.journalCommit(record);
    const lines = [
      `# ${trace.record} ${trace.id}`,
      ...(trace.title ? ["", `stored title (data): ${trace.title}`] : []),
      "",
      `- state: ${trace.state}`,
      `- recorded: ${trace.at} by session ${trace.session} in ${trace.runtime} as ${trace.role}`,
      `- code at commit: ${trace.code_commit ?? "none yet"}`,
      `- journal: ${journal ? `${journal.commit} in ${journal.ref}, ${journal.path}` : "not found"}`,
      ...trace.derived_from.map((source) => `- derived from: ${source}`),
      ...trace.events.map(
        ({ at, what, session, runtime, note }) =>
          `- ${at}: ${what} by ${session} in ${runtime}${note ? ` (${note})` : ""}`,
      ),
    ];
    return `${lines.join("\n")}\n`;
  },
  complete: async (context, typed) => completeId((await context.state()).ids(), typed),
});
