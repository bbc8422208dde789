// Reports an import: the numbers first, then everything that a person may want to change, with its place.
import { LEARNING_KINDS } from "../records/evidence.ts";
import { sanitise } from "../shared/text/safe-text.ts";
import { findSecret } from "../shared/text/secrets.ts";
import type { Refusal } from "./consider.ts";
import type { RefusedFile, Sources } from "./files.ts";
import { oneLine, type Place, type Skipped, shorten } from "./found.ts";
import type { Outcome } from "./run.ts";

/** So many of one sort are shown as text; --json lists all. */
const SHOWN = 20;
/** Of what is only skipped, a few tell enough. */
const SHOWN_SKIPPED = 3;

export interface Report {
  readonly facts: Record<string, unknown>;
  readonly text: string;
}

/** `skipped` is what the files' readers left out. */
export function reportOf(
  outcome: Outcome,
  sources: Sources,
  skipped: readonly Skipped[],
  dryRun: boolean,
): Report {
  const refused = [...sources.refused.map(fileRefusal), ...outcome.refused];
  const quotable = [...sources.skipped, ...skipped].map(withoutSecrets);
  const { admitted, duplicates, held, leftOut, remaining } = outcome;
  const counts = {
    files: sources.files.length,
    admitted: admitted.length,
    duplicates: duplicates.length,
    held: held.length,
    refused: refused.length,
    skipped: quotable.length,
  };
  const will = dryRun ? "would be " : "";
  return {
    facts: {
      dry_run: dryRun,
      counts,
      remaining,
      admitted: admitted.map(({ place, ...rest }) => ({ place: placeOf(place), ...rest })),
      duplicates: duplicates.map(({ place, ...rest }) => ({ place: placeOf(place), ...rest })),
      held: held.map(refusalFacts),
      refused: refused.map(refusalFacts),
      skipped: quotable.map(({ place, ...rest }) => ({ place: placeOf(place), ...rest })),
      evidence_left_out: leftOut.map(({ place, evidence, problem }) => ({
        place: placeOf(place),
        evidence: `${evidence.type} ${evidence.ref}`,
        problem,
      })),
    },
    text: [
      `${counts.files} ${counts.files === 1 ? "file" : "files"} read: ${counts.admitted} ${will}admitted, ${counts.duplicates} already known, ${counts.held} held back, ${counts.refused} refused, ${counts.skipped} skipped`,
      ...kindLine(admitted),
      ...refusalLines("Held back, because a person has to decide", held),
      ...refusalLines("Refused by the gate", refused),
      ...skippedLines(quotable),
      ...(leftOut.length === 0
        ? []
        : ["", `References that don't exist here were left out: ${leftOut.length} (--json names them).`]),
      ...closing(outcome, dryRun),
    ].join("\n"),
  };
}

function kindLine(admitted: Outcome["admitted"]): string[] {
  const kinds = LEARNING_KINDS.flatMap((kind) => {
    const count = admitted.filter((each) => each.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return kinds.length === 0 ? [] : [`Kinds: ${kinds.join(", ")}`];
}

function closing({ admitted, remaining }: Outcome, dryRun: boolean): string[] {
  if (remaining > 0) {
    return [
      "",
      `Stopped with ${remaining} to go. What was admitted is stored; run the same command again for the rest.`,
    ];
  }
  if (dryRun) return ["", "Nothing was stored: this was a dry run."];
  if (admitted.length === 0) return ["", "Nothing new: the journal is as it was."];
  return [
    "",
    "They are in the journal. `agentops-mcp publish` puts them as files on one branch, for review.",
  ];
}

function refusalLines(heading: string, refusals: readonly Refusal[]): string[] {
  if (refusals.length === 0) return [];
  const lines = refusals
    .slice(0, SHOWN)
    .flatMap(({ place, title, sentence, fix }) => [
      `  ${placeOf(place)}${title === null ? "" : `  ${shorten(title, 90)}`}`,
      ...(sentence === null || sentence === title
        ? []
        : [`    sentence: "${shorten(oneLine(sentence), 120)}"`]),
      `    ${fix}`,
    ]);
  return ["", `${heading}:`, ...lines, ...more(refusals.length - SHOWN)];
}

function skippedLines(skipped: readonly Skipped[]): string[] {
  const reasons = new Set(skipped.map(({ reason }) => reason));
  const lines = [...reasons].flatMap((reason) => {
    const all = skipped.filter((each) => each.reason === reason);
    return [
      `  ${all.length} x ${reason}`,
      ...all
        .slice(0, SHOWN_SKIPPED)
        .map(({ place, text }) => `    ${placeOf(place)}${text === null ? "" : `  ${shorten(text, 80)}`}`),
      ...more(all.length - SHOWN_SKIPPED),
    ];
  });
  return lines.length === 0 ? [] : ["", "Skipped:", ...lines];
}

const more = (count: number): string[] => (count > 0 ? [`    … and ${count} more (--json lists all)`] : []);

const refusalFacts = ({ place, ...rest }: Refusal) => ({ place: placeOf(place), ...rest });

const fileRefusal = ({ name, reason, fix }: RefusedFile): Refusal => ({
  place: { file: name, line: 0 },
  title: null,
  check: "file",
  sentence: null,
  fix: `${reason}: ${fix}`,
});

/** A file's name can hold anything, even line breaks and terminal sequences. */
function placeOf({ file, line }: Place): string {
  const name = oneLine(sanitise(file));
  return line === 0 ? name : `${name}:${line}`;
}

function withoutSecrets(skipped: Skipped): Skipped {
  const { text } = skipped;
  if (text === null) return skipped;
  return { ...skipped, text: findSecret(text) === null ? shorten(sanitise(text), 200) : null };
}
