// Drafts lessons from what a session ran and edited: commands that failed and then worked, or never did, and what was undone.

import { isInside } from "../policy/scope.ts";
import { LIMITS } from "../records/evidence.ts";
import { SEARCH_COMMAND, TAKES_BACK } from "../shared/text/command-words.ts";
import { clip, clipQuoting, quoted } from "../shared/text/quoting.ts";
import { signatureOf, symptomLines } from "../shared/text/symptoms.ts";
import { LEFT_OUT } from "../shared/text/without-secrets.ts";
import type { LessonDraft } from "./from-records.ts";

/** One thing that a session did, as its file tells. */
export type SessionStep =
  | { readonly did: "ran"; readonly command: string; readonly output: string; readonly failed: boolean }
  | { readonly did: "edited"; readonly paths: readonly string[] };

export interface TranscriptLessons {
  note(step: SessionStep): void;
  /** In the order in which they ended. */
  drafts(): LessonDraft[];
}

const MOST_DRAFTS = 40;
/** Failing commands that are remembered, the oldest forgotten first: a session file can be of any length. */
const MOST_OPEN = 500;
/** The last steps, among which lies what came between a failure and its end. */
const MOST_RECENT = 40;
const MOST_SYMPTOMS = 3;
/** Of a failure's output, in characters. */
const KEPT = 8_000;
const MOST_NAMED = 6;
/** A command that failed so often with one error, and never worked, is a dead end. */
const DEAD_END = 3;

interface Open {
  readonly command: string;
  /** Its ends, as they came: most failures come to no draft, so that nothing is scrubbed before one does. */
  readonly output: string;
  readonly signature: string;
  readonly times: number;
  /** Number of the step of its last failure. */
  readonly at: number;
}

/** `scrub` takes credentials, homes and the place of the checkout out of a text. */
export function createTranscriptLessons(scrub: (text: string) => string): TranscriptLessons {
  const open = new Map<string, Open>();
  const recent: { readonly step: SessionStep; readonly at: number }[] = [];
  const drafts: LessonDraft[] = [];
  let steps = 0;

  const add = (make: () => LessonDraft): void => {
    if (drafts.length === MOST_DRAFTS) return;
    const draft = make();
    if (!drafts.some(({ title }) => title === draft.title)) drafts.push(draft);
  };
  const since = (at: number): SessionStep[] => recent.filter((each) => each.at > at).map(({ step }) => step);

  function ran({ command, output, failed }: Extract<SessionStep, { did: "ran" }>): void {
    const key = command.trim();
    const known = open.get(key);
    if (failed && !SEARCH_COMMAND.test(key)) {
      const ends = endsOf(output);
      const signature = signatureOf(ends);
      // Of errors that differ from time to time it is the last that was overcome.
      const times = known?.signature === signature ? known.times + 1 : 1;
      open.delete(key);
      open.set(key, { command: key, output: ends, signature, times, at: steps });
      if (open.size > MOST_OPEN) open.delete(open.keys().next().value ?? "");
    }
    if (failed) return;
    if (known) {
      add(() => overcome(known, since(known.at), scrub));
      open.delete(key);
    }
    if (TAKES_BACK.test(key))
      add(() =>
        undone(
          key,
          recent.map(({ step }) => step),
          scrub,
        ),
      );
  }

  return {
    note(step) {
      steps += 1;
      if (step.did === "ran") ran(step);
      recent.push({ step: step.did === "ran" ? { ...step, output: "" } : step, at: steps });
      if (recent.length > MOST_RECENT) recent.shift();
    },
    drafts() {
      const ends = [...open.values()].filter(({ times }) => times >= DEAD_END);
      return [...drafts, ...ends.map((each) => deadEnd(each, scrub))].slice(0, MOST_DRAFTS);
    },
  };
}

/** The first error stands near the start, the verdict at the end. */
const endsOf = (output: string): string =>
  output.length <= KEPT ? output : `${output.slice(0, KEPT / 4)}\n${output.slice(-KEPT * 0.75)}`;

type Scrub = (text: string) => string;

