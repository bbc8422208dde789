// Tells a session's work and what was given to it, in text and facts.
import { injectedInto, notedSessions } from "../hooks/io/injected.ts";
import { citationsBySession } from "../learnings/records/citation.ts";
import Injection from "../learnings/records/injection.ts";
import Learning, { type LearningRecord } from "../learnings/records/learning.ts";
import Retrieval from "../learnings/records/retrieval.ts";
import type { State } from "../records/state.ts";
import { newestFirst } from "../shared/ids.ts";
import type { Skin } from "../skin/skin.ts";
import { standingFacts } from "../use-cases/list-learnings.ts";
import { lessonLines } from "./lesson-lines.ts";
import type { Look } from "./look.ts";
import { line } from "./reading.ts";
import type { Shown } from "./show-stats.ts";

type Kinds = Skin["kinds"];

/** All records at one moment, with the display names of kinds. */
export interface View {
  readonly state: State;
  readonly now: number;
  readonly kinds: Kinds;
  readonly look: Look;
}

export function listOf({ state, now, kinds, look }: View, learnings: readonly LearningRecord[]): Shown {
  const rows = learnings.map((learning) => {
    const { id, at, kind, title } = learning;
    return { id, at, kind, title, ...standingFacts(state, learning, now) };
  });
  const text = lessonLines(rows, kinds, look);
  return {
    facts: { learnings: rows, of: state.count(Learning) },
    text: rows.length === 0 ? "No learning is stored yet." : text.join("\n"),
    found: true,
  };
}

/** The named session, or else the one that was last at work; `folder` is this program's in the common git directory. */
export function sessionOf(view: View, folder: string, name: string | undefined): Shown {
  const { state, look } = view;
  const all = state.all(Learning);
  const session = name ?? lastSession(state, folder) ?? "";
  const own = all.filter((learning) => learning.session === session);
  const cited = state.by(citationsBySession, session);
  const retrieved = state.all(Retrieval).filter((record) => record.session === session);
  const injected = injectedInto(state, folder, session);
  const asked = retrieved.flatMap(({ retrievals }) => retrievals.flatMap((each) => each.served));
  const ids = new Set([...asked, ...injected.flatMap((each) => each.served)]);
  const tokens = injected.reduce((sum, each) => sum + each.tokens, 0);
  const listed = listOf(view, own.toSorted(newestFirst));
  const found = own.length + cited.length + retrieved.length + injected.length > 0;
  const word = (id: string): string => cited.find((each) => each.id === id)?.outcome ?? "no word on it yet";
  const shown = injected.flatMap(({ at, reason, served, tokens: cost }) => [
    `${at.slice(0, 19)}  ${reason.padEnd(8)}  ${cost} tokens`,
    ...served.map((id) => `  ${id}  ${word(id)}  ${line(state.get(Learning, id)?.title ?? "")}`),
  ]);
  return {
    facts: {
      session: found ? session : (name ?? null),
      recorded: listed.facts.learnings,
      cited: cited.map(({ id, outcome }) => ({ id, outcome })),
      served: [...ids],
      injected,
      injected_tokens: tokens,
    },
    text: found
      ? [
          `${look.paint("title", `session ${line(session)}`)}: ${own.length} recorded, ${cited.length} cited, ${ids.size} served`,
          ...(own.length > 0 ? ["", listed.text] : []),
          ...(cited.length > 0 ? ["", ...cited.map(({ id, outcome }) => `${outcome} ${id}`)] : []),
          ...(shown.length > 0 ? ["", `injected by hooks, ${tokens} tokens:`, ...shown] : []),
        ].join("\n")
      : name === undefined
        ? "No session has recorded, cited or been given a lesson yet."
        : "No session of that name has recorded, cited or been given a lesson.",
    found: found || name === undefined,
  };
}

function lastSession(state: State, folder: string): string | null {
  const records = [...state.all(Learning), ...state.all(Injection)];
  const noted = notedSessions(folder)[0];
  const last = [...records, ...(noted ? [noted] : [])].toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
  return last?.session ?? null;
}
