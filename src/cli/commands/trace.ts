// `agentops-mcp trace`: tells people the story of one record.

import { AgentOpsError } from "../../shared/errors.ts";
import { traceRecord } from "../../use-cases/trace-record.ts";
import { defineCommand } from "../define-command.ts";
import { inLayerOf } from "../layer-option.ts";
import { line, reading } from "../reading.ts";

type Trace = Awaited<ReturnType<typeof traceRecord>>;

export default defineCommand({
  summary: "where a record comes from, who cited it and what became of it",
  positionals: "<id>",
  options: {},
  examples: ["agentops-mcp trace 01K8ZQ4M3W9T2V5B7C6D8E0F1G", "agentops-mcp trace E0F1G2 --json"],

  /** Exit code 1 when no record has that id. */
  async run(input) {
    const [id = "", ...more] = input.positionals;
    if (more.length > 0 || id.length < 6) {
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "trace needs one id, or its first or last 6 characters.",
        "agentops-mcp show lists the newest.",
      );
    }
    return reading(await inLayerOf(input, id), async (context) => {
      const trace = await traceRecord(context, id);
      input.terminal.answer(trace, textOf(trace));
      return 0;
    });
  },
});

function textOf({
  id,
  record,
  title,
  state,
  recorded,
  file,
  derived_from,
  strength,
  assurance,
  stage,
  events,
}: Trace): string {
  const commits = [
    recorded?.code_commit
      ? `code at ${line(recorded.code_commit.replace(/(?<![0-9a-f])([0-9a-f]{12})[0-9a-f]{28,}$/, "$1"))}`
      : "",
    recorded?.journal_commit ? `journal commit ${recorded.journal_commit.slice(0, 12)}` : "",
  ].filter(Boolean);
  return [
    `${record} ${id}${title === null ? "" : `: ${line(title)}`}`,
    `${state}${strength === null ? "" : `, strength ${strength}, ${assurance}; ${stage}`}`,
    "",
    ...(recorded
      ? [
          `${recorded.at}  recorded by ${line(recorded.runtime)} (${recorded.role}), session ${line(recorded.session)}`,
          ...(recorded.author ? [`  for ${line(recorded.author)}`] : []),
          ...(commits.length > 0 ? [`  ${commits.join(", ")}`] : []),
        ]
      : []),
    ...derived_from.map((each) => `  from ${line(each)}`),
    ...events.map(
      ({ at, what, session, runtime, note }) =>
        `${at}  ${line(what)} by ${line(runtime)}, session ${line(session)}${note ? `: ${line(note)}` : ""}`,
    ),
    ...(recorded && file ? ["", `git show ${file}`] : []),
  ].join("\n");
}
