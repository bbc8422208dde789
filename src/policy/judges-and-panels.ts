// Defines who judges what no check can decide: judges, the panels on which they sit, and what a verdict of theirs may cost.

import * as z from "zod";
import { fitsAny } from "../shared/glob.ts";
import { CheckId, Globs, RISKS, type Risk } from "./checks-and-levels.ts";

export const ADAPTERS = ["claude", "codex", "command"] as const;

/** Seconds: of one judge, and of all that judge one claim. */
export const LONGEST_JUDGE = 300;
export const LONGEST_COUNCIL = 900;

/** Of vendors, models and versions: it stands in sentences of ours, so it can't be one. */
export const Word = z
  .string()
  .max(100)
  .regex(/^[\w.:@/+-]+$/, "must be one word of letters, digits and . : @ / + -");

const Judge = z
  .strictObject({
    id: CheckId.describe("Its name, in panels and verdicts."),
    adapter: z
      .enum(ADAPTERS)
      .describe(
        "How it is asked: `claude` runs Claude Code, `codex` runs Codex, `command` any program that keeps to the contract in docs/judges.md.",
      ),
    run: z
      .array(z.string().min(1).max(4000))
      .min(1)
      .max(100)
      .optional()
      .describe(
        "The program and its first arguments, as a list; found on PATH or by an absolute path outside of the repository. Without it the adapter's own program is looked for.",
      ),
    vendor: Word.describe("Whose model answers. Judges of one vendor count once."),
    model: Word.optional().describe("The model that is asked for; the program's own choice without it."),
    version: Word.optional().describe(
      "Of a `command`, what its answers depend on besides its files; a changed one is another judge.",
    ),
    timeout: z.int().min(1).max(LONGEST_JUDGE).default(LONGEST_JUDGE).describe("Seconds that it may take."),
    network: z
      .boolean()
      .default(false)
      .describe("Whether a `command` may use the network. The other adapters need it."),
    env: z
      .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, "must be the name of a variable"))
      .max(20)
      .default([])
      .describe(
        "Variables that a `command` is given, such as the one that holds its key; it gets no others.",
      ),
  })
  .superRefine(({ adapter, run }, context) => {
    if (adapter === "command" && run === undefined)
      context.addIssue({ code: "custom", path: ["run"], message: "is needed by the adapter command" });
  });
export type Judge = z.output<typeof Judge>;

const Panel = z.strictObject({
  paths: Globs.min(1).describe("Files, as globs: the panel sits where a claim touches one of them."),
  risk: z.enum(RISKS).optional().describe("Only for claims of at least this risk."),
  judges: z.array(CheckId).min(1).max(10).describe("Who sits on it, by id."),
  quorum: z
    .int()
    .min(1)
    .max(10)
    .default(1)
    .describe("How many must have judged; judges of one vendor count once."),
});

const Share = z.number().min(0).max(1);

const Floor = z.strictObject({
  misses: Share.default(1).describe("The largest share of planted faults that it may have passed."),
  refusals: Share.default(1).describe("The largest share of sound changes that it may have refused."),
  cases: z
    .int()
    .min(1)
    .max(10_000)
    .default(16)
    .describe(
      "How many changes it must have answered, half of them sound, before these shares say anything.",
    ),
});
export type Floor = z.output<typeof Floor>;

const Council = z.strictObject({
  seconds: z
    .int()
    .min(1)
    .max(LONGEST_COUNCIL)
    .default(LONGEST_COUNCIL)
    .describe("Seconds for all judges of one claim together."),
  tokens: z
    .int()
    .min(1000)
    .max(100_000_000)
    .nullable()
    .default(null)
    .describe(
      "The most tokens for one verdict, as far as they can be known: judges whose packet would not fit are not asked, and none is asked again beyond it.",
    ),
  floor: Floor.nullable()
    .default(null)
    .describe("What a judge's record must at least be, or it does not count; without it any judge counts."),
});

const EXAMPLE_JUDGES = [
  { id: "opus", adapter: "claude", vendor: "anthropic", model: "claude-opus-4-5" },
  { id: "gpt", adapter: "codex", vendor: "openai" },
];

export const COUNCIL_KEYS = {
  judges: z
    .array(Judge)
    .max(20)
    .superRefine((judges, context) => {
      for (const [at, { id }] of judges.entries())
        if (judges.findIndex((each) => each.id === id) < at)
          context.addIssue({ code: "custom", path: [at, "id"], message: `"${id}" is given twice` });
    })
    .default([])
    .describe(
      "Programs that judge a claim in fresh processes, each with the same packet and a read-only checkout. Without them another session or a person judges.",
    )
    .meta({ examples: [EXAMPLE_JUDGES] }),
  panels: z
    .array(Panel)
    .max(50)
    .default([])
    .describe(
      "Which judges sit on which claim. Of several that match, all their judges are asked and the largest quorum holds. Where none matches a claim that needs L2, all judges sit, and two vendors have to pass it where there are two.",
    )
    .meta({ examples: [[{ paths: ["src/payments/**"], judges: ["opus", "gpt"], quorum: 2 }]] }),
  council: Council.default({ seconds: LONGEST_COUNCIL, tokens: null, floor: null })
    .describe("What the judges of one verdict may cost, and which of them count.")
    .meta({ examples: [{ seconds: 600, tokens: 400_000 }] }),
} as const;

const CouncilPolicy = z.object(COUNCIL_KEYS);
export type CouncilPolicy = z.output<typeof CouncilPolicy>;

/** Panels that name a judge who is not there, or ask for more vendors than sit on them. */
export function panelProblems({
  judges,
  panels,
}: CouncilPolicy): { path: (string | number)[]; message: string }[] {
  const known = new Set(judges.map(({ id }) => id));
  return panels.flatMap(({ judges: named, quorum }, at) => {
    const unknown = named.findIndex((id) => !known.has(id));
    if (unknown >= 0)
      return [
        { path: ["panels", at, "judges", unknown], message: `"${named[unknown]}" is none of the judges` },
      ];
    const vendors = vendorsOf(judges.filter(({ id }) => named.includes(id)));
    return quorum <= vendors
      ? []
      : [
          {
            path: ["panels", at, "quorum"],
            message: `must be at most ${vendors}, the number of vendors on it`,
          },
        ];
  });
}

const vendorsOf = (judges: readonly Judge[]): number => new Set(judges.map(({ vendor }) => vendor)).size;

export interface Panel {
  readonly judges: readonly Judge[];
  readonly quorum: number;
}

/** Who judges a change of `paths` at `risk`; null where nobody is asked. `demanded`: its level needs a judgement. */
export function panelFor(
  { judges, panels }: CouncilPolicy,
  paths: readonly string[],
  risk: Risk,
  demanded: boolean,
): Panel | null {
  const found = panels.filter(
    (panel) => RISKS.indexOf(panel.risk ?? "low") <= RISKS.indexOf(risk) && fitsAny(panel.paths, paths),
  );
  if (found.length > 0) {
    const named = new Set(found.flatMap((panel) => panel.judges));
    return {
      judges: judges.filter(({ id }) => named.has(id)),
      quorum: Math.max(...found.map(({ quorum }) => quorum)),
    };
  }
  return demanded && judges.length > 0 ? { judges, quorum: Math.min(2, vendorsOf(judges)) } : null;
}
