// Finds earlier research on the same paths or words, and what has changed since.

import { jobName } from "../jobs/job-name.ts";
import { objectionToResearch } from "../jobs/standing.ts";
import { isInside, nearTo } from "../policy/scope.ts";
import type { State } from "../records/state.ts";
import Research, { type ResearchRecord } from "../research/records/research.ts";
import { citedFile, isPlace } from "../research/sources.ts";
import { compareIds } from "../shared/ids.ts";
import { fence } from "../shared/text/safe-text.ts";
import type { RelatedEntry, RelatedQuery } from "./related.ts";

/** The newest and nearest records; older research of a path is less likely to hold. */
const MOST_RECORDS = 4;
const MOST_LINES = 8;
const LONGEST_LINE = 300;
/** Without a common path, research needs this many informative words of the task, and this share of them. */
const SHARED_WORDS = 3;
const SHARED_PART = 0.5;

/** Research that counts and is about the query's paths or words, best first. */
export function researchNear(state: State, { task, paths }: RelatedQuery): ResearchRecord[] {
  const words = wordsOf(task);
  const isNear = nearTo(paths);
  const near = state.all(Research).flatMap((record) => {
    if (record.exemption !== null || objectionToResearch(state, record) !== null) return [];
    const own = placesOf(record);
    const shared = sharedIn(words, record);
    const touches = own.some(isNear);
    const named = own.some((place) => place.includes("/") && task.includes(place));
    const alike = shared >= SHARED_WORDS && shared / words.size >= SHARED_PART;
    return touches || named || alike ? [{ record, touches, shared }] : [];
  });
  return near
    .toSorted(
      (a, b) =>
        Number(b.touches) - Number(a.touches) || b.shared - a.shared || compareIds(b.record, a.record),
    )
    .slice(0, MOST_RECORDS)
    .map(({ record }) => record);
}

/** `changed` holds the cited files that differ now. What was not found comes first. */
export function researchEntry(
  record: ResearchRecord,
  { task, paths }: RelatedQuery,
  changed: readonly string[],
): RelatedEntry {
  const { id, job, at, runtime } = record;
  const words = wordsOf(task);
  const isNear = nearTo(paths);
  const findings = record.findings
    .map((finding) => {
      const file = citedFile(finding.source);
      const touches = file !== null && isNear(file);
      const note = file !== null && changed.includes(file) ? " (this file has changed since)" : "";
      const line = `${finding.source.ref}${note}: ${oneLine(finding.statement)}`;
      return { line, rank: Number(touches) * 100 + countShared(words, wordsOf(line)) };
    })
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ line }) => line);
  const lines = [...record.negative_findings.map((each) => `not found: ${oneLine(each)}`), ...findings];
  const left = lines.length - MOST_LINES;
  const shown = [...lines.slice(0, MOST_LINES), ...(left > 0 ? [`and ${left} more`] : [])].join("\n");
  const by = job === null ? runtime : `${runtime} in job ${jobName(job.id)}`;
  return { id, text: `research\n${fence(shown, { what: "research", by, recorded: at.slice(0, 10) })}` };
}

/** The files that it cites, and entries of its scope that are paths. */
const placesOf = ({ seen, scope_in }: ResearchRecord): string[] => [
  ...Object.keys(seen),
  ...scope_in.filter((entry) => isPlace(entry) && isInside(entry)),
];

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, LONGEST_LINE);

const EVERYDAY = new Set(
  "about after also been before does from have into make more must only over should than that them then there they this used using were what when where which will with would your"
    .split(" ")
    .map((word) => word.replace(/s$/, "")),
);

/** Informative words: long ones, without the plural's s. */
const wordsOf = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/\p{L}[\p{L}\d_]{3,}/gu) ?? [])
      .map((word) => word.replace(/s$/, ""))
      .filter((word) => !EVERYDAY.has(word)),
  );

const countShared = (words: ReadonlySet<string>, own: ReadonlySet<string>): number =>
  [...words].filter((word) => own.has(word)).length;

/** Cached, as a record never changes and every retrieval asks for its words. */
const known = new WeakMap<ResearchRecord, Set<string>>();

function sharedIn(words: ReadonlySet<string>, record: ResearchRecord): number {
  const { questions, scope_in, findings, negative_findings } = record;
  const statements = findings.map(({ statement }) => statement);
  const own =
    known.get(record) ?? wordsOf([...questions, ...scope_in, ...negative_findings, ...statements].join("\n"));
  known.set(record, own);
  return countShared(words, own);
}
