// Factor X: what waits for a supervisor among the stored lessons, and the decision on one of them.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { LISTS } from "../../src/learnings/curation/waiting.ts";
import { CURATIONS, STAGES } from "../../src/learnings/records/curation.ts";
import { Evidence, LIMITS } from "../../src/records/evidence.ts";
import { curateKnowledge } from "../../src/use-cases/curate-knowledge.ts";

export default defineTool({
  title: "Curate lessons",
  description:
    "Call without action to list what waits, with action, id and reason to decide on one. demote undoes promote, restore the rest.",
  factors: [10],
  role: "supervisor",
  effect: "write",
  pages: "items",
  input: z.strictObject({
    list: z.enum(LISTS).optional().describe("only this"),
    action: z.enum(CURATIONS).optional().describe("what to do"),
    id: z.string().min(6).max(26).optional().describe("lesson"),
    other: z.string().min(6).max(26).optional().describe("merge, contradict: what stays"),
    stage: z.enum(STAGES).optional().describe("default: next"),
    reason: z.string().trim().min(1).max(1000).optional().describe("why"),
    evidence: z.array(Evidence).max(LIMITS.evidence).default([]).describe("proof"),
    authority: z.string().trim().min(1).max(200).optional().describe("who decided"),
  }),
  output: z.object({
    id: z.string().nullable(),
    state: z.string().nullable(),
    stage: z.string().nullable(),
    items: z.array(
      z.object({ list: z.string(), id: z.string(), title: z.string(), stage: z.string(), why: z.string() }),
    ),
    alarms: z.array(z.string()),
  }),
  examples: [
    {
      title: "Nothing waits for a decision",
      arguments: {},
      expect: { id: null, items: [], alarms: [] },
    },
    {
      title: "A lesson about a part that is gone is retired, and restored by the same call with restore",
      given: [
        {
          as: "lesson",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "The XML export writes dates in local time",
            kind: "gotcha",
            body: "exportXml formats dates with toString, so the same export differs between two machines. Call toISOString before you compare exports.",
          },
        },
      ],
      arguments: { action: "retire", id: "$lesson.id", reason: "the XML export was removed in version 4" },
      expect: { stage: "observation" },
    },
    {
      title: "A supervisor's word is not enough for guidance",
      given: [
        {
          as: "lesson",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "npm ci deletes node_modules before it checks the lock file",
            kind: "gotcha",
            body: "npm ci removes node_modules first. When package-lock.json is out of step, it fails and leaves no modules. Run npm install --package-lock-only before npm ci.",
          },
        },
      ],
      arguments: { action: "promote", id: "$lesson.id", stage: "guidance", reason: "everybody should know" },
      expect: "CURATION_REFUSED",
    },
  ],
  run: curateKnowledge,
});
