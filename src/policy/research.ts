// Defines the key of the configuration that decides which changes need research before their claim counts.
import * as z from "zod";
import { ScopeGlob } from "./scope.ts";

const Most = z.int().min(0).max(100_000).nullable().default(null);

const Research = z.strictObject({
  paths: z
    .array(ScopeGlob)
    .max(200)
    .default([])
    .describe("Existing files of which a change needs research, as globs."),
  files_changed: Most.describe("A change needs it too that touches more existing files than this."),
  folders: Most.describe("Or existing files in more folders than this."),
  exemptions: z
    .enum(["accept", "refuse"])
    .default("accept")
    .describe(
      "What a worker's own exemption counts for. `accept`: as much as research; its reason stands in the claim that a judge reads. `refuse`: nothing. A change that only adds files is exempt either way.",
    ),
});
export type ResearchPolicy = z.output<typeof Research>;

/** Keys of `.agentops/config.yaml`. */
export const RESEARCH_KEYS = {
  research: Research.nullable()
    .default(null)
    .describe(
      "Which changes need research, recorded with record_research, before they can be claimed. Without this key none do.",
    )
    .meta({ examples: [{ paths: ["src/payments/**"], files_changed: 5 }] }),
} as const;
