// Composes the brief: the few lessons every session should start with, strongest first, within 540 tokens.

import { alarmsOf } from "../goals/alarms.ts";
import type { Alarm } from "../goals/flywheel-alarms.ts";
import { factsOf } from "../goals/metrics/facts.ts";
import { isBacked, isFitForAll, type OwnClones, withheldHere } from "../learnings/backing.ts";
import { shownOnce } from "../learnings/beyond-title.ts";
import type { CodePort } from "../learnings/port.ts";
import { STAGES, type Stage } from "../learnings/records/curation.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import { type Standing, standingOf } from "../learnings/standing.ts";
import { bylineOf } from "../learnings/text-source.ts";
import { journalOf } from "../records/authority.ts";
import { NEGATIVE_KINDS } from "../records/evidence.ts";
import { memoryProblem } from "../records/memory-problem.ts";
import type { JournalRecord } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { newestFirst } from "../shared/ids.ts";
import { counted } from "../shared/text/count.ts";
import { oneLine } from "../shared/text/one-line.ts";
import { readsAsInstruction } from "../shared/text/reads-as-instruction.ts";
import { fence } from "../shared/text/safe-text.ts";
import { countTokens } from "../shared/text/tokens.ts";
import { type Skin, type SkinInForce, STANDARD_SKIN } from "../skin/skin.ts";
import { openAttempts } from "../supervision/attempts.ts";
import { type BriefParts, joinBrief } from "./brief-text.ts";

/**
 * In tokens. Brief, server instructions and the block in AGENTS.md cost at most 900 together, the brief at most 540 of
 * them; `countTokens` is up to 8 % too low for a text full of record ids.
 */
export const BRIEF_TOKENS = 500;
const MOST_LESSONS = 8;
const MOST_ALARMS = 3;
/** A title says what the lesson is; the first sentence or two say what to do. */
const EXCERPT_CHARACTERS = 220;
const ATTEMPT_CHARACTERS = 140;

interface Entry {
  readonly learning: LearningRecord;
  readonly standing: Standing;
}

export interface BriefOptions {
  /** The clone's own names, whose records somebody here stands behind; left out: nobody's. */
  readonly own?: OwnClones;
  readonly skin?: SkinInForce;
  /** Tokens. */
  readonly most?: number;
  /** True where other clones' records could be fetched. */
  readonly isShared?: boolean;
}

/** By the id of a lesson, the files that it cites and that have changed since; a lesson that is not named is not stale. */
type Changed = ReadonlyMap<string, readonly string[]>;

/** What the brief asks the code. */
type Code = Pick<CodePort, "changed">;

/** Markdown; the same for the same records and code at the same instant. */
export const composeBrief = async (
  code: Code,
  state: State,
  now: number,
  options?: BriefOptions,
): Promise<string> => joinBrief(await briefParts(code, state, now, options));

const NOBODY: OwnClones = new Set();
const STANDARD: SkinInForce = { words: STANDARD_SKIN, broken: false };

/** As `composeBrief`, in parts, for a reader that knows some of the lessons already. */
export async function briefParts(
  code: Code,
  state: State,
  now: number,
  options: BriefOptions = {},
): Promise<BriefParts> {
  const found = lessonsFor(state, now, options.own);
  // Only for those that may be shown, as each may need a look into git.
  const asked = found.strongest.map(
    async ({ learning }) => [learning.id, await code.changed(learning)] as const,
  );
  return partsOf(state, { ...found, changed: new Map(await Promise.all(asked)) }, options);
}

interface Found {
  readonly now: number;
  readonly entries: readonly Entry[];
  /** The lessons that may be shown, in order. */
  readonly strongest: readonly Entry[];
  /** How many more other clones have. */
  readonly others: number;
}

function lessonsFor(state: State, now: number, own: OwnClones = NOBODY): Found {
  const all = state
    .all(Learning)
    .map((learning): Entry => ({ learning, standing: standingOf(state, learning, now) }));
  const entries = all.filter(({ learning, standing }) => isFitForAll(state, learning, standing, own));
  const others = all.filter(
    ({ learning, standing }) =>
      withheldHere(state, learning, standing, own) === null && !isBacked(state, learning, own),
  ).length;
  return { now, entries, strongest: entries.toSorted(strongestFirst).slice(0, MOST_LESSONS), others };
}

function partsOf(
  state: State,
  { now, entries, strongest, others, changed }: Found & { readonly changed: Changed },
  { own = NOBODY, skin = STANDARD, most = BRIEF_TOKENS, isShared = false }: BriefOptions,
): BriefParts {
  const { words, broken } = skin;
  const head = [
    `# ${words.brief.heading}`,
    "",
    summary(state, entries, words, memoryProblem(state, isShared && state.count(Learning) === 0)),
    ...inOneLine(alarmsOf(state, now, factsOf(state), own)),
    ...failedLately(state, now, own),
    ...(others > 0
      ? [
          `${others} more from other clones ${others === 1 ? "is" : "are"} shown when asked for, until one helps somebody here or is merged.`,
        ]
      : []),
    ...(broken ? ["(.agentops/skin.yaml can't be read; agentops-mcp doctor says why.)"] : []),
    "More fit your task than these: retrieve_context finds them. Cite a lesson by its id.",
  ].join("\n");
  const lessons: { id: string; text: string }[] = [];
  for (const entry of strongest) {
    const { id } = entry.learning;
    const next = { id, text: lesson(state, entry, words, changed.get(id) ?? []) };
    if (countTokens(joinBrief({ head, lessons: [...lessons, next] })) > Math.min(most, BRIEF_TOKENS))
      continue;
    lessons.push(next);
  }
  return { head, lessons };
}

