// `agentops-mcp promote`: moves a lesson into another layer, such as from your own into the team's.
import { layerNamed, layerWith } from "../../api/layers.ts";
import { TEAM } from "../../git/layers.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { curationDraft, storeCuration } from "../../use-cases/curate-knowledge.ts";
import { promote, promotionOf } from "../../use-cases/promote-learning.ts";
import { authorship } from "../author.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";
import { textIn } from "../option-values.ts";
import { type Person, requirePerson } from "../person.ts";
import { line, paragraph } from "../reading.ts";
import { recordedText } from "../recorded-text.ts";
import { withYes } from "../with-yes.ts";

export default defineCommand({
  summary:
    "take a lesson into another layer, such as one of your own into the team's; for a person at a terminal",
  positionals: "<id>",
  options: {
    to: { type: "string", value: "<layer>", description: `where to (default: ${TEAM})` },
    copy: { type: "boolean", description: "keep it in its own layer as well" },
    yes: { type: "boolean", description: "do not ask" },
  },
  examples: [
    "agentops-mcp promote E0F1G2 --to team",
    "agentops-mcp promote E0F1G2 --to personal --copy --yes",
  ],

  /** Exit code 1 when nobody agreed. Throws what the gate throws. */
  async run(input) {
    const [id = "", ...more] = input.positionals;
    if (id.length < 6 || more.length > 0)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "promote needs one id, or its first or last 6 characters.",
        "agentops-mcp list --layer personal names your own.",
      );
    return take(input, id, requirePerson(input.terminal, process.env, "promote"));
  },
});

async function take(input: CommandInput, typed: string, person: Person): Promise<number> {
  const { options, terminal } = input;
  const session = openSession(options, "supervisor", createLog("warn", null));
  const signal = new AbortController().signal;
  try {
    const { write } = await session.contexts(person, signal);
    const { write: author } = await session.contexts(authorship(person, write.now), signal);
    const from = await layerWith(write, typed);
    const to = await layerNamed(author, textIn(options.to) || TEAM);
    if (from.name === to.name)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        `That lesson is in the layer ${to.name} already.`,
        "Name another one with --to.",
      );
    const { id, lesson, left } = await promotionOf(from, to, typed);
    terminal.note(`${line(lesson.title)}\n${paragraph(lesson.body, "  ")}`);
    if (left.length > 0) terminal.note(`Not found there, so left out: ${left.map(line).join(", ")}`);
    const what = options.copy === true ? "Copy" : "Move";
    if (
      options.yes !== true &&
      !(await terminal.confirm(`${what} this from ${from.name} to ${to.name}?`, false))
    ) {
      terminal.answer({ promoted: false }, `Nothing was recorded. To do it: ${withYes("promote", input)}`);
      return 1;
    }
    const recorded = await promote(to, lesson);
    if (options.copy !== true) {
      const parts = { action: "retire", id, reason: `moved to the layer ${to.name}`, evidence: [] } as const;
      const draft = await curationDraft(from.context, parts, { ...person, attested: "terminal" });
      await storeCuration(from.context, draft);
    }
    const how = options.copy === true ? "a copy of" : "in the place of";
    terminal.answer(
      { promoted: true, from: from.name, to: to.name, was: id, ...recorded },
      recordedText(`${recorded.id} in ${to.name}, ${how} ${id} in ${from.name}`, recorded),
    );
    return 0;
  } finally {
    session.close();
  }
}
