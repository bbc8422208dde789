// `agentops-mcp rule`: shows what workers have escalated, and takes a person's ruling on it.

import { findEscalation } from "../../jobs/find-record.ts";
import { ESCALATION_LIMITS } from "../../jobs/records/escalation.ts";
import { RULINGS } from "../../jobs/records/ruling.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { batchOf, openBatches, openBatchOf } from "../../supervision/batches.ts";
import { batchText, queuePage } from "../../supervision/escalation-text.ts";
import { ruleOnEscalation } from "../../use-cases/rule-on-escalation.ts";
import { asPerson } from "../as-person.ts";
import { askForUnread } from "../ask-for-unread.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { textIn } from "../option-values.ts";
import { reading } from "../reading.ts";

export default defineCommand({
  summary: "what workers have escalated; for a person at a terminal also: rule on it",
  positionals: `[<escalation> [${RULINGS.join(" | ")}]]`,
  options: {
    text: { type: "string", value: "<text>", description: "what the worker and its successor are told" },
    authority: { type: "string", value: "<name>", description: "who decided it (default: your user name)" },
    yes: { type: "boolean", description: "do not ask" },
  },
  examples: [
    "agentops-mcp rule",
    'agentops-mcp rule 8E0F1G answer --text "b.json is right; delete a.json"',
    'agentops-mcp rule 8E0F1G vary --text "leave the regex, write a scanner"',
  ],

  /** Shows what is open where no ruling is given. Exit code 1 when the named escalation is closed, or nobody agreed. */
  async run(input) {
    const [typed, decision, ...more] = input.positionals;
    const ruling = RULINGS.find((each) => each === decision);
    if (more.length > 0 || (decision !== undefined && !ruling))
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "rule takes the id of one escalation and one ruling.",
        `Rulings are ${RULINGS.join(", ")}.`,
      );
    if (typed === undefined) return list(input);
    if (!ruling) return show(input, typed);
    return asPerson(input, "rule", async (write, person) => {
      const { options, terminal } = input;
      const text = textIn(options.text);
      const authority = textIn(options.authority) || person.authority;
      if (
        text === "" ||
        text.length > ESCALATION_LIMITS.text ||
        authority.length > ESCALATION_LIMITS.authority
      )
        throw new AgentOpsError(
          "INVALID_ARGUMENT",
          `A ruling needs a text of at most ${ESCALATION_LIMITS.text} characters, and --authority at most ${ESCALATION_LIMITS.authority}.`,
          "Say in --text what the worker and its successor have to know.",
        );
      const state = await write.state();
      terminal.note(batchText(state, openBatchOf(state, findEscalation(state, typed))));
      if (options.yes !== true && !(await terminal.confirm(`Record: ${ruling}?`, false))) {
        terminal.answer({ recorded: false }, "Nothing was recorded.");
        return 1;
      }
      const told = await ruleOnEscalation(write, typed, { ruling, text, authority, attested: "terminal" });
      terminal.answer(
        { recorded: true, ...told },
        [
          `${ruling}: ruling ${told.id} on ${told.covers} escalation${told.covers === 1 ? "" : "s"}; each session is told with its next call.`,
          ...told.jobs,
          ...(told.dependants.length > 0 ? [`These wait for it: ${told.dependants.join(", ")}`] : []),
        ].join("\n"),
      );
      return 0;
    });
  },
});

async function list(input: CommandInput): Promise<number> {
  await askForUnread(input);
  return reading(input, async (context) => {
    const state = await context.state();
    const batches = openBatches(state);
    const open = batches.map(({ id, escalations, deferredBy }) => ({
      id,
      deferred_by: deferredBy,
      reported_by: [...new Set(escalations.map(({ session }) => session))],
      reports: escalations.map(({ id, at, session, trigger, tried, failed, evidence, hypothesis, ask }) => ({
        id,
        at,
        session,
        trigger,
        tried,
        failed,
        evidence,
        hypothesis,
        ask,
      })),
    }));
    input.terminal.answer({ open }, queuePage(state, batches).trimEnd());
    return 0;
  });
}

const show = (input: CommandInput, typed: string): Promise<number> =>
  reading(input, async (context) => {
    const state = await context.state();
    const escalation = findEscalation(state, typed);
    const batch = batchOf(state, escalation);
    const text = batch
      ? batchText(state, batch)
      : `${escalation.id} is closed; agentops-mcp trace tells how.`;
    input.terminal.answer({ id: batch?.id ?? escalation.id, open: batch !== null }, text.trimEnd());
    return batch ? 0 : 1;
  });
