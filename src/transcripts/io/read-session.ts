// Reads the talks of one session file, line by line and in bounded memory, whatever the file holds.
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Talk } from "../../history/talk.ts";
import { createTranscriptLessons } from "../../lessons/from-transcript.ts";
import { type Fields, tableOf } from "../../runtimes/hooks/read.ts";
import { relativise } from "../../shared/text/relative-paths.ts";
import { sanitise } from "../../shared/text/safe-text.ts";
import { withoutSecrets } from "../../shared/text/without-secrets.ts";
import { type LineCounts, linesOf } from "../lines.ts";
import { TALK_READERS, type TalkReader } from "../talk-lines.ts";
import { createTopics, type Topics } from "../topics.ts";
import type { SessionFile } from "./find.ts";

export interface ReadSession {
  readonly talks: readonly Talk[];
  /** Lines that were no JSON, as the last one of a file that was cut. */
  readonly broken: number;
  readonly tooLong: number;
}

/** Longer lines hold pictures or whole files. */
const LONGEST_LINE = 8 * 1024 * 1024;
/** Of a session that is one object. */
const LARGEST_OBJECT = 64 * 1024 * 1024;
const MOST_SCRUBBED = 20_000;

export interface ReadFrom {
  /** Names the file in what is kept. */
  readonly source: string;
  /** Tops of the repository's working trees. */
  readonly roots: readonly string[];
  readonly home: string | null;
  /** Of a session that lies with others in one file. */
  readonly lines: readonly Fields[] | null;
}

/** Throws where the file can't be read. */
export async function readSession(session: SessionFile, from: ReadFrom): Promise<ReadSession> {
  const scrub = (text: string): string => {
    const plain = sanitise(text.slice(-MOST_SCRUBBED));
    const named = from.roots.reduce((rest, root) => relativise(rest, root, null), plain);
    return withoutSecrets(relativise(named, null, from.home));
  };
  const { runtime, file } = session;
  const topics = createTopics(
    { source: from.source, runtime, session: session.session, day: new Date(session.mtimeMs).toISOString() },
    scrub,
  );
  const reader = TALK_READERS[runtime]();
  const hear = createEar(reader, topics, scrub);
  if (from.lines !== null) {
    for (const line of from.lines) hear(line);
    return { talks: topics.talks(), broken: 0, tooLong: 0 };
  }
  if (path.extname(file) === ".json") {
    const broken = session.size > LARGEST_OBJECT ? null : parse(await readFile(file, "utf8"));
    if (broken !== null) hear(broken);
    return { talks: topics.talks(), broken: broken === null ? 1 : 0, tooLong: 0 };
  }
  const counts: LineCounts = { lines: 0, tooLong: 0, bytes: 0 };
  let broken = 0;
  for await (const line of linesOf(file, LONGEST_LINE, counts)) {
    const fields = parse(line.toString("utf8"));
    if (fields === null) broken += 1;
    else if (reader.isDelegated(fields)) return { talks: [], broken: 0, tooLong: 0 };
    else hear(fields);
  }
  return { talks: topics.talks(), broken, tooLong: counts.tooLong };
}

/** Notes of each line what was said, and of commands that one failed, files changed, and then it worked. */
function createEar(reader: TalkReader, topics: Topics, scrub: (text: string) => string) {
  const lessons = createTranscriptLessons(scrub);
  let known = 0;
  return (line: Fields): void => {
    for (const step of reader.steps(line)) {
      lessons.note(step);
      if (step.did !== "ran" || step.failed) continue;
      const drafts = lessons.soFar().filter(({ kind }) => kind === "gotcha");
      for (const draft of drafts.slice(known)) if (draft.paths.length > 0) topics.overcame(draft);
      known = Math.max(known, drafts.length);
    }
    for (const said of reader.said(line)) topics.hear(said);
  };
}

/** An editor may have put a mark of the encoding before the first line. */
function parse(text: string): Fields | null {
  try {
    return tableOf(JSON.parse(text.replace(/^\uFEFF/, "")));
  } catch {
    return null;
  }
}
