// Bounds a lesson as somebody hands it in, by a tool, a command or a page.
import * as z from "zod";
import { Evidence, LEARNING_KINDS, LIMITS, OneLine } from "../records/evidence.ts";

export const LessonFields = z.strictObject({
  title: OneLine.max(LIMITS.title).describe("line"),
  body: z.string().trim().min(1).max(LIMITS.body).describe("30+ words: when, why, instead"),
  kind: z.enum(LEARNING_KINDS),
  paths: z.array(OneLine.max(LIMITS.path)).max(LIMITS.paths).default([]).describe("files"),
  tags: z.array(OneLine.max(LIMITS.tag)).max(LIMITS.tags).default([]).describe("words"),
  symptoms: z
    .array(OneLine.max(LIMITS.symptom))
    .max(LIMITS.symptoms)
    .default([])
    .describe("error or question"),
  evidence: z.array(Evidence).max(LIMITS.evidence).default([]).describe("proof"),
  confidence: z.number().min(0).max(1).optional().describe("fraction"),
  supersedes: z.string().max(26).optional().describe("id"),
  distinct_because: z.string().max(500).optional().describe("if similar"),
});

export const LayerName = OneLine.max(40);
