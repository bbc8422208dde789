// Tells why a lesson is known and why it was shown: its evidence, who was given it, and what they said of it.
import { injectedInto, notedSessions } from "../hooks/io/injected.ts";
import { evidenceInWords } from "../learnings/grounds.ts";
import { citationsByLearning } from "../learnings/records/citation.ts";
import type { InjectionReason } from "../learnings/records/injection.ts";
import type { LearningRecord } from "../learnings/records/learning.ts";
import Retrieval, { servingsByLearning } from "../learnings/records/retrieval.ts";
import { bylineOf } from "../learnings/text-source.ts";
import { standingFacts } from "../use-cases/list-learnings.ts";
import { toneOf } from "./lesson-lines.ts";
import { line, paragraph } from "./reading.ts";
import type { View } from "./session-text.ts";
import type { Shown } from "./show-stats.ts";

interface Given {
  readonly at: string;
  readonly session: string;
  /** `asked`: the session asked for it itself; all others come from a hook. */
  readonly reason: InjectionReason | "asked";
}

const MOST_SHOWN = 20;
const BECAUSE: Readonly<Record<Given["reason"], string>> = {
  asked: "it was asked for a task",
  brief: "it was in the brief at the start",
  task: "a prompt spoke of it",
  path: "a file that it names was touched",
  command: "a command that it names was run",
  error: "an error that it names came up",
};

/** `folder` is this program's in the common git directory. */
export function whyLesson({ state, now, kinds, look }: View, folder: string, lesson: LearningRecord): Shown {
  const { id, title, kind, body, at, session, evidence } = lesson;
  const standing = standingFacts(state, lesson, now);
  const given = givenOf(state, folder, id);
  const cited = state.by(citationsByLearning, id).map((each) => ({
    session: each.record.session,
    outcome: each.outcome,
    note: each.note ?? null,
  }));
  const word = (of: string): string =>
    cited.findLast((each) => each.session === of)?.outcome ?? "no word on it yet";
  const rows = given
    .slice(0, MOST_SHOWN)
    .map(
      (each) =>
        `  ${each.at.slice(0, 19)}  ${line(each.session)}: ${BECAUSE[each.reason]}  (${word(each.session)})`,
    );
  const more = given.length - rows.length;
  return {
    facts: { id, title, kind, at, session, evidence, ...standing, given, cited },
    text: [
      `${kinds[kind]}: ${look.paint("title", line(title))}`,
      look.paint(
        "quiet",
        `  ${id}  ${at.slice(0, 10)} by ${line(bylineOf(state, lesson))}, session ${line(session)}`,
      ),
      paragraph(body, "    "),
      `rests on: ${evidence.map((piece) => line(evidenceInWords(state, piece))).join("; ") || "its author's word alone"}`,
      `stands: ${look.paint(toneOf(standing.state), standing.state)}, strength ${standing.strength}, ${standing.assurance}`,
      given.length === 0 ? "given to nobody yet" : "given to:",
      ...rows,
      ...(more > 0 ? [`  and ${more} more times`] : []),
    ].join("\n"),
    found: true,
  };
}

/** Newest first, also what hooks have noted and no record holds yet. */
function givenOf(state: View["state"], folder: string, id: string): Given[] {
  const servings = state.by(servingsByLearning, id);
  const asked = servings
    .filter(Retrieval.is)
    .flatMap(({ session, retrievals }) =>
      retrievals
        .filter(({ served }) => served.includes(id))
        .map(({ at }): Given => ({ at, session, reason: "asked" })),
    );
  const sessions = new Set([...servings, ...notedSessions(folder)].map(({ session }) => session));
  const injected = [...sessions].flatMap((session) =>
    injectedInto(state, folder, session)
      .filter(({ served }) => served.includes(id))
      .map(({ at, reason }): Given => ({ at, session, reason })),
  );
  return [...asked, ...injected].toSorted((a, b) => (a.at < b.at ? 1 : -1));
}
