// `agentops-mcp search`: shows a person what an agent would get for a task.

import * as z from "zod";
import { parseArguments } from "../../mcp/arguments.ts";
import { LEARNING_KINDS, LIMITS } from "../../records/evidence.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import type { Skin } from "../../skin/skin.ts";
import { RETRIEVAL_LIMITS, retrieveContext } from "../../use-cases/retrieve-context.ts";
import { defineCommand } from "../define-command.ts";
import { line, paragraph, reading } from "../reading.ts";

type Pack = Awaited<ReturnType<typeof retrieveContext>>;

export default defineCommand({
  summary: "what an agent would be given for a task, within the same budget",
  everyday: true,
  positionals: "<words>...",
  options: {
    budget: {
      type: "string",
      value: "<tokens>",
      description: "most tokens of the answer, 200 to 8000 (default: 1500)",
    },
    paths: { type: "string", value: "<a,b>", description: "files or folders that the task touches" },
    kinds: { type: "string", value: "<a,b>", description: `only these kinds: ${LEARNING_KINDS.join(", ")}` },
  },
  examples: [
    "agentops-mcp search the server starts too slowly",
    'agentops-mcp search "the server starts slowly" "startup latency of the bundle"',
    "agentops-mcp search --paths src/git --kinds gotcha,failure newline in a file name",
    "agentops-mcp search deploy --budget 4000 --json",
  ],

  /** Exit code 1 when nothing relevant is stored. */
  async run(input) {
    const { options, positionals, terminal } = input;
    if (positionals.length === 0) {
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "search needs the words of a task.",
        "For example: agentops-mcp search the server starts too slowly",
      );
    }
    const given = {
      task: taskOf(positionals),
      paths: listOf(options.paths),
      ...(options.budget === undefined ? {} : { budget_tokens: Number(options.budget) }),
      ...(options.kinds === undefined ? {} : { kinds: listOf(options.kinds) }),
    };
    const args = parseArguments(Asked, given, typed);
    return reading(input, async (context) => {
      const pack = await retrieveContext(context, args);
      terminal.answer({ ...pack }, textOf(pack, (await context.skin()).words));
      return pack.abstained ? 1 : 0;
    });
  },
});

/** Quoted phrases are separate wordings, one per line; unquoted words are one wording. */
const taskOf = (words: readonly string[]): string =>
  words.join(words.every((word) => /\s/.test(word.trim())) ? "\n" : " ");

/** The same limits as for an agent. */
const Asked = z.strictObject({
  task: z.string().min(1).max(RETRIEVAL_LIMITS.task),
  paths: z.array(z.string().min(1).max(LIMITS.path)).max(RETRIEVAL_LIMITS.paths),
  budget_tokens: z
    .int()
    .min(RETRIEVAL_LIMITS.tokens.least)
    .max(RETRIEVAL_LIMITS.tokens.most)
    .default(RETRIEVAL_LIMITS.tokens.usual),
  kinds: z.array(z.enum(LEARNING_KINDS)).max(RETRIEVAL_LIMITS.kinds).optional(),
});

/** An error names what was typed instead of the tool's field. */
const typed = (field: string): string => {
  const [name = ""] = field.split(".");
  return name === "task" ? "the task" : `--${name === "budget_tokens" ? "budget" : name}`;
};

const listOf = (value: string | boolean | undefined): string[] =>
  typeof value === "string" ? value.split(",").map((each) => each.trim()) : [];

function textOf(
  { items, dropped, related = [], tokens, abstained, nearest = [], memory }: Pack,
  { kinds, search }: Skin,
): string {
  const left = dropped.map(({ id, title, reason }) => `  ${id}  ${line(title)} (${reason})`);
  if (abstained)
    return [
      search.nothing,
      ...left,
      ...(nearest.length > 0 ? [`Other words may find it. Near ones: ${nearest.map(line).join(", ")}`] : []),
      ...(memory === undefined ? [] : [memory]),
    ].join("\n");
  const found = items.map(({ id, title, kind, text, why, strength, assurance, stale, elsewhere, layer }) =>
    [
      `${kinds[kind]}: ${line(title)}`,
      `  ${id}  strength ${strength}, ${assurance}${stale ? `, ${line(stale)}` : ""}${elsewhere ? `, ${line(elsewhere)}` : ""}`,
      `  ${bylineOf(text)}${layer === undefined ? "" : `, layer ${layer}`}`,
      ...(why === "" ? [] : [`  ${line(why)}`]),
      ...[paragraph(withoutFrame(text), "    ")].filter((each) => each.trim() !== ""),
    ].join("\n"),
  );
  return [
    ...found,
    ...(left.length === 0 ? [] : [[`${search.left_out}:`, ...left].join("\n")]),
    ...related.map(({ text }) => paragraph(text, "  ")),
    `${items.length} found${related.length === 0 ? "" : ` and ${related.length} beside`}, ${tokens} tokens as an agent gets them`,
    ...(memory === undefined ? [] : [memory]),
  ].join("\n\n");
}

/** The day, the runtime and a remark on unreviewed text, from the frame around stored text. */
const bylineOf = (text: string): string => line(/^\[(.*): stored data/.exec(text)?.[1] ?? "");

/** The frame marks data for agents, which a person does not need. */
const withoutFrame = (text: string): string => text.split("\n").slice(1, -1).join("\n");
