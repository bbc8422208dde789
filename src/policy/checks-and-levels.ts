// Defines the keys of the configuration that decide whether a claim passes: what is checked, where and to which level.
import * as z from "zod";
import { hasNoZero, isInside } from "./scope.ts";

export const RISKS = ["low", "medium", "high"] as const;
export type Risk = (typeof RISKS)[number];
/** Rising order; L0, the worker's own word, locks nothing and can't be asked for. */
export const LEVELS = ["L1", "L2", "L3"] as const;
export type Level = (typeof LEVELS)[number];

/** Seconds. A day is longer than any check that somebody waits for. */
const LONGEST = 86_400;

/** The name of a check; it stands in records, on command lines and in refusals. */
export const CheckId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "must be a short name such as unit-tests");

/** A program and its arguments. */
const Argv = z
  .array(z.string().max(4000).refine(hasNoZero, "must not hold a zero byte"))
  .min(1)
  .max(200)
  .refine(([program]) => program !== "", { message: "must begin with the program's name" });

/** A place below the repository's top, as git writes it. */
const Inside = z
  .string()
  .min(1)
  .max(500)
  .refine(isInside, { message: "must lie below the top of the repository" });

export const Globs = z
  .array(z.string().min(1).max(500).refine(hasNoZero, "must not hold a zero byte"))
  .max(200);

const Seconds = z.number().int().min(1).max(LONGEST);

const Setup = z.strictObject({
  run: Argv.describe("The command as a list, program first; never a line for a shell."),
  inputs: Globs.min(1).describe(
    "The files that it reads, as globs. It is given these and no others, and runs again when one of them changes.",
  ),
  outputs: z
    .array(Inside)
    .min(1)
    .max(20)
    .describe("What it leaves, as paths. Checks see it read-only at the same place."),
  network: z.boolean().default(false).describe("Whether it may use the network."),
  timeout: Seconds.default(900).describe("After how many seconds it is stopped."),
});

const Metric = z.strictObject({
  direction: z.enum(["higher", "lower"]).describe("Which way is better."),
  tolerance: z.number().min(0).max(1e15).default(0).describe("By how much a later value may be worse."),
});

/** How a command of the policy is run. */
export const CommandFields = {
  run: Argv.describe("The command as a list, program first; never a line for a shell."),
  cwd: z
    .union([z.literal("."), Inside])
    .default(".")
    .describe("The folder that it runs in."),
  timeout: Seconds.default(300).describe("After how many seconds it is stopped."),
  network: z.boolean().default(false).describe("Whether it may use the network."),
} as const;

const { run, cwd, timeout, network } = CommandFields;

const Check = z.strictObject({
  id: CheckId.describe("Its name."),
  run,
  cwd,
  timeout,
  inputs: Globs.default([]).describe("The files that it depends on, as globs; none means all of them."),
  network,
  metric: Metric.nullable()
    .default(null)
    .describe("Set where its last line of output is a number that must not get worse."),
});

/** Rules for every command, also for one that a claim brings itself. */
export const CommandShape = z.object({
  run: Check.shape.run,
  cwd: Check.shape.cwd,
  timeout: Check.shape.timeout,
});

const LevelRule = z.strictObject({
  paths: Globs.min(1).describe("Files, as globs."),
  risk: z.enum(RISKS).optional().describe("Only for claims of at least this risk."),
  level: z.enum(LEVELS).describe("The assurance that a claim needs when it touches one of them."),
});

const EXAMPLE_SETUP = {
  run: ["npm", "ci", "--ignore-scripts"],
  inputs: ["package.json", "package-lock.json"],
  outputs: ["node_modules"],
  network: true,
};

/** The keys of `.agentops/config.yaml` whose digest every verdict names. */
export const POLICY_KEYS = {
  setup: Setup.nullable()
    .default(null)
    .describe("What the checks need installed: run once for each content of its inputs, and kept.")
    .meta({ examples: [EXAMPLE_SETUP] }),
  checks: z
    .array(Check)
    .max(100)
    .superRefine((checks, context) => {
      for (const [at, { id }] of checks.entries())
        if (checks.findIndex((each) => each.id === id) < at)
          context.addIssue({ code: "custom", path: [at, "id"], message: `"${id}" is given twice` });
    })
    .default([])
    .describe(
      "The commands that decide whether a commit passes. Each runs in a clean checkout of the commit, in a sandbox, without network unless it says so.",
    )
    .meta({ examples: [[{ id: "test", run: ["npm", "test"], timeout: 600 }]] }),
  levels: z
    .array(LevelRule)
    .max(100)
    .default([])
    .describe(
      "Where a claim needs more than L1 (checks run again by the server): L2 adds judges in fresh processes, L3 a signature from outside the worker's reach. The highest that matches counts.",
    )
    .meta({ examples: [[{ paths: ["src/payments/**"], level: "L2" }]] }),
  sandbox: z
    .enum(["auto", "require"])
    .default("auto")
    .describe(
      "Where checks run. `auto`: in the sandbox of this machine, and without one where there is none, which every receipt then says. `require`: never without one.",
    )
    .meta({ examples: ["require"] }),
} as const;
