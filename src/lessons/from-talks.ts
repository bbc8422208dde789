// Drafts lessons from talks of earlier sessions: what a user corrected, what was settled, and errors that a change overcame.
import type { Talk } from "../history/talk.ts";
import { correctionsIn, decidingLines, isSummedUp } from "../history/talk-text.ts";
import { LIMITS } from "../records/evidence.ts";
import { clipQuoting, quoted } from "../shared/text/quoting.ts";
import { withoutSecrets } from "../shared/text/without-secrets.ts";
import { CITED, type PastDraft } from "./from-past.ts";

/** Tokens of the lines of a talk that decide. */
const MOST_LINES = 260;
const MOST_OF_A_LINE = 400;

/** Of talks in any order. What speaks as a commander gives none. */
export const draftsFromTalks = (talks: readonly Talk[]): PastDraft[] =>
  talks.flatMap((talk) => (talk.commands ? [] : [...settled(talk), ...overcome(talk)]));

/** None where nobody was corrected, and nothing was summed up or amended. */
function settled(talk: Talk): PastDraft[] {
  const corrections = correctionsIn(talk);
  const worth = Math.min(corrections.length, 2) * 3 + (talk.amends ? 2 : 0) + (isSummedUp(talk) ? 2 : 0);
  if (worth < 2) return [];
  const [first] = corrections;
  return [
    draftOf(talk, {
      id: talk.id,
      worth,
      title: first
        ? `A user corrected an agent: ${quoted(first.text, 110)}`
        : `Settled in talk: ${quoted(talk.title, 120)}`,
      kind: "decision",
      body: whatWasSaid(talk),
      said: `user: ${quoted(first?.text ?? talk.title)}`,
    }),
  ];
}

/** Of one that sessions have called right, though nobody has made a lesson of it. */
export const draftOfCitedTalk = (talk: Talk, sessions: number): PastDraft =>
  draftOf(talk, {
    id: `cited-${talk.id}`,
    worth: CITED + sessions,
    title: `${sessions === 1 ? "A session" : `${sessions} sessions`} went by a talk: ${quoted(talk.title, 110)}`,
    kind: "decision",
    body: whatWasSaid(talk),
    said: `user: ${quoted(talk.title)}`,
  });

function whatWasSaid(talk: Talk): string[] {
  const lines = decidingLines(talk.turns, MOST_LINES).split("\n").filter(Boolean);
  return [
    `In ${nameOf(talk)} they said, in this order:`,
    ...lines.map((each) => {
      const [, by = "user", text = each] = /^(user|agent|work): (.*)$/s.exec(each) ?? [];
      return `- ${by}: ${quoted(withoutSecrets(text), MOST_OF_A_LINE)}`;
    }),
  ];
}

function overcome(talk: Talk): PastDraft[] {
  return talk.turns
    .filter(({ by }) => by === "work")
    .map(({ text }, at) => {
      const [first = "", ...more] = text.split("\n");
      const times = Number(/ failed (\d+) times/.exec(first)?.[1] ?? 1);
      return draftOf(talk, {
        id: `${talk.id}-${at + 1}`,
        worth: Math.min(1 + times, 6),
        title: clipQuoting(first.replace(/^The command /, ""), LIMITS.title),
        kind: "gotcha",
        body: [`In ${nameOf(talk)}: ${withoutSecrets(first)}`, ...more.map((line) => withoutSecrets(line))],
        said: `work: ${quoted(first)}`,
      });
    });
}

const nameOf = ({ id, runtime, session, at }: Talk): string =>
  `${id} (${quoted(`${runtime} session ${session.slice(0, 13)}`, 60).slice(1, -1)} of ${at.slice(0, 10)})`;

interface Parts extends Pick<PastDraft, "id" | "worth" | "title" | "kind"> {
  readonly body: readonly string[];
  readonly said: string;
}

const draftOf = (talk: Talk, { body, said, title, ...parts }: Parts): PastDraft => ({
  ...parts,
  title: clipQuoting(withoutSecrets(title), LIMITS.title),
  body: body.join("\n"),
  symptoms: [],
  paths: talk.paths.slice(0, 6),
  evidence: [{ type: "said", ref: withoutSecrets(`${nameOf(talk)}, ${said}`).slice(0, 500) }],
  at: talk.at,
  of: [talk.id],
});
