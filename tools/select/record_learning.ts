// Factor IX: takes a lesson, lets the gate decide, and stores what it admits.
import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { LayerName, LessonFields } from "../../src/learnings/lesson-fields.ts";
import { recordLearning } from "../../src/use-cases/record-learning.ts";

export default defineTool({
  title: "Record lessons",
  description:
    "Call at once for each dead end (failure), trap (gotcha) or decision later sessions would pay for.",
  factors: [9],
  role: "worker",
  effect: "write",
  alwaysLoad: true,
  everyPhase: true,
  choosesLayer: true,
  input: LessonFields.extend({ layer: LayerName.optional() }),
  output: z.object({
    id: z.string().nullable(),
    state: z.enum(["admitted", "refused"]),
    reasons: z.array(z.object({ check: z.string(), sentence: z.string().nullable(), fix: z.string() })),
    similar: z.array(z.object({ id: z.string(), title: z.string(), similarity: z.number() })),
    file: z.string().nullable(),
    note: z.string().nullable(),
  }),
  examples: [
    {
      title: "A trap, with the file it concerns",
      arguments: {
        title: "A newline in the file name shifts every later answer of git cat-file --batch",
        kind: "gotcha",
        body: "git cat-file --batch reads one object name per line. A name that holds a newline is two questions, so every answer after it belongs to the wrong one. Refuse names with a newline before writing them to its stdin.",
        tags: ["git", "cat-file"],
      },
      expect: { state: "admitted", reasons: [] },
    },
    {
      title: "The gate names the sentence to change",
      arguments: {
        title: "Be careful with git",
        kind: "pattern",
        body: "Always write clean code and test it well.",
      },
      expect: "GATE_REFUSED",
    },
    {
      title: "A near-duplicate gets the id to cite instead",
      given: [
        {
          as: "first",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "git clone does not fetch refs/agentops",
            kind: "gotcha",
            body: "git clone brings only branches and tags. Refs below refs/agentops need an explicit refspec: git fetch origin 'refs/agentops/*:refs/agentops/*'.",
          },
        },
      ],
      arguments: {
        title: "git clone does not fetch refs/agentops",
        kind: "gotcha",
        body: "git clone brings only branches and tags. Refs below refs/agentops need an explicit refspec, as in git fetch origin 'refs/agentops/*:refs/agentops/*'.",
      },
      expect: "DUPLICATE",
    },
  ],
  run: recordLearning,
});
