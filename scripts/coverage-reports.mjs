// This module reads V8's coverage reports of bundled programs, and tells which source files the called functions stand in.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Of one process, oldest first. */
export const reportsOf = (folder, pid) =>
  readdirSync(folder)
    .filter((name) => name.startsWith(`coverage-${pid}-`))
    .sort((a, b) => sequence(a) - sequence(b))
    .map((name) => path.join(folder, name));

const sequence = (name) => Number(/-(\d+)\.json$/.exec(name)?.[1]);

/** Program in `dist` -> `<start> <end>` of each function in it -> calls. */
export function callsIn(reports, dist) {
  const programs = new Map();
  for (const report of reports) {
    const { result } = JSON.parse(readFileSync(report, "utf8"));
    for (const { url, functions } of result) {
      const file = url.startsWith("file:") ? fileURLToPath(url) : url;
      if (path.dirname(file) !== dist) continue;
      programs.set(file, added(programs.get(file) ?? new Map(), functions));
    }
  }
  return programs;
}

function added(calls, functions) {
  for (const { functionName, ranges } of functions) {
    const [{ startOffset, endOffset, count }] = ranges;
    // One that is named after a file holds the statements at its top.
    if (functionName.includes("/")) continue;
    const range = `${startOffset} ${endOffset}`;
    calls.set(range, (calls.get(range) ?? 0) + count);
  }
  return calls;
}

/** Source files of `program` in which a function was called more often than `without` says. */
export function filesCalled(program, calls, without) {
  const starts = startsIn(readFileSync(program, "utf8"));
  const placeOf = (offset) => starts.findLastIndex(({ at }) => at <= Number(offset));
  return [...calls].flatMap(([range, count]) => {
    if (count <= (without.get(range) ?? 0)) return [];
    const [first, last] = range.split(" ").map(placeOf);
    // A function around several files is the bundle itself.
    return first >= 0 && first === last ? [starts[first].file] : [];
  });
}

/** The place where the code of each file, and of what the build makes, begins, in order; esbuild names it there unless it minifies. */
function startsIn(bundle) {
  const found = bundle.matchAll(
    /^[ \t]*\/\/ (?:lazy:)?(\S+\.(?:[cm]?[jt]s|json)|(?:catalog|used|in-file):\S+)$/gm,
  );
  return [...found].map(({ index, 1: file }) => ({ at: index, file }));
}
