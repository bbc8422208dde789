// Measures whether lessons keep failures from happening again.

import type { LearningRecord } from "../../learnings/records/learning.ts";
import { NEGATIVE_KINDS } from "../../records/evidence.ts";
import type { Facts } from "./facts.ts";
import type { Failure } from "./failure.ts";
import { defineMetric } from "./metric.ts";
import type { ServedPair } from "./served-pairs.ts";

const FAILURES =
  "the first word against a claim that counts; progress reported as failed by a job's holder; failures that hooks noted and that were not overcome";

export const repeatMistakes = defineMetric({
  revision: 1,
  title: "Repeat-mistake rate",
  definition:
    "The share of failures that repeat an earlier one: the same check on the same file, a refusal of the same file, the same approach to the same job, or the same error in a hook's note. Whether anybody was warned plays no part.",
  unit: "share",
  event: "a recorded failure",
  source: FAILURES,
  kind: "share",
  samples({ failures }) {
    const known = new Set<string>();
    return failures().map(({ id, marks }) => {
      const repeats = marks.some((mark) => known.has(mark));
      for (const mark of marks) known.add(mark);
      return { id, value: repeats ? 1 : 0 };
    });
  },
});

export const recurrence = defineMetric({
  revision: 1,
  title: "Recurrence",
  definition:
    "The share of failures that a learning had warned of: a dead end or trap that was recorded earlier, that had been served by then to the session that failed or to any other one, and that names a file of the failure or a folder or pattern which holds it, or quotes as evidence an earlier failure with the same mark (as in the repeat-mistake rate).",
  unit: "share",
  event: "a recorded failure",
  source: `${FAILURES}; learnings of the kinds failure and gotcha; retrievals and injections`,
  kind: "share",
  samples(facts) {
    const warnings = warningsOf(facts);
    return facts
      .failures()
      .map((failure) => ({ id: failure.id, value: isWarned(failure, warnings) ? 1 : 0 }));
  },
});

interface Warnings {
  readonly byPlace: ReadonlyMap<string, readonly Warning[]>;
  readonly byMark: ReadonlyMap<string, readonly Warning[]>;
}

interface Warning {
  readonly learning: LearningRecord;
  readonly isAbout: (file: string) => boolean;
  readonly pairs: readonly ServedPair[];
}

/** Dead ends and traps that some session has been served, by what they warn of. */
function warningsOf({ lessons, failures }: Facts): Warnings {
  const byPlace = new Map<string, Warning[]>();
  const byMark = new Map<string, Warning[]>();
  const put = (map: Map<string, Warning[]>, key: string, warning: Warning): void => {
    const known = map.get(key);
    if (known) known.push(warning);
    else map.set(key, [warning]);
  };
  const quoted = new Map(failures().flatMap((each) => each.quoted.map((id) => [id, each] as const)));
  for (const { learning, pairs, places } of lessons()) {
    if (pairs.length === 0 || !NEGATIVE_KINDS.has(learning.kind)) continue;
    for (const { place, isAbout } of places) put(byPlace, place, { learning, isAbout, pairs });
    for (const { type, ref } of learning.evidence)
      for (const mark of (type === "record" && quoted.get(ref)?.marks) || [])
        put(byMark, mark, { learning, isAbout: () => true, pairs });
  }
  return { byPlace, byMark };
}

function isWarned(failure: Failure, { byPlace, byMark }: Warnings): boolean {
  const applies = ({ learning, pairs }: Warning): boolean =>
    learning.id < failure.id && pairs.some((pair) => isBefore(pair, failure));
  return (
    failure.marks.some((mark) => byMark.get(mark)?.some(applies)) ||
    failure.paths.some((file) =>
      placesOf(file.toLowerCase()).some((place) =>
        byPlace.get(place)?.some((warning) => warning.isAbout(file) && applies(warning)),
      ),
    )
  );
}

/** The file itself, and each folder that it lies in. */
function placesOf(file: string): string[] {
  const places = [file];
  for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1))
    places.push(file.slice(0, end));
  return places;
}

/** A session's retrievals are written with its next record, so within one session its own clock decides. */
const isBefore = ({ id, session, at }: ServedPair, failure: Failure): boolean =>
  id < failure.id || (session === failure.session && at <= failure.at);
