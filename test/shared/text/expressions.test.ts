// No regular expression of the sources takes the square of a text's length, but for those that only ever meet short texts.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../../../scripts/catalog.mjs";

/** By the file: where an expression takes the square, why its text is short. */
const SHORT: Readonly<Record<string, string>> = {
  "src/hooks/siblings.ts": "a title has at most 200 characters",
  "src/lessons/session-command.ts": "a command of more than 2,000 characters is cut or not read",
  "src/retrieval/differs.ts": "a lesson has at most 6,000 characters",
  "src/learnings/gate/gate.ts": "a lesson has at most 6,000 characters",
  "src/learnings/gate/signal-table.ts": "a lesson has at most 6,000 characters",
  "src/shared/text/log-noise.ts": "a line is cut at 1,000 characters",
  "src/shared/text/symptoms.ts": "a line is cut before its shape is taken",
};

const HEADS = [
  ...[
    "",
    "# ",
    "## a",
    "- ",
    "x",
    '"',
    "<",
    "`",
    "[",
    "(",
    "**",
    "|",
    "> ",
    "a: ",
    "http://",
    "/",
    "--",
    "$(",
  ],
  ...["<!-- ", "Error: ", "'", "{", "@", "~", "=", "a/", "Q: ", "\n"],
];
const UNITS = [
  ...[
    " ",
    "\t",
    "\n",
    "a",
    "A",
    "#",
    "-",
    "*",
    ".",
    "/",
    "\\",
    '"',
    "`",
    "|",
    "[",
    "(",
    "<",
    "=",
    "0",
    "_",
    ":",
  ],
  ...["a ", "a.", "- ", ", ", "\n ", "\n\n", "#a", "](", ".a", "a/", "\\|"],
];
const ENDS = ["", "y", "`", "\n", "\u2028", "!", "\0", ")"];
const [SMALL, LARGE] = [500, 2_000];
/** Four times the text takes four times as long; sixteen times is the square. */
const MOST_GROWTH = 9;
/** Below that many milliseconds nothing can be told; the square of that length takes more. */
const TELLING = 2;
/** No text of that length takes so many milliseconds in a straight line's time. */
const BEYOND_DOUBT = 200;

const LITERAL =
  /(?<=[(=,:?&|\s[!])\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)(?=[\s).,;:\]}])/g;

function expressionsIn(text: string): RegExp[] {
  return [...text.matchAll(LITERAL)].flatMap(([, source = "", flags = ""]) => {
    try {
      return [new RegExp(source, flags.replace(/[gy]/g, ""))];
    } catch {
      // Two divisions in a line look like one.
      return [];
    }
  });
}

const textOf = ([head, unit, end]: readonly string[], length: number): string =>
  `${head}${(unit ?? "").repeat(length / (unit?.length ?? 1))}${end}`;
const SHAPES = HEADS.flatMap((head) => UNITS.flatMap((unit) => ENDS.map((end) => [head, unit, end]))).map(
  (shape) => ({ shape, large: textOf(shape, LARGE) }),
);

function timeOf(expression: RegExp, text: string): number {
  const began = performance.now();
  text.search(expression);
  return performance.now() - began;
}

/** A pause of the machine is no growth, so the least of some tries counts. */
const least = (expression: RegExp, text: string): number =>
  Math.min(...[1, 2, 3].map(() => timeOf(expression, text)));

/** What other processes take of the machine does not count in it. */
function processorTimeOf(expression: RegExp, text: string): number {
  const tries = [1, 2, 3].map(() => {
    const began = process.cpuUsage();
    text.search(expression);
    const { user, system } = process.cpuUsage(began);
    return user + system;
  });
  return Math.max(1, Math.min(...tries));
}

function growing(expression: RegExp): string | undefined {
  const found = SHAPES.find(({ shape, large }) => {
    if (timeOf(expression, large) < TELLING || least(expression, large) < TELLING) return false;
    const took = least(expression, large);
    if (took / least(expression, textOf(shape, SMALL)) <= MOST_GROWTH) return false;
    if (took > BEYOND_DOUBT) return true;
    // Of a suspect, again and four times as long.
    const longer = textOf(shape, 4 * LARGE);
    return processorTimeOf(expression, longer) / processorTimeOf(expression, large) > MOST_GROWTH;
  });
  return found && JSON.stringify(found.shape);
}

it("takes a straight line's time, whatever a text begins, goes on and ends with", () => {
  const files = ["src", "tools", "resources"].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .map((name) => path.join(folder, name))
      .filter((name) => name.endsWith(".ts") && !name.includes("gitleaks")),
  );
  const all = files.flatMap((file) =>
    expressionsIn(readFileSync(path.join(ROOT, file), "utf8")).map((expression) => ({ file, expression })),
  );
  expect(all.length).toBeGreaterThan(900);
  const found = all.flatMap(({ file, expression }) => {
    const shape = growing(expression);
    return shape === undefined ? [] : [`${file}: ${expression.source} on ${shape}`];
  });
  const isShort = (line: string): boolean => Object.hasOwn(SHORT, line.slice(0, line.indexOf(":")));
  expect(found.filter((line) => !isShort(line))).toEqual([]);
}, 600_000);
