// `agentops-mcp why`: tells a person what was decided about a file or folder, why a lesson is there, what a session was given.
import { existsSync } from "node:fs";
import path from "node:path";
import type { ReadContext } from "../../api/context.ts";
import { called, fateOf } from "../../history/past.ts";
import type { Talk } from "../../history/talk.ts";
import { decidingLines } from "../../history/talk-text.ts";
import { findRecord } from "../../jobs/find-record.ts";
import Learning, { type LearningRecord } from "../../learnings/records/learning.ts";
import { bylineOf } from "../../learnings/text-source.ts";
import type { State } from "../../records/state.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { withoutSecrets } from "../../shared/text/without-secrets.ts";
import { type Decisions, decisionsBehind } from "../../use-cases/decisions-behind.ts";
import { defineCommand } from "../define-command.ts";
import { inLayerOf } from "../layer-option.ts";
import { fitted } from "../look.ts";
import { line, paragraph, reading } from "../reading.ts";
import { sessionOf, type View } from "../session-text.ts";
import type { Shown } from "../show-stats.ts";
import type { Terminal } from "../terminal.ts";
import { whyLesson } from "../why-lesson.ts";
import { withJournal } from "../with-journal.ts";

export default defineCommand({
  summary:
    "what was decided about a file or folder; why a lesson is known and shown; what a session was given",
  everyday: true,
  positionals: "<path> | <lesson> | <session>",
  options: {},
  examples: [
    "agentops-mcp why src/auth.ts",
    "agentops-mcp why src/billing --json",
    "agentops-mcp why 8E0F1G",
    "agentops-mcp why monday",
  ],

  /** Exit code 0 also where nothing is known. */
  async run(input) {
    const [asked, ...more] = input.positionals;
    if (asked === undefined || more.length > 0) {
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "why takes one file or folder, the id of a lesson, or a session.",
        "For example: agentops-mcp why src/auth.ts. For words: agentops-mcp search <words>.",
      );
    }
    const place = await inLayerOf(input, asked);
    return reading(place, async (context) => {
      const { facts, text } = await answerTo(context, asked, input.terminal, () =>
        withJournal(place, async ({ journal }) => journal.folder),
      );
      input.terminal.answer(facts, fitted(text, input.terminal.look));
      return 0;
    });
  },
});

/** An existing file comes before a lesson of that id, and that before a session of that name. */
async function answerTo(
  context: ReadContext,
  asked: string,
  { look, progress }: Pick<Terminal, "look" | "progress">,
  folderOf: () => Promise<string>,
): Promise<Pick<Shown, "facts" | "text">> {
  const state = await context.state();
  const { kinds } = (await context.skin()).words;
  if (![".", context.code.root ?? "."].some((top) => existsSync(path.resolve(top, asked)))) {
    const view: View = { state, now: context.now, kinds, look };
    const folder = await folderOf();
    const lesson = LIKE_AN_ID.test(asked) ? lessonOf(state, asked) : null;
    if (lesson) return whyLesson(view, folder, lesson);
    const session = sessionOf(view, folder, asked);
    if (session.found) return session;
  }
  const found = await decisionsBehind(context, asked, (done, all) => progress(done, all, "commits"));
  const known = found.lessons.length + found.commits.length + found.talks.length > 0;
  const told = known ? textOf(found, { state, kinds, look }) : nothingOf(found);
  const text = found.lacking === null ? told : `${told}\n${found.lacking}`;
  const talks = found.talks.map(({ id, runtime, session, at, ...talk }) => ({
    ...{ id, runtime, session, at },
    said: saidIn(talk),
  }));
  return { facts: { ...found, talks }, text };
}

/** Says what was looked at, so that nobody takes the answer for more than it is. */
function nothingOf({ path: asked, changed }: Decisions): string {
  const name = line(asked);
  return `Nothing known of ${name}.\nNo lesson names it, and ${inCommits(changed)}.`;
}

function inCommits(changed: number): string {
  if (changed === 0) return "no commit of the base branch has changed it";
  if (changed === 1) return "the one commit of the base branch that changed it gives no reason";
  return `none of the ${changed} commits of the base branch that changed it gives a reason`;
}

const LIKE_AN_ID = /^[0-9A-HJKMNP-TV-Z]{6,26}$/i;

/** Null where the word is no lesson's id, as it may be a deleted file or a session. */
function lessonOf(state: State, typed: string): LearningRecord | null {
  try {
    const record = findRecord(state, typed);
    return Learning.is(record) ? record : null;
  } catch (error) {
    if (error instanceof AgentOpsError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}

const MOST_TOKENS = 220;
const saidIn = ({ turns }: Pick<Talk, "turns">): string => withoutSecrets(decidingLines(turns, MOST_TOKENS));

function textOf(
  { lessons, commits, talks }: Decisions,
  { state, kinds, look: { paint } }: Pick<View, "state" | "kinds" | "look">,
): string {
  return [
    ...lessons.map((lesson) =>
      [
        `${kinds[lesson.kind]}: ${paint("title", line(lesson.title))}`,
        paint("quiet", `  ${lesson.id}  ${lesson.at.slice(0, 10)} by ${line(bylineOf(state, lesson))}`),
        paragraph(lesson.body, "    "),
      ].join("\n"),
    ),
    ...talks.map(
      (talk) =>
        `${paint("title", line(withoutSecrets(talk.title)))}\n  raw talk ${talk.id}, ${line(talk.runtime)} session ${line(talk.session)} of ${talk.at.slice(0, 10)}\n${paragraph(saidIn(talk), "    ")}`,
    ),
    ...commits.map((commit) => {
      return `${paint("title", line(commit.subject))}\n  ${line(called(commit))} of ${commit.day}${fateOf(commit)}${commit.body === "" ? "" : `\n${paragraph(commit.body, "    ")}`}`;
    }),
  ].join("\n\n");
}
