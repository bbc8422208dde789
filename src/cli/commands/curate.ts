// `agentops-mcp curate`: what waits among the stored learnings, and a person's decision on one of them.
import type { ReadContext } from "../../context.ts";
import { type CurationParts, curationOf } from "../../domain/curate.ts";
import { CURATIONS, type CurationAction, STAGES, type Stage } from "../../domain/curation.ts";
import { LISTS, type List, type Listed, listed } from "../../domain/curation-lists.ts";
import { flowAlarms } from "../../domain/flow.ts";
import { EVIDENCE_TYPES, type Evidence, LIMITS } from "../../domain/learning.ts";
import type { LearningRecord } from "../../domain/record.ts";
import { relativise } from "../../domain/relative-paths.ts";
import { standingOf } from "../../domain/standing.ts";
import { AgentOpsError } from "../../errors.ts";
import { createLog } from "../../log.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";
import { requirePerson } from "../person.ts";
import { line, paragraph, reading } from "../reading.ts";

/** Of each list, where no list is named. */
const SHOWN = 10;
/** Like the gate, which compares with the nearest ones only. */
const NEAREST = 4;

export default defineCommand({
  summary: "what of the stored learnings waits for a decision, and the decision of a person on one",
  positionals: `[<action> <id> [<other id>]]`,
  options: {
    list: { type: "string", value: "<name>", choices: LISTS, description: "only this list, in full" },
    guidance: { type: "boolean", description: "print all guidance as markdown, for a rules file of yours" },
    reason: { type: "string", value: "<text>", description: "why; kept for ever" },
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
    authority: { type: "string", value: "<name>", description: "who decided it (default: your user name)" },
    yes: { type: "boolean", description: "do not ask" },
  },
  examples: [
    "agentops-mcp curate",
    "agentops-mcp curate --list duplicated --json",
    'agentops-mcp curate merge 01K8ZQ4M3W9T2V5B7C6D8E0F1G 01K8ZQ1A2B3C4D5E6F7G8H9J0K --reason "the same trap"',
    'agentops-mcp curate promote 01K8ZQ4M3W9T2V5B7C6D8E0F1G --reason "every service needs it"',
    "agentops-mcp curate --guidance",
  ],

  /** Exit code 1 when nobody agreed. */
  async run(input) {
    if (input.positionals.length > 0) return decide(input);
    return reading(input, (context) =>
      input.options.guidance === true ? printGuidance(context, input) : printLists(context, input),
    );
  },
});

async function printLists(context: ReadContext, { options, terminal }: CommandInput): Promise<number> {
  const wanted = LISTS.find((list) => list === options.list);
  const state = await context.state();
  const { search, code, now } = context;
  const similar = (learning: LearningRecord) => search.similar(learning, NEAREST, search.duplicateAt);
  const items = await listed(state, now, { similar, changed: code.changed }, wanted);
  const alarms = flowAlarms(state, now);
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

async function printGuidance(context: ReadContext, { terminal }: CommandInput): Promise<number> {
  const state = await context.state();
  const guidance = [...state.learnings.values()]
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .filter((learning) => {
      const { stage, withheld } = standingOf(state, learning, context.now);
      return stage === "guidance" && withheld === null;
    });
  const text = guidance.map(
    ({ id, title, body }) => `## ${line(title)}\n\n${paragraph(body, "")}\n\n<!-- ${id} -->`,
  );
  const facts = guidance.map(({ id, title, body }) => ({ id, title, body }));
  terminal.answer({ guidance: facts }, text.join("\n\n") || "No learning is guidance yet.");
  return 0;
}

async function decide({ options, positionals, terminal }: CommandInput): Promise<number> {
  const person = requirePerson(terminal, process.env, "a decision of curate");
  const session = openSession(options, "supervisor", createLog("warn", null));
  try {
    const by = { session: person.session, runtime: person.runtime };
    const { write } = await session.contexts(by, new AbortController().signal);
    const relative = (text: string) => relativise(text, write.code.root, write.code.home);
    const parts = partsOf(options, positionals, relative);
    const curator = {
      ...by,
      clone: await write.jobs.clone(),
      process: write.claims.process,
      authority: textOf(options.authority) || person.authority,
      attested: "terminal" as const,
    };
    const state = await write.state();
    const draft = await curationOf(state, parts, curator, write.now, (each) =>
      write.code.problem(each, state),
    );
    const title = line(state.learnings.get(draft.learning)?.title ?? "");
    const what = `${parts.action} ${draft.learning}${draft.stage ? ` to ${draft.stage}` : ""}`;
    terminal.note(title);
    if (options.yes !== true && !(await terminal.confirm(`${what}?`, false))) {
      terminal.answer({ decided: false }, "Nothing was decided.");
      return 1;
    }
    const [stored] = await write.append([draft]);
    const id = stored?.record.id ?? "";
    terminal.answer({ decided: true, id, ...draft }, `${what}: stored as ${id}.`);
    return 0;
  } finally {
    session.close();
  }
}

function partsOf(
  options: CommandInput["options"],
  [action = "", id = "", other, ...more]: readonly string[],
  relative: (text: string) => string,
): CurationParts {
  const known = CURATIONS.find((each) => each === action);
  const reason = textOf(options.reason);
  if (known === undefined)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "curate: there is no such action.",
      `Actions are ${CURATIONS.join(", ")}; without one, curate lists what waits.`,
    );
  if (id.length < 6 || more.length > 0 || reason === "" || reason.length > 1000)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "curate needs an action, the id of one learning, and --reason in at most 1000 characters.",
      `For example: agentops-mcp curate ${known} <id> --reason "…"`,
    );
  return {
    action: known satisfies CurationAction,
    id,
    other,
    stage: stageNamed(textOf(options.stage)),
    reason: relative(reason),
    evidence: evidenceIn(textOf(options.evidence)).map(({ type, ref }) => ({ type, ref: relative(ref) })),
  };
}

const stageNamed = (name: string): Stage | undefined => STAGES.find((stage) => stage === name);

/** `<type> <ref>`, separated by semicolons, as `trace` prints it. */
function evidenceIn(text: string): Evidence[] {
  const parts = text.split(";").flatMap((part) => part.trim() || []);
  if (parts.length > LIMITS.evidence)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `--evidence: at most ${LIMITS.evidence} pieces.`,
      "Name the ones that decide.",
    );
  return parts.map((part) => {
    const [word = "", ...rest] = part.split(" ");
    const type = EVIDENCE_TYPES.find((each) => each === word);
    const ref = rest.join(" ").trim();
    if (type && ref !== "" && ref.length <= 500) return { type, ref };
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "--evidence: a piece of it has no type or no reference.",
      `Write "<type> <reference>; …" with one of ${EVIDENCE_TYPES.join(", ")}.`,
    );
  });
}

const textOf = (value: string | boolean | undefined): string =>
  typeof value === "string" ? value.trim() : "";
