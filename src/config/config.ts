// Defines `.agentops/config.yaml`: every key with its meaning. The parser, the JSON Schema and the page in docs/ follow from here.
import * as z from "zod";
import { PHASES } from "../api/define.ts";
import { SIGNER_KEYS } from "../claims/signatures/signers.ts";
import { ENVELOPE_KEYS } from "../envelope/settings.ts";
import { JOB_KEYS } from "../jobs/settings.ts";
import { POLICY_KEYS } from "../policy/checks-and-levels.ts";
import { COUNCIL_KEYS, panelProblems } from "../policy/judges-and-panels.ts";
import { RESEARCH_KEYS } from "../policy/research.ts";
import { CONFIG_PATH, parseSettings } from "../shared/settings-file.ts";

/** What a key is for (`describe`) and how it is written (`examples`, valid values of it); later keys follow suit. */
export const ConfigSchema = z
  .strictObject({
    phases: z
      .array(z.enum(PHASES))
      .min(1)
      .max(PHASES.length)
      .refine((phases) => phases.every((phase, at) => phase === PHASES[at]), {
        message: `must be a beginning of [${PHASES.join(", ")}], in this order`,
      })
      .default([...PHASES])
      .describe(
        "How far the adoption goes: the phases whose tools are offered, from the first one on and in this order. Recording and citing belong to each.",
      )
      .meta({ examples: [["prepare"]], prefixItems: PHASES.map((phase) => ({ const: phase })) }),
    sync: z
      .enum(["off", "manual", "auto"])
      .default("manual")
      .describe(
        "When records travel through the git remote. `off`: never, not even by `agentops-mcp sync`. `manual`: when somebody runs `agentops-mcp sync`. `auto`: also in the background, at the start and the end of a session.",
      )
      .meta({ examples: ["auto"] }),
    commit: z
      .enum(["off", "inline"])
      .default("off")
      .describe(
        "Whether a learning's file is committed on the branch you work on. `off`: it lies in the working tree until you commit it. `inline`: it is committed at once, by itself.",
      )
      .meta({ examples: ["inline"] }),
    review: z
      .enum(["none", "protected-base"])
      .default("none")
      .describe(
        "Whether a learning that is merged into the base branch counts as reviewed. `none`: it is served and trusted like any other, as an agent may be able to commit there. `protected-base`: it counts as reviewed; say so only where nothing reaches the base branch without somebody's approval.",
      )
      .meta({ examples: ["protected-base"] }),
    ...POLICY_KEYS,
    ...SIGNER_KEYS,
    ...COUNCIL_KEYS,
    ...JOB_KEYS,
    ...ENVELOPE_KEYS,
    ...RESEARCH_KEYS,
    hooks: z
      .strictObject({
        tokens: z
          .int()
          .min(0)
          .max(20_000)
          .default(2_000)
          .describe(
            "The most tokens that hooks put before a model while its context lasts, the brief at its start included; after a compaction, and for each subagent, they are counted anew. 0: nothing is put there unasked.",
          )
          .meta({ examples: [1000] }),
        tell: z
          .boolean()
          .default(true)
          .describe(
            "Whether a line in the runtime's window names the learnings that hooks have put before the model, where the runtime has a place for it. The model does not see that line.",
          )
          .meta({ examples: [false] }),
        history: z
          .boolean()
          .default(true)
          .describe(
            "Whether hooks name past commits of base whose messages answer a prompt or an error, in one line each, and where `agentops-mcp backfill` keeps them give talks of earlier sessions that do.",
          )
          .meta({ examples: [false] }),
      })
      .default({ tokens: 2_000, tell: true, history: true })
      .describe("What the hooks of a runtime may do unasked.")
      .meta({ examples: [{ tokens: 1000 }] }),
  })
  .superRefine((config, context) => {
    for (const problem of panelProblems(config)) context.addIssue({ code: "custom", ...problem });
  })
  .describe("Settings of AgentOps for this repository, in force as they stand at the base commit.");

export type Config = z.output<typeof ConfigSchema>;

export const DEFAULT_CONFIG: Config = ConfigSchema.parse({});

/** Parses the file; `where` says which one it is. Throws CONFIG_INVALID with the key, the line and what was probably meant. */
export const parseConfig = (file: Buffer, where = "at the base commit"): Promise<Config> =>
  parseSettings(ConfigSchema, file, `${CONFIG_PATH} ${where}`);