function summary(state: State, entries: readonly Entry[], { brief }: Skin, problem: string | null): string {
  if (state.count(Learning) === 0)
    return `${problem ?? brief.empty} Record the first with record_learning when you learn something that a later session would pay for again.`;
  const negative = entries.filter(({ learning }) => NEGATIVE_KINDS.has(learning.kind)).length;
  const confirmed = entries.filter(({ standing }) => standing.proven).length;
  const withheld =
    state.quarantined.size > 0
      ? `${counted(state.quarantined.size, "record")} could not be read, and ${state.quarantined.size === 1 ? "is" : "are"} withheld; agentops-mcp doctor names what.`
      : null;
  const unreadable = problem ?? withheld;
  const reviewed = entries.filter(({ standing }) => standing.assurance === "reviewed").length;
  const merged = reviewed > 0 ? `, ${reviewed} reviewed on the base branch` : "";
  return `${entries.length} ${entries.length === 1 ? "lesson" : "lessons"} in use, ${negative} of them ${negative === 1 ? "a dead end or trap" : "dead ends or traps"}, ${confirmed} confirmed by another session${merged}.${unreadable === null ? "" : ` ${unreadable}`}`;
}

/** Alarms in one line; what to do about them is for a supervisor or a person. */
const inOneLine = (alarms: readonly Alarm[]): string[] => {
  const shown = alarms.slice(0, MOST_ALARMS);
  const more = alarms.length - MOST_ALARMS;
  if (shown.length === 0) return [];
  const rest = more > 0 ? ` And ${more} more: agentops://goals.` : "";
  return [`Alarm: ${shown.map(({ text }) => text).join(" ")}${rest}`];
};

const ATTEMPTS_DAYS = 14;
const MOST_ATTEMPTS = 3;
const DAY_MS = 86_400_000;

/**
 * Failed attempts of this clone that became no lesson. They passed no gate, so they are short, and nothing that reads as an
 * order is shown.
 */
function failedLately(state: State, now: number, own: OwnClones): string[] {
  const since = new Date(now - ATTEMPTS_DAYS * DAY_MS).toISOString();
  const learned = state.all(Learning).filter(({ kind }) => NEGATIVE_KINDS.has(kind));
  const isHere = (record: JournalRecord): boolean => own.has(journalOf(state, record));
  const attempts = openAttempts(state, since, isHere, (session, after) =>
    learned.some((each) => each.session === session && each.id > after),
  ).filter(({ last }) => readsAsInstruction(`${last.approach ?? ""}\n${last.note}`) === null);
  const [newest] = attempts;
  if (!newest) return [];
  const lines = attempts.slice(0, MOST_ATTEMPTS).map(({ last, count }) => {
    const times = count === 1 ? "" : ` (${count} times)`;
    const name = last.approach === null ? "" : `${oneLine(last.approach)}: `;
    return excerpt(`${name}${last.note}`, ATTEMPT_CHARACTERS) + times;
  });
  const from = { what: "attempt", by: newest.last.runtime, recorded: newest.last.at.slice(0, 10) } as const;
  return [`Failed here lately, with no lesson yet:\n${fence(lines.join("\n"), from)}`];
}

function lesson(
  state: State,
  { learning, standing }: Entry,
  { kinds }: Skin,
  changed: readonly string[],
): string {
  const { id, kind, paths, at } = learning;
  const { title, body } = shownOnce(learning.title, learning.body);
  const stage = standing.stage === "pattern" || standing.stage === "guidance" ? `, ${standing.stage}` : "";
  const where = paths.length > 0 ? ` (${paths.slice(0, 3).join(", ")})` : "";
  const text = body === "" ? "" : `\n${excerpt(body, EXCERPT_CHARACTERS)}`;
  return `${id}${stage}${staleness(changed)}\n${fence(`${kinds[kind]}: ${title}${where}${text}`, { what: "learning", by: bylineOf(state, learning), recorded: at.slice(0, 10) })}`;
}

/** Names one file only, as every session pays for each word of the brief. */
function staleness([first, ...more]: readonly string[]): string {
  if (first === undefined) return "";
  const others = more.length === 0 ? "" : ` and ${more.length} more`;
  return `, stale: ${oneLine(first)}${others} changed since it was recorded`;
}

function excerpt(body: string, most: number): string {
  const flat = body.replace(/\s+/g, " ").trim();
  if (flat.length <= most) return flat;
  const cut = flat.slice(0, most);
  const end = Math.max(cut.lastIndexOf(". ") + 1, cut.lastIndexOf("; "));
  return end > most / 3 ? cut.slice(0, end) : `${cut.slice(0, cut.lastIndexOf(" "))} …`;
}

const comesBefore = (stage: Stage): number => Math.max(STAGES.indexOf(stage), STAGES.indexOf("learning"));
const isTrusted = ({ proven, assurance }: Standing): boolean => proven || assurance === "reviewed";

/** Guidance, patterns, then proven or reviewed lessons, then dead ends, then by strength, then the newer. */
function strongestFirst(a: Entry, b: Entry): number {
  return (
    comesBefore(b.standing.stage) - comesBefore(a.standing.stage) ||
    Number(isTrusted(b.standing)) - Number(isTrusted(a.standing)) ||
    b.standing.strength - a.standing.strength ||
    Number(NEGATIVE_KINDS.has(b.learning.kind)) - Number(NEGATIVE_KINDS.has(a.learning.kind)) ||
    newestFirst(a.learning, b.learning)
  );
}
