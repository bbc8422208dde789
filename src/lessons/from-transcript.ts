// Drafts lessons from what a session ran and edited: commands that failed and then worked, or never did, and what was undone.

import { isInside } from "../policy/scope.ts";
import { LIMITS } from "../records/evidence.ts";
import { TAKES_BACK } from "../shared/text/command-words.ts";
import { clip, clipQuoting, quoted } from "../shared/text/quoting.ts";
import { complains, readsAsFailure, signatureOf, symptomLines } from "../shared/text/symptoms.ts";
import { isSurroundings, scratchScript, temporaryPath } from "../shared/text/tool-noise.ts";
import { LEFT_OUT } from "../shared/text/without-secrets.ts";
import type { LessonDraft } from "./from-records.ts";
import { seenAs } from "./seen-as.ts";
import { essence, isPiped, isTrial, onlyLooks, removedBy } from "./session-command.ts";

/** One thing that a session did, as its file tells. */
export type SessionStep =
  | { readonly did: "ran"; readonly command: string; readonly output: string; readonly failed: boolean }
  | { readonly did: "edited"; readonly paths: readonly string[] };

export interface TranscriptLessons {
  note(step: SessionStep): void;
  /** In the order in which they ended. */
  drafts(): LessonDraft[];
  /** The same without what only the end of the session tells. */
  soFar(): readonly LessonDraft[];
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
  const removed = new Set<string>();
  const drafts: { readonly of: string; readonly draft: LessonDraft }[] = [];
  let steps = 0;

  const add = (of: string, draft: LessonDraft | null): void => {
    if (draft === null || drafts.length === MOST_DRAFTS) return;
    if (!drafts.some((each) => each.draft.title === draft.title)) drafts.push({ of, draft });
  };
  const since = (at: number): SessionStep[] => recent.filter((each) => each.at > at).map(({ step }) => step);

  function failedOnce(command: string, output: string): void {
    if (onlyLooks(command) || isTrial(command)) return;
    const known = open.get(command);
    const ends = endsOf(output);
    const signature = signatureOf(ends);
    // Of errors that differ from time to time it is the last that was overcome.
    const times = known?.signature === signature ? known.times + 1 : 1;
    open.delete(command);
    open.set(command, { command, output: ends, signature, times, at: steps });
    if (open.size > MOST_OPEN) open.delete(open.keys().next().value ?? "");
  }

  function worked(command: string): void {
    for (const name of removedBy(command)) if (removed.size < MOST_OPEN) removed.add(name);
    const known = open.get(command);
    if (known) add(command, overcome(known, since(known.at), scrub));
    open.delete(command);
    // What comes back from the stash was never undone.
    if (/\bgit\s+stash\s+(?:pop|apply)\b/.test(command)) {
      const at = drafts.findLastIndex(({ of }) => /\bgit\s+stash\b/.test(of));
      if (at >= 0) drafts.splice(at, 1);
    } else if (TAKES_BACK.test(command) && !isTrial(command)) add(command, undone(command, since(0), scrub));
  }

