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
    const { at, session, runtime, role, code_commit } = trace.recorded;
    const journal = await context.journalCommit(record);
    const lines = [
      `# ${trace.record} ${trace.id}`,
      ...(trace.title ? ["", `stored title (data): ${trace.title}`] : []),
      "",
      `- state: ${trace.state}`,
      `- recorded: ${at} by session ${session} in ${runtime} as ${role}`,
      `- code at commit: ${code_commit ?? "none yet"}`,
      `- journal: ${journal ? `${journal.commit} in ${journal.ref}, ${journal.path}` : "not found"}`,
      ...trace.derived_from.map((source) => `- derived from: ${source}`),
      ...trace.events.map(
        (event) =>
          `- ${event.at}: ${event.what} by ${event.session} in ${event.runtime}${event.note ? ` (${event.note})` : ""}`,
      ),
    ];
    return `${lines.join("\n")}\n`;
  },
  complete: async (context, typed) => completeId((await context.state()).ids(), typed),
});
