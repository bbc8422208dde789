// `agentops-mcp export`: writes what is stored as one file, to read, to hand on or to import elsewhere.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import { writeQuickstart } from "../../import/quickstart.ts";
import { writeJsonl, writeMarkdown } from "../../import/write.ts";
import Learning, { type LearningRecord } from "../../learnings/records/learning.ts";
import { standingOf } from "../../learnings/standing.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { newestFirst } from "../../shared/ids.ts";
import { defineCommand } from "../define-command.ts";
import { reading } from "../reading.ts";

const WRITERS = { quickstart: writeQuickstart, jsonl: writeJsonl, markdown: writeMarkdown } as const;
type Format = keyof typeof WRITERS;
const FORMATS = Object.keys(WRITERS) as Format[];

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
    all: { type: "boolean", description: "also what is withheld: superseded, found wrong or repeated" },
  },
  examples: [
    "agentops-mcp export --out learnings.md",
    "agentops-mcp export --format jsonl --out learnings.jsonl",
    "agentops-mcp export --format markdown --all --out knowledge.md",
  ],

  /** Exit code 1 when there is nothing to export. Replaces the file that --out names. */
  async run(input) {
    const { options, terminal } = input;
    const format = FORMATS.find((each) => each === options.format) ?? "quickstart";
    return reading(input, async (context) => {
      const state = await context.state();
      const chosen = state
        .all(Learning)
        .filter((each) => options.all === true || standingOf(state, each, context.now).withheld === null)
        .toSorted(newestFirst);
      if (chosen.length === 0) {
        throw new AgentOpsError(
          "NOT_FOUND",
          "No learning is stored here.",
          "Record one, or import your notes.",
        );
      }
      await put(WRITERS[format](chosen), chosen, options.out, input);
      if (options.out !== undefined) terminal.note(`${chosen.length} learnings written to ${options.out}`);
      return 0;
    });
  },
});

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