  return {
    note(step) {
      steps += 1;
      const kept = step.did === "ran" ? { ...step, ...understood(step), output: "" } : step;
      if (step.did === "ran" && kept.did === "ran") {
        if (kept.failed) failedOnce(kept.command, step.output);
        else worked(kept.command);
      }
      recent.push({ step: kept, at: steps });
      if (recent.length > MOST_RECENT) recent.shift();
    },
    soFar: () => drafts.flatMap(({ draft: each }) => each ?? []),
    drafts() {
      const isScratch = (command: string): boolean =>
        [...removed].some((name) => /\.\w+$/.test(name) && command.split(/[\s"']+/).includes(name));
      const ends = [...open.values()].filter(({ times }) => times >= DEAD_END);
      return [...drafts, ...ends.map((each) => ({ of: each.command, draft: deadEnd(each, scrub) }))]
        .flatMap(({ of, draft: each }) => (each === null || isScratch(of) ? [] : [each]))
        .slice(0, MOST_DRAFTS);
    },
  };
}

/** Of a pipe the exit code is that of its last program, which only showed what the others said. */
const understood = ({ command, output, failed }: Extract<SessionStep, { did: "ran" }>) => ({
  command: essence(command),
  failed: failed || (isPiped(command) && readsAsFailure(output)),
});

/** The first error stands near the start, the verdict at the end. */
const endsOf = (output: string): string =>
  output.length <= KEPT ? output : `${output.slice(0, KEPT / 4)}\n${output.slice(-KEPT * 0.75)}`;

type Scrub = (text: string) => string;

function overcome(failure: Open, between: readonly SessionStep[], scrub: Scrub): LessonDraft | null {
  const { command, times } = failure;
  const symptoms = symptomsOf(failure, scrub);
  if (symptoms === null) return null;
  const edited = editedIn(between, scrub);
  const other = between.flatMap((step) =>
    step.did === "ran" && !step.failed && !onlyLooks(step.command) && !isTrial(step.command)
      ? [quoted(scrub(step.command), 120)]
      : [],
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
    symptoms: seenAs(symptoms),
    paths: edited,
    command: scrub(command),
  });
}

function deadEnd(failure: Open, scrub: Scrub): LessonDraft | null {
  const { command, times } = failure;
  const symptoms = symptomsOf(failure, scrub);
  if (symptoms === null) return null;
  return draft({
    title: `${quoted(scrub(command), 60)} never worked: ${quoted(headline(symptoms), 80)}`,
    kind: "failure",
    body: [
      `The command ${quoted(scrub(command), 300)} failed ${times} times in a row${said(symptoms)}, and was not seen to work.`,
    ],
    symptoms: seenAs(symptoms),
    paths: [],
    command: scrub(command),
  });
}

function undone(command: string, before: readonly SessionStep[], scrub: Scrub): LessonDraft | null {
  const edited = editedIn(before, scrub);
  if (edited.length === 0) return null;
  return draft({
    title: `Work was undone by ${quoted(scrub(command), 100)}`,
    kind: "failure",
    body: [`The command ${quoted(scrub(command), 300)} took work back. Edited before it: ${named(edited)}.`],
    paths: edited,
    command: scrub(command),
  });
}

const editedIn = (steps: readonly SessionStep[], scrub: Scrub): string[] =>
  [...new Set(steps.flatMap((step) => (step.did === "edited" ? step.paths.map(scrub) : [])))]
    .filter((path) => temporaryPath(path) === null && scratchScript(path) === null)
    .slice(-MOST_NAMED);

/** Whoever runs a session decides what its files are called: only a plain name stands without quotes. */
const named = (paths: readonly string[]): string =>
  paths.map((path) => (/^[\w./@+-]{1,120}$/.test(path) ? path : quoted(path, 120))).join(", ");

/** Null where all that it said is about the machine, or nothing: there is no lesson in that. */
function symptomsOf({ output }: Open, scrub: Scrub): string[] | null {
  const all = symptomLines(scrub(output));
  const own = all.filter((line) => !isSurroundings(line));
  // What follows a warning may be its rest.
  const said = own.length === all.length ? own : own.filter((line) => line === LEFT_OUT || complains(line));
  if (said.length === 0) return null;
  return said.filter((line) => line !== LEFT_OUT).slice(0, MOST_SYMPTOMS);
}

/** The line that begins with an error's name says more than the line of code before it. */
const headline = (symptoms: readonly string[]): string =>
  symptoms.find((line) => /^\S*(?:error|exception)\b/i.test(line)) ?? symptoms[0] ?? "no message";

const said = (symptoms: readonly string[]): string =>
  symptoms.length === 0 ? "" : ` with ${symptoms.map((line) => quoted(line)).join(", ")}`;

interface DraftParts extends Omit<LessonDraft, "body" | "symptoms" | "evidence"> {
  readonly body: readonly string[];
  readonly symptoms?: readonly string[];
  readonly command: string;
}

const draft = ({ title, kind, body, symptoms = [], paths, command }: DraftParts): LessonDraft => ({
  title: clipQuoting(title, LIMITS.title),
  kind,
  body: body.join("\n"),
  symptoms,
  paths: paths.map((path) => path.replaceAll("\\", "/")).filter(isPlace),
  evidence: command.includes(LEFT_OUT) ? [] : [{ type: "command", ref: clip(command, 500) }],
});

/** A file of the repository: none outside of the checkout, none of what was left out, none that is more than a path. */
const isPlace = (path: string): boolean =>
  isInside(path) &&
  !/^~|^[A-Za-z]:|[\p{Cc}\u2028\u2029]/u.test(path) &&
  !path.includes(LEFT_OUT) &&
  path.length <= LIMITS.path;
