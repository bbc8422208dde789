// `agentops-mcp export`: writes what is stored as one file, to read, to hand on or to import elsewhere.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { ReadContext } from "../../api/context.ts";
import { writeQuickstart } from "../../import/quickstart.ts";
import { writeJsonl, writeMarkdown } from "../../import/write.ts";
import { namedPath } from "../../learnings/admission.ts";
import Learning, { type LearningRecord } from "../../learnings/records/learning.ts";
import { standingOf } from "../../learnings/standing.ts";
import { LEARNING_KINDS } from "../../records/evidence.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { newestFirst } from "../../shared/ids.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { reading } from "../reading.ts";

const WRITERS = {
  quickstart: (learnings: readonly LearningRecord[]) =>
    writeQuickstart(
      learnings.map(({ symptoms = [], ...each }) => ({
        ...each,
        symptoms,
        distinctBecause: each.distinct_because,
      })),
    ),
  jsonl: writeJsonl,
  markdown: writeMarkdown,
} as const;
type Format = keyof typeof WRITERS;
const FORMATS = Object.keys(WRITERS) as Format[];

const listed = (value: string | boolean | undefined): string[] =>
  String(value ?? "")
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);

/** For each given option one of its values has to fit. */
function isChosen(
  { id, tags, kind, paths }: LearningRecord,
  options: CommandInput["options"],
  code: ReadContext["code"],
): boolean {
  const fits = (name: string, has: (wanted: string) => boolean): boolean => {
    const wanted = listed(options[name]);
    return wanted.length === 0 || wanted.some(has);
  };
  return (
    fits(
      "id",
      (wanted) => wanted.length >= FEWEST_CHARACTERS && id.toLowerCase().endsWith(wanted.toLowerCase()),
    ) &&
    fits("tag", (wanted) => tags.some((tag) => tag.toLowerCase() === wanted.toLowerCase())) &&
    fits("kind", (wanted) => kind === wanted) &&
    fits("path", (wanted) => {
      const place = namedPath(wanted, code);
      return paths.some((path) => [path, "."].includes(place) || path.startsWith(`${place}/`));
    })
  );
}

/** The end of an id is enough, as lists show it. */
const FEWEST_CHARACTERS = 6;

export default defineCommand({
  summary: "all served learnings as one file: learnings.md, JSON lines, or a document to read",
  positionals: "",
  options: {
    format: {
      type: "string",
      choices: FORMATS,
      description: "quickstart and jsonl can be imported again (default: quickstart)",
    },
    out: { type: "string", value: "<file>", description: "write there instead of to stdout" },
    id: { type: "string", value: "<id,...>", description: "only these" },
    tag: { type: "string", value: "<tag,...>", description: "only those with one of these tags" },
    kind: {
      type: "string",
      value: "<kind,...>",
      description: `only those of these kinds: ${LEARNING_KINDS.join(", ")}`,
    },
    path: {
      type: "string",
      value: "<path,...>",
      description: "only those about one of these files or folders",
    },
    all: { type: "boolean", description: "also what is withheld: superseded, found wrong or repeated" },
  },
  examples: [
    "agentops-mcp export --out learnings.md",
    "agentops-mcp export --format jsonl --out learnings.jsonl",
    "agentops-mcp export --format markdown --all --out knowledge.md",
    "agentops-mcp export --path src/billing --kind gotcha,failure --out billing.md",
  ],

  /** Exit code 1 when there is nothing to export. Replaces the file that --out names. */
  async run(input) {
    const { options, terminal } = input;
    const format = FORMATS.find((each) => each === options.format) ?? "quickstart";
    return reading(input, async (context) => {
      const state = await context.state();
      const chosen = state
        .all(Learning)
        .filter((each) => isChosen(each, options, context.code))
        .filter((each) => options.all === true || standingOf(state, each, context.now).withheld === null)
        .toSorted(newestFirst);
      if (chosen.length === 0) throw nothingFor(options, state.count(Learning));
      await put(WRITERS[format](chosen), chosen, options.out, input);
      if (options.out !== undefined) terminal.note(`${chosen.length} learnings written to ${options.out}`);
      return 0;
    });
  },
});

function nothingFor(options: CommandInput["options"], stored: number): AgentOpsError {
  const asked = ["id", "tag", "kind", "path"].filter((name) => options[name] !== undefined);
  if (stored === 0 || asked.length === 0)
    return new AgentOpsError("NOT_FOUND", "No learning is stored here.", "Record one, or import your notes.");
  return new AgentOpsError(
    "NOT_FOUND",
    `None of ${stored} learnings fits --${asked.join(", --")}.`,
    "agentops-mcp search lists ids, tags, kinds and paths; --all exports withheld ones too.",
  );
}

async function put(
  text: string,
  learnings: readonly LearningRecord[],
  out: string | boolean | undefined,
  { terminal, options }: Parameters<typeof reading>[0],
): Promise<void> {
  if (typeof out !== "string") {
    terminal.answer({ learnings }, text.trimEnd());
    return;
  }
  await writeFile(path.resolve(out), text).catch((error: NodeJS.ErrnoException) => {
    throw new AgentOpsError("READ_ONLY", `${out} can't be written (${error.code}).`, "Name another file.");
  });
  if (options.json === true) terminal.answer({ written: learnings.length, file: out });
}
