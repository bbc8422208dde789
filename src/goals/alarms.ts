// Lists all that is wrong with the goals and the flywheel, for the brief, `measure` and the page.

import { journalOf } from "../records/authority.ts";
import type { State } from "../records/state.ts";
import { formatNumber } from "../shared/text/number-text.ts";
import { type Alarm, flowAlarms, flywheelAlarms } from "./flywheel-alarms.ts";
import { type Facts, factsOf } from "./metrics/facts.ts";
import { type MeasurementRecord, measurementsByGoal } from "./records/measurement.ts";
import { acceptedDefinition, changesOf, isPast, isReached, seriesOf, sinceBreak, trendOf } from "./series.ts";

export const alarmsOf = (
  state: State,
  now: number,
  facts: Pick<Facts, "state" | "lessons" | "sessions"> = factsOf(state),
  own: ReadonlySet<string> | null = null,
): Alarm[] => [...goalAlarms(state, now, own), ...knowledgeAlarms(facts, now)];

/** The same without the goals, for whoever is told of these one by one. */
export const knowledgeAlarms = (
  facts: Pick<Facts, "state" | "lessons" | "sessions">,
  now: number,
): Alarm[] => [...flywheelAlarms(facts), ...flowAlarms(facts.state, now)];

/** From the recorded series alone, as every session can read them. `own`: goals that none of these clones measured have no name. */
function goalAlarms(state: State, now: number, own: ReadonlySet<string> | null): Alarm[] {
  const words = Array.from(state.entries(measurementsByGoal), ([key]) => key)
    .sort()
    .flatMap((goal) => {
      if (acceptedDefinition(state, goal) === null) return [];
      const series = sinceBreak(seriesOf(state, goal), changesOf(state, goal));
      const valued = series.filter(({ value }) => value !== null);
      const newest = valued.at(-1);
      const before = valued.at(-2);
      if (!newest) return [];
      const isOurs = own === null || series.some((each) => own.has(journalOf(state, each)));
      const name = isOurs ? goal : "a goal of another clone";
      const worse = trendOf(newest, before) === "worse";
      const values = [newest, before].map((each) => formatNumber(each?.value ?? 0, shownUnit(newest)));
      if (isPast(newest.deadline, now) && !isReached(newest))
        return [`${name} missed its deadline at ${values[0]}`];
      return worse ? [`${name} got worse, ${values[0]} after ${values[1]}`] : [];
    });
  if (words.length === 0) return [];
  const more = words.length > 3 ? `; and ${words.length - 3} more` : "";
  return [{ id: "goals", text: `Goals: ${words.slice(0, 3).join("; ")}${more} (agentops://goals).` }];
}

/** Every model reads the brief, and the unit is what a record of any clone says: no sentence of it is shown there. */
const shownUnit = ({ unit }: MeasurementRecord): string => (/^[\p{L}%°/ ]{1,12}$/u.test(unit) ? unit : "");
