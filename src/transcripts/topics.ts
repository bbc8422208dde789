// Cuts what was said in a session into topics of bounded size, each of which can be found and read by itself.

import type { Talk, Turn } from "../history/talk.ts";
import type { LessonDraft } from "../lessons/from-records.ts";
import { terms } from "../retrieval/analyse.ts";
import { sha256 } from "../shared/sha256.ts";
import { readsAsInstruction } from "../shared/text/reads-as-instruction.ts";
import { findSecret } from "../shared/text/secrets.ts";
import { LEFT_OUT } from "../shared/text/without-secrets.ts";
import { clipTurn, spoken } from "./spoken.ts";
import type { Said } from "./talk-lines.ts";

export interface SessionName {
  readonly source: string;
  readonly runtime: string;
  readonly session: string;
  /** For a session that tells no time. */
  readonly day: string;
}

export interface Topics {
  hear(said: Said): void;
  /** A command that failed, what was changed, and that it worked then. */
  overcame(draft: LessonDraft): void;
  /** The last of them. */
  talks(): Talk[];
}

/** In characters. */
const LARGEST = 14_000;
const SMALLEST = 60;
const MOST_TURNS = 60;
const MOST_TOPICS = 300;
const MOST_WORK = 6;
/** Who comes back so late has something else in mind. */
const PAUSE_MS = 4 * 3_600_000;
/** A request of so many words that shares fewer of them with what was said before begins another topic. */
const TELLING_TERMS = 12;
const SHARED_TERMS = 0.08;
const SETTLED_TURNS = 4;
const TITLE = 160;

const AMENDS =
  /\b(?:amend(?:ed|ing|ments?)?|supersed(?:es?|ed|ing)|overrul(?:e|es|ed|ing)|no longer|change of plan|chang(?:ed|ing) (?:our|my) minds?|new rule|from now on|replaces the (?:old|earlier|previous|former)|revis(?:e|ed|ing|iting) (?:the|our)|earlier (?:decision|rule)|we're reversing|reverses (?:the|our))\b/i;

/** `scrub` takes credentials, homes and the place of the checkout out of a text. */
export function createTopics(name: SessionName, scrub: (text: string) => string): Topics {
  const done: Talk[] = [];
  let open: Open = { turns: [], ats: [], paths: new Set(), size: 0 };

  function close(): void {
    const talk = talkOf(open, name);
    if (talk !== null) done.push(talk);
    if (done.length > MOST_TOPICS) done.shift();
    open = { turns: [], ats: [], paths: new Set(), size: 0 };
  }

  return {
    hear({ by, text, at }) {
      const words = clipTurn(
        scrub(spoken(text))
          .split("\n")
          .filter((line) => line !== LEFT_OUT)
          .join("\n")
          .trim(),
      );
      if (words === "") return;
      const isLong = open.size + words.length > LARGEST || open.turns.length >= MOST_TURNS;
      if (isLong || (by === "user" && beginsAnother(open, words, at))) close();
      open.turns.push({ by, text: words });
      open.ats.push(at);
      open.size += words.length;
    },
    overcame({ body, paths }) {
      if (open.turns.filter(({ by }) => by === "work").length >= MOST_WORK) return;
      open.turns.push({ by: "work", text: body });
      open.size += body.length;
      for (const path of paths) open.paths.add(path);
    },
    talks() {
      close();
      return done;
    },
  };
}

interface Open {
  readonly turns: Turn[];
  readonly ats: string[];
  readonly paths: Set<string>;
  size: number;
}

function beginsAnother({ turns, ats }: Open, words: string, at: string): boolean {
  if (turns.length === 0) return false;
  if (Date.parse(at) - Date.parse(ats.at(-1) ?? "") > PAUSE_MS) return true;
  if (turns.length < SETTLED_TURNS) return false;
  const known = new Set(turns.flatMap(({ text }) => termsIn(text)));
  const asked = new Set(termsIn(words));
  const shared = [...asked].filter((term) => known.has(term)).length;
  return asked.size >= TELLING_TERMS && shared < asked.size * SHARED_TERMS;
}

const termsIn = (text: string): string[] => terms(text).map(({ term }) => term);

/** Null for what says next to nothing, or still holds a credential when it is read as one text. */
function talkOf({ turns, ats, paths, size }: Open, name: SessionName): Talk | null {
  const first = turns.find(({ by }) => by === "user");
  if (first === undefined || size < SMALLEST || turns.length < 2) return null;
  const whole = turns.map(({ text }) => text).join("\n");
  if (findSecret(whole) !== null) return null;
  const ends = [...turns.slice(0, 2), ...turns.slice(-2)].map(({ text }) => text).join("\n");
  // A session that goes on with another one begins with a copy of it.
  const begun = ats[0] || name.session;
  const id = sha256(`${begun}\n${first.text}`).slice(0, 12);
  return {
    id: `talk-${id}`,
    source: name.source,
    runtime: name.runtime,
    session: name.session,
    at: ats.findLast((at) => !Number.isNaN(Date.parse(at))) ?? name.day,
    title: first.text.replace(/\s+/g, " ").slice(0, TITLE),
    turns,
    paths: [...paths].slice(0, 20),
    amends: AMENDS.test(ends),
    commands: readsAsInstruction(whole) !== null,
  };
}
