// Reads a text that holds many lessons, as lists, tables, quotes, questions with answers and headings do.
import path from "node:path";
import { isStruckOut } from "./clean.ts";
import { type Found, oneLine, type Skipped } from "./found.ts";
import { learningOf } from "./piece.ts";
import { isPart, type Unit, unitsIn } from "./units.ts";

/** Words of a cause, a consequence, a condition or an observation: what a lesson has and an instruction lacks. */
const REASON =
  /\b(?:because|since|so that|otherwise|or else|due to|causes?|caused|leads? to|means that|which (?:means|breaks|fails)|fails?|failed|throws?|threw|breaks?|broke|crash\w*|hangs?|kills?|silently|loses?|lost|corrupts?|leaks?|dead end|turned out|learned|found (?:that|out)|not enough|insufficient|only works|doesn['’]t work|does not work|error|races?|until|even though|despite|ignores?|ignored|overwrites?|takes \d|too slow|deadlocks?|times? out|timeouts?|flaky|bug)\b/i;

export const givesReason = (text: string): boolean => REASON.test(text);

/** `whyNot` says why a piece stays where it is; null takes it. */
export function readCollection(file: string, text: string, whyNot: (unit: Unit) => string | null): Found {
  const judged = unitsIn(text).map((unit) => ({ unit, reason: reasonAgainst(unit, whyNot) }));
  const left = judged.filter(({ reason }) => reason !== null);
  const beside = ({ unit }: { unit: Unit }): boolean => unit.is === "prose";
  return {
    learnings: judged.flatMap(({ unit, reason }) => (reason === null ? [learningOf(file, unit)] : [])),
    skipped: [...left.filter((each) => !beside(each)), ...left.filter(beside)].map(
      ({ unit, reason }): Skipped => ({
        place: { file, line: unit.line },
        reason: reason ?? "",
        text: oneLine(unit.text),
      }),
    ),
  };
}

function reasonAgainst(unit: Unit, whyNot: (unit: Unit) => string | null): string | null {
  if (isStruckOut(unit.text)) return "struck out by its author";
  if (unit.is !== "prose" || givesReason(unit.text)) return whyNot(unit);
  return "text outside of a list";
}

const CALLED =
  /^(?:.*[-_ ])?(?:learnings?|lessons?(?:[-_ ]learned)?|gotchas?|pitfalls?|traps?|tips?|tricks|faqs?|troubleshooting|known[-_ ]issues|til|notes?|memory|knowledge|decisions?|dead[-_ ]ends|failures?|retros?|retrospectives?|postmortems?|journal|diary|log(?:book)?)$/i;

/** True for a text whose headings and lists are each about something of its own; false for one note about one thing. */
export function isCollection(file: string, text: string): boolean {
  const units = unitsIn(text);
  const headings = [...new Set(units.flatMap((unit) => unit.headings))].filter(({ level }) => level > 1);
  const parts = headings.filter(isPart).length;
  const topics = headings.length - parts;
  const dated = headings.filter(({ text: words }) => /\b\d{4}-\d{2}-\d{2}\b/.test(words)).length;
  if (dated > 0) return true;
  // Nothing but lists, tables and quotes.
  if (units.length > 0 && units.every(({ is }) => is !== "prose" && is !== "section")) return true;
  if (parts > topics) return topics > 1 && units.filter(({ is }) => is === "section").length > 1;
  const pieces = units.filter(({ is }) => is !== "prose" && is !== "section").length;
  const length = (wanted: boolean) =>
    units.filter(({ is }) => (is === "prose") === wanted).reduce((sum, unit) => sum + unit.text.length, 0);
  if (topics === 0) return pieces > 1 && length(false) >= length(true);
  return topics > 1 || CALLED.test(path.parse(file).name);
}
