// Defines the words that a team may replace by its own: display names, headings and prompt phrases. Nothing here is stored.
import * as z from "zod";
import { CheckId } from "../policy/checks-and-levels.ts";
import { LEARNING_KINDS, type LearningKind } from "../records/evidence.ts";
import { readsAsInstruction } from "../shared/text/reads-as-instruction.ts";
import { hiddenCharacter } from "../shared/text/safe-text.ts";

export interface Skin {
  readonly kinds: Readonly<Record<LearningKind, string>>;
  readonly brief: { readonly heading: string; readonly empty: string };
  readonly search: { readonly nothing: string; readonly left_out: string };
  readonly prepare: { readonly task: string; readonly before: string };
  readonly retro: { readonly heading: string; readonly steps: string };
  /** By id of the judge. */
  readonly judges: Readonly<Record<string, { readonly persona: string; readonly perspective: string }>>;
}

export const STANDARD_SKIN: Skin = {
  kinds: {
    decision: "decision",
    failure: "failure",
    pattern: "pattern",
    gotcha: "gotcha",
    mental_model: "mental_model",
  },
  brief: { heading: "What this repository remembers", empty: "No lessons yet." },
  search: { nothing: "Nothing that is stored fits this task.", left_out: "Left out" },
  prepare: { task: "Task", before: "Before you plan" },
  retro: { heading: "What this session leaves behind", steps: "Before it ends" },
  judges: {},
};

/** The skin in force, and whether one could not be read. */
export interface SkinInForce {
  readonly words: Skin;
  readonly broken: boolean;
}

/** Characters; a display name stands before every title. */
const NAME_LENGTH = 30;
const PHRASE_LENGTH = 80;
/** One line without the signs that frame stored text, mark up or embed. */
const PLAIN_LINE = /^[^\r\n\u2028\u2029[\]<>{}|`\\]+$/;

/** Built only for a repository that has the file. */
export function skinSchema() {
  const { brief, search, prepare, retro } = STANDARD_SKIN;
  return z
    .strictObject({
      kinds: z
        .strictObject(kindNames())
        .prefault({})
        .describe("Display names of the kinds, before the title of a learning."),
      brief: z
        .strictObject({
          heading: phrase(brief.heading, "Heading of the brief.", "Field notes"),
          empty: phrase(brief.empty, "First sentence of a brief without lessons.", "Not a single note yet."),
        })
        .prefault({})
        .describe("The brief at the start of a session."),
      search: z
        .strictObject({
          nothing: phrase(search.nothing, "Said when nothing relevant is stored.", "No note on this."),
          left_out: phrase(search.left_out, "Heading of what was found and not shown.", "Also found"),
        })
        .prefault({})
        .describe("Answers of `agentops-mcp search`."),
      prepare: z
        .strictObject({
          task: phrase(prepare.task, "Label of the task.", "Assignment"),
          before: phrase(prepare.before, "Heading of the steps before the plan.", "Before you set out"),
        })
        .prefault({})
        .describe("The prompt `prepare`."),
      retro: z
        .strictObject({
          heading: phrase(retro.heading, "Heading of the prompt.", "Back at camp"),
          steps: phrase(retro.steps, "Heading of its steps.", "Before you break camp"),
        })
        .prefault({})
        .describe("The prompt `retro`."),
      judges: z
        .record(
          CheckId,
          z.strictObject({
            persona: phrase("", "Who it reads the packet as.", "an operator who is woken at night"),
            perspective: phrase("", "What it looks at first.", "what happens when the disk is full"),
          }),
        )
        .default({})
        .describe(
          "Persona and perspective of each judge, by its id. They go before the packet and are no part of it, and no result on the same judgements depends on them.",
        ),
    })
    .describe(
      "Words of your own for display names, headings and prompt phrases, as they stand at the base commit. Ids, field names, tool names, descriptions and instructions stay as they are, and nothing that is stored changes. Each is one line of plain text. With a mistake in this file the standard words are shown, and `agentops-mcp doctor` names it.",
    );
}

const KIND_EXAMPLES: Readonly<Record<LearningKind, string>> = {
  decision: "Ruling",
  failure: "Dead end",
  pattern: "Trail",
  gotcha: "Trap",
  mental_model: "Map",
};

function kindNames() {
  const named = LEARNING_KINDS.map((kind) => [
    kind,
    phrase(STANDARD_SKIN.kinds[kind], `Shown for \`${kind}\`.`, KIND_EXAMPLES[kind], NAME_LENGTH),
  ]);
  return Object.fromEntries(named) as Record<LearningKind, ReturnType<typeof phrase>>;
}

function phrase(standard: string, about: string, example: string, longest = PHRASE_LENGTH) {
  return z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(PLAIN_LINE, "must be one line of plain text, without any of [ ] < > { } | ` \\")
    .refine((text) => hiddenCharacter(text) === null, "holds a character that a reader cannot see")
    .refine((text) => readsAsInstruction(text) === null, "reads as an instruction to an agent")
    .default(standard)
    .describe(about)
    .meta({ examples: [example] });
}

/** What a judge is told before the packet; empty for one that the skin does not know. */
export function prefaceOf({ judges }: Skin, judge: string): string {
  const { persona = "", perspective = "" } = Object.hasOwn(judges, judge) ? (judges[judge] ?? {}) : {};
  const words = [
    ...(persona === "" ? [] : [`Read it as ${persona}.`]),
    ...(perspective === "" ? [] : [`Look first at ${perspective}.`]),
  ];
  const same = "Neither the question nor the form of the answer changes by this.";
  return words.length === 0 ? "" : [...words, same].join(" ");
}

/** The kind with its display name where that is another one, so that it can still be asked for. */
export function kindWords({ kinds }: Skin, kind: string): string {
  const shown = kind in kinds ? kinds[kind as LearningKind] : kind;
  return shown === kind ? kind : `${kind} (${shown})`;
}
