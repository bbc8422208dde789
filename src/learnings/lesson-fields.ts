// Bounds a lesson as somebody hands it in, by a tool, a command or a page.
import * as z from "zod";
import { Evidence, LEARNING_KINDS, LIMITS, OneLine } from "../records/evidence.ts";

export const LessonFields = z.strictObject({
  title: OneLine.max(LIMITS.title).describe("one line, found by its words"),
  body: z
    .string()
    .trim()
    .min(1)
    .max(LIMITS.body)
    .describe("30+ words: when it happens, why, what to do instead"),
  kind: z.enum(LEARNING_KINDS),
  paths: z.array(OneLine.max(LIMITS.path)).max(LIMITS.paths).default([]).describe("files it is about"),
  tags: z.array(OneLine.max(LIMITS.tag)).max(LIMITS.tags).default([]).describe("terms to find it by"),
  symptoms: z
    .array(OneLine.max(LIMITS.symptom))
    .max(LIMITS.symptoms)
    .default([])
    .describe("what one sees or asks: error line, question"),
  evidence: z.array(Evidence).max(LIMITS.evidence).default([]).describe("what shows it"),
  confidence: z.number().min(0).max(1).optional().describe("0 to 1"),
  supersedes: z.string().max(26).optional().describe("id of the one it replaces"),
  distinct_because: z.string().max(500).optional().describe("why none of the similar ones"),
});

export const LayerName = OneLine.max(40);
