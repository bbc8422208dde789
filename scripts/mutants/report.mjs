// Counts what became of mutants, sets apart the survivors that somebody has judged, and prints the rest.

const isOpen = ({ outcome }) => outcome === "survived" || outcome === "uncovered";
const keyOf = ({ file, before, after }) => JSON.stringify([file, before, after]);

/** `open`: survivors that nobody has judged; `stale`: judgements of what is found by now, or not there any more. */
export function judgedIn(mutants, known, concerns) {
  const survivors = mutants.filter(isOpen);
  const keys = new Set(known.map(keyOf));
  const alive = new Set(survivors.map(keyOf));
  return {
    open: survivors.filter((each) => !keys.has(keyOf(each))),
    judged: new Set(survivors.filter((each) => keys.has(keyOf(each)))),
    stale: known.filter((each) => concerns(each.file) && !alive.has(keyOf(each))),
  };
}

/** One row a law file, and one for all. */
export function countsOf(mutants, judged) {
  const files = [...new Set(mutants.map(({ file }) => file))].sort();
  const row = (file, all) => {
    const count = (outcome) => all.filter((each) => each.outcome === outcome).length;
    const [found, timedOut] = [count("found"), count("timedOut")];
    return {
      file,
      mutants: all.length,
      found,
      timedOut,
      survived: count("survived"),
      notCovered: count("uncovered"),
      judged: all.filter((each) => judged.has(each)).length,
      percent: Math.floor((1000 * (found + timedOut)) / all.length) / 10,
    };
  };
  return [
    ...files.map((file) =>
      row(
        file,
        mutants.filter((each) => each.file === file),
      ),
    ),
    row("all", mutants),
  ];
}

const COLUMNS = ["mutants", "found", "timedOut", "survived", "notCovered", "judged", "percent"];

export function tableOf(counts, open, stale) {
  const width = Math.max(...counts.map(({ file }) => file.length));
  const line = (name, cells) =>
    `${name.padEnd(width)}${cells.map((each) => String(each).padStart(12)).join("")}`;
  const rows = [
    line("law", COLUMNS),
    ...counts.map((row) =>
      line(
        row.file,
        COLUMNS.map((name) => row[name]),
      ),
    ),
  ];
  const survivors = open
    .toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
    .map(
      ({ file, line, before, after, outcome }) => `${file}:${line} ${outcome}\n  - ${before}\n  + ${after}`,
    );
  const gone = stale.map(
    ({ file, before, after }) => `judged, but not alive: ${file}\n  - ${before}\n  + ${after}`,
  );
  return `${[...rows, "", ...survivors, ...gone].join("\n")}\n`;
}
