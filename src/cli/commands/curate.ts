// `agentops-mcp curate`: lists the learnings that wait for a decision, and takes a person's decision on one.

import type { ReadContext } from "../../api/context.ts";
import { LISTS, type List, type Listed } from "../../learnings/curation/waiting.ts";
import { CURATIONS, STAGES } from "../../learnings/records/curation.ts";
import { EVIDENCE_TYPES } from "../../records/evidence.ts";
import { waitingForDecision } from "../../use-cases/curate-knowledge.ts";
import { curationPartsOf } from "../curation-parts.ts";
import { DECISION_OPTIONS, decide } from "../decide.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { proposeGuidance } from "../guidance.ts";
import { line, reading } from "../reading.ts";

/** Learnings shown per list, where no list is named. */
const SHOWN = 10;

export default defineCommand({
  summary: "the learnings that wait for a decision; for a person at a terminal also: decide on one",
  positionals: `[${CURATIONS.join("|")} <id> [<other id>]]`,
  options: {
    list: { type: "string", value: "<name>", choices: LISTS, description: "only this list, in full" },
    guidance: {
      type: "boolean",
      description: "show the block of guidance for AGENTS.md and CLAUDE.md as a change to review",
    },
    budget: {
      type: "string",
      value: "<tokens>",
      description: "of --guidance: most tokens of the block (default: 400)",
    },
    write: { type: "boolean", description: "of --guidance: write it into the working tree" },
    reason: DECISION_OPTIONS.reason,
    evidence: {
      type: "string",
      value: "<type ref; …>",
      description: `what shows it, such as "commit 1a2b3c4; record <id>"; types: ${EVIDENCE_TYPES.join(", ")}`,
    },
    stage: {
      type: "string",
      value: "<name>",
      choices: STAGES,
      description: "of promote and demote (default: the next one)",
    },
    authority: DECISION_OPTIONS.authority,
    yes: DECISION_OPTIONS.yes,
  },
  examples: [
    "agentops-mcp curate",
    "agentops-mcp curate --list duplicated --json",
    'agentops-mcp curate merge 01K8ZQ4M3W9T2V5B7C6D8E0F1G 01K8ZQ1A2B3C4D5E6F7G8H9J0K --reason "the same trap"',
    'agentops-mcp curate promote 01K8ZQ4M3W9T2V5B7C6D8E0F1G --reason "every service needs it"',
    "agentops-mcp curate --guidance",
    "agentops-mcp curate --guidance --budget 600 --write",
  ],

  /** Exit code 1 when nobody agreed. */
  async run(input) {
    if (input.positionals.length > 0) return decide(input, curationPartsOf(input.options, input.positionals));
    return reading(input, (context) =>
      input.options.guidance === true ? proposeGuidance(context, input) : printLists(context, input),
    );
  },
});

async function printLists(context: ReadContext, { options, terminal }: CommandInput): Promise<number> {
  const wanted = LISTS.find((list) => list === options.list);
  const { items, alarms } = await waitingForDecision(context, wanted === undefined ? LISTS : [wanted]);
  const blocks = LISTS.flatMap((list) => block(list, items, wanted === undefined ? SHOWN : items.length));
  const told = alarms.map(({ text }) => `ALARM: ${text}`);
  terminal.answer({ items, alarms }, [...told, ...blocks].join("\n\n") || "Nothing waits for a decision.");
  return 0;
}

function block(list: List, items: readonly Listed[], most: number): string[] {
  const own = items.filter((item) => item.list === list);
  if (own.length === 0) return [];
  const rows = own
    .slice(0, most)
    .map(({ id, title, stage, why }) => `  ${id}  ${stage.padEnd(11)}  ${line(title)}\n    ${line(why)}`);
  const more = own.length > most ? [`  and ${own.length - most} more: --list ${list}`] : [];
  return [[`${list} (${own.length}):`, ...rows, ...more].join("\n")];
}