function overcome(failure: Open, between: readonly SessionStep[], scrub: Scrub): LessonDraft {
  const { command, times } = failure;
  const symptoms = symptomsOf(failure, scrub);
  const edited = editedIn(between, scrub);
  const other = between.flatMap((step) =>
    step.did === "ran" && !step.failed ? [quoted(scrub(step.command), 120)] : [],
  );
  return draft({
    title: `${quoted(scrub(command), 60)} failed before it worked: ${quoted(headline(symptoms), 80)}`,
    kind: "gotcha",
    body: [
      `The command ${quoted(scrub(command), 300)} failed${times > 1 ? ` ${times} times` : ""}${said(symptoms)}, and later worked.`,
      `Between them: ${
        [
          ...(edited.length > 0 ? [`edited ${named(edited)}`] : []),
          ...(other.length > 0 ? [`ran ${[...new Set(other)].slice(-MOST_NAMED).join(", ")}`] : []),
        ].join("; ") || "nothing that the file tells"
      }.`,
    ],
    paths: edited,
    command: scrub(command),
  });
}

function deadEnd(failure: Open, scrub: Scrub): LessonDraft {
  const { command, times } = failure;
  const symptoms = symptomsOf(failure, scrub);
  return draft({
    title: `${quoted(scrub(command), 60)} never worked: ${quoted(headline(symptoms), 80)}`,
    kind: "failure",
    body: [
      `The command ${quoted(scrub(command), 300)} failed ${times} times in a row${said(symptoms)}, and was not seen to work.`,
    ],
    paths: [],
    command: scrub(command),
  });
}

function undone(command: string, before: readonly SessionStep[], scrub: Scrub): LessonDraft {
  const edited = editedIn(before, scrub);
  return draft({
    title: `Work was undone by ${quoted(scrub(command), 100)}`,
    kind: "failure",
    body: [
      `The command ${quoted(scrub(command), 300)} took work back. Edited before it: ${named(edited) || "nothing that the file tells"}.`,
    ],
    paths: edited,
    command: scrub(command),
  });
}

const editedIn = (steps: readonly SessionStep[], scrub: Scrub): string[] =>
  [...new Set(steps.flatMap((step) => (step.did === "edited" ? step.paths.map(scrub) : [])))].slice(
    -MOST_NAMED,
  );

/** Whoever runs a session decides what its files are called: only a plain name stands without quotes. */
const named = (paths: readonly string[]): string =>
  paths.map((path) => (/^[\w./@+-]{1,120}$/.test(path) ? path : quoted(path, 120))).join(", ");

const symptomsOf = ({ output }: Open, scrub: Scrub): string[] =>
  symptomLines(scrub(output))
    .filter((line) => line !== LEFT_OUT)
    .slice(0, MOST_SYMPTOMS);

/** The line that begins with an error's name says more than the line of code before it. */
const headline = (symptoms: readonly string[]): string =>
  symptoms.find((line) => /^\S*(?:error|exception)\b/i.test(line)) ?? symptoms[0] ?? "no message";

const said = (symptoms: readonly string[]): string =>
  symptoms.length === 0 ? "" : ` with ${symptoms.map((line) => quoted(line)).join(", ")}`;

interface DraftParts extends Omit<LessonDraft, "body" | "evidence"> {
  readonly body: readonly string[];
  readonly command: string;
}

const draft = ({ title, kind, body, paths, command }: DraftParts): LessonDraft => ({
  title: clipQuoting(title, LIMITS.title),
  kind,
  body: body.join("\n"),
  paths: paths.map((path) => path.replaceAll("\\", "/")).filter(isPlace),
  evidence: command.includes(LEFT_OUT) ? [] : [{ type: "command", ref: clip(command, 500) }],
});

/** A file of the repository: none outside of the checkout, none of what was left out, none that is more than a path. */
const isPlace = (path: string): boolean =>
  isInside(path) &&
  !/^~|^[A-Za-z]:|[\p{Cc}\u2028\u2029]/u.test(path) &&
  !path.includes(LEFT_OUT) &&
  path.length <= LIMITS.path;
