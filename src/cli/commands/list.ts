// `agentops-mcp list`: lists the stored lessons that fit what is asked for.
import type { ReadContext } from "../../api/context.ts";
import Learning from "../../learnings/records/learning.ts";
import { LEARNING_KINDS } from "../../records/evidence.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { didYouMean } from "../../shared/nearest.ts";
import { counted } from "../../shared/text/count.ts";
import { LESSON_STATES, type LessonFilter, listLearnings } from "../../use-cases/list-learnings.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { lessonLines } from "../lesson-lines.ts";
import { fitted, type Look } from "../look.ts";
import { countIn, listIn, momentIn } from "../option-values.ts";
import { reading } from "../reading.ts";

const USUAL = 50;
const MOST = 100_000;

export default defineCommand({
  summary: "the stored lessons, newest first, by kind, path, tag, state, runtime or age",
  everyday: true,
  positionals: "",
  options: {
    kind: { type: "string", value: "<a,b>", description: `only these kinds: ${LEARNING_KINDS.join(", ")}` },
    path: { type: "string", value: "<a,b>", description: "only those about one of these files or folders" },
    tag: { type: "string", value: "<a,b>", description: "only those with one of these tags" },
    state: {
      type: "string",
      value: "<a,b>",
      description: `only these of ${LESSON_STATES.join(", ")} (withheld: not served, whatever the reason)`,
    },
    runtime: {
      type: "string",
      value: "<a,b>",
      description: "only those that one of these runtimes recorded",
    },
    since: {
      type: "string",
      value: "<when>",
      description: "recorded then or later: 12h, 7d, 2w or 2026-03-01",
    },
    age: {
      type: "string",
      value: "<when>",
      description: "recorded at least so long ago, or before that day",
    },
    "never-served": { type: "boolean", description: "only those that no session was given to read" },
    disputed: { type: "boolean", description: "only those that some session called wrong or stale" },
    limit: { type: "string", value: "<n>", description: `at most so many (default: ${USUAL})` },
  },
  examples: [
    "agentops-mcp list",
    "agentops-mcp list --kind gotcha,failure --path src/git",
    "agentops-mcp list --never-served --age 30d --json",
  ],

  /** Exit code 0 also when none fits. */
  async run(input) {
    return reading(input, async (context) => {
      const found = await listLearnings(context, filterIn(input, context.now));
      const { kinds } = (await context.skin()).words;
      const { look } = input.terminal;
      const layers = input.options.layer === undefined ? await otherLayers(context) : [];
      const more = layers.map(
        ({ name, lessons }) => `${counted(lessons, "lesson")} in the layer ${name}: --layer ${name}`,
      );
      const text = [textOf(found, kinds, look), ...more].join("\n");
      input.terminal.answer({ ...found, ...(layers.length > 0 ? { layers } : {}) }, fitted(text, look));
      return 0;
    });
  },
});

async function otherLayers(context: ReadContext) {
  const { nearer, farther } = await context.layers();
  return [...nearer, ...farther].map(({ name, state }) => ({ name, lessons: state.count(Learning) }));
}

function textOf(
  { learnings, of, stored }: Awaited<ReturnType<typeof listLearnings>>,
  kinds: Parameters<typeof lessonLines>[1],
  look: Look,
): string {
  if (stored === 0) return "No lesson is stored yet. The first one: agentops-mcp add --help";
  if (of === 0) return `None of ${stored} lessons fits.`;
  const more = of - learnings.length;
  const rest = more > 0 ? [`and ${more} more: --limit ${of}`] : [];
  return [...lessonLines(learnings, kinds, look), ...rest].join("\n");
}

/** Throws INVALID_ARGUMENT. */
function filterIn({ options }: CommandInput, now: number): LessonFilter {
  const disputed = options.disputed === true ? ["disputed" as const] : [];
  return {
    kinds: among("kind", listIn(options.kind), LEARNING_KINDS),
    paths: listIn(options.path),
    tags: listIn(options.tag),
    states: [...among("state", listIn(options.state), LESSON_STATES), ...disputed],
    runtimes: listIn(options.runtime),
    since: momentIn("since", options.since, now),
    before: momentIn("age", options.age, now),
    neverServed: options["never-served"] === true,
    limit: countIn("limit", options.limit, USUAL, MOST),
  };
}

function among<T extends string>(name: string, given: readonly string[], known: readonly T[]): T[] {
  return given.map((each) => {
    const found = known.find((one) => one === each);
    if (found !== undefined) return found;
    throw new AgentOpsError("INVALID_ARGUMENT", `--${name} ${each} is not known.`, didYouMean(each, known));
  });
}
