// No scanner that meets foreign text takes more than a straight line's time, whatever the text repeats.
import { describe, expect, it } from "vitest";
import { plainWords } from "../../../src/envelope/decide.ts";
import { parseLog } from "../../../src/history/commit.ts";
import { sectionsOf } from "../../../src/history/document.ts";
import { readNotes } from "../../../src/import/formats.ts";
import { parseMarkdown } from "../../../src/journal/frontmatter.ts";
import { noiseIn } from "../../../src/learnings/gate/noise.ts";
import { essence, isTrial, onlyLooks, removedBy } from "../../../src/lessons/session-command.ts";
import { terms } from "../../../src/retrieval/analyse.ts";
import { patchedIn } from "../../../src/runtimes/hooks/read.ts";
import { requestsOf } from "../../../src/runtimes/hooks/requests.ts";
import { readsAsInstruction } from "../../../src/shared/text/reads-as-instruction.ts";
import { relativise } from "../../../src/shared/text/relative-paths.ts";
import { fence, hiddenCharacter, sanitise } from "../../../src/shared/text/safe-text.ts";
import { FORMATS } from "../../../src/shared/text/secret-formats.ts";
import { findSecret } from "../../../src/shared/text/secrets.ts";
import { readsAsFailure, symptomLines } from "../../../src/shared/text/symptoms.ts";
import { countTokens } from "../../../src/shared/text/tokens.ts";
import { withoutSecrets } from "../../../src/shared/text/without-secrets.ts";
import { readPath } from "../../../src/shared/text/written-path.ts";
import { parse } from "../../../src/shared/yaml.ts";

const SCANNERS: Readonly<Record<string, (text: string) => unknown>> = {
  // With each word without which an expression is not tried.
  findSecret: (text) => findSecret(`${FORMATS.map(([, holds]) => holds).join(" ")} ${text}`),
  readsAsInstruction,
  sanitise,
  hiddenCharacter,
  withoutSecrets,
  symptomLines,
  symptomLinesWithin: (text) => symptomLines(`x${text}y`),
  readsAsFailure,
  countTokens,
  terms,
  readPath,
  parseLog,
  fence: (text) => fence(text, { what: "learning", by: text.slice(0, 1_000), recorded: "2026-01-01" }),
  relativise: (text) => relativise(text, "/home/somebody/project", "/home/somebody"),
  sectionsOf: (text) => ["docs/adr/1.md", "CHANGELOG.md", "AGENTS.md"].map((file) => sectionsOf(file, text)),
  commands: (text) => [essence(text), onlyLooks(text), isTrial(text), removedBy(text)],
  notes: (text) => [`- ${part(text)}`, `x ${part(text)}y`].map((each) => readNotes("notes.md", each, "auto")),
  plainWords: (text) => plainWords(`x${text}y`),
  patchedIn: (text) => patchedIn({ command: `*** Add File: x${text}y` }),
  globs: (text) => requestsOf({ tool_name: "Glob", tool_input: { pattern: `${text}/*`, path: text } }),
  yaml: (text) => [text, `a: ${part(text)}`, `- ${part(text)}`].map(yaml),
  noiseIn: (text) => noiseIn(text, []),
};

/** Of what costs more for each character. */
const part = (text: string): string => text.slice(0, text.length / 8);

function yaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** What expressions begin, repeat and end with; each alone, and pairs that make one try again at every place. */
const UNITS = [
  ...[
    " ",
    "\n",
    "\t",
    "a",
    "A",
    "0",
    "_",
    "-",
    ".",
    "/",
    "\\",
    "=",
    ":",
    '"',
    "'",
    "`",
    "<",
    "[",
    "(",
    "{",
    "#",
    "*",
    "|",
    "@",
  ],
  ...["é", "ﬁ", "中", "ก", "\u200b", "а", "[", "\0"],
  ...[
    "a ",
    "a.",
    "-a",
    "a\n",
    "/a",
    "a=",
    "!!a ",
    "&a ",
    "AKIA",
    "key=",
    "ignore ",
    "<system ",
    "[end of ",
    "Error: ",
    "  at ",
    "eyJ",
    "sk-",
    "# a\n",
  ],
];
const [SMALL, LARGE] = [32_768, 262_144];
/** Eight times the text takes eight times as long; 64 times is the square. The rest is the machine's. */
const MOST_GROWTH = 24;
/** Below that many milliseconds of the processor nothing can be told; the square of that length takes seconds. */
const TELLING = 300;

/** Of the processor, which other processes take time from. */
function timeOf(scan: (text: string) => unknown, unit: string, length: number): number {
  const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
  const began = process.cpuUsage();
  scan(text);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}

/** A pause of the machine is no growth, so what looks like one is measured again. */
function grows(scan: (text: string) => unknown, unit: string): boolean {
  for (let tries = 0; tries < 3; tries += 1) {
    const large = timeOf(scan, unit, LARGE);
    if (large < TELLING || large / Math.max(timeOf(scan, unit, SMALL), 1) < MOST_GROWTH) return false;
  }
  return true;
}

describe.each(Object.entries(SCANNERS))("%s", (_, scan) => {
  it("is linear in whatever it looks for", () => {
    expect(UNITS.filter((unit) => grows(scan, unit))).toEqual([]);
  });
});

it("reads notes in time that grows with their headings, and with the sources that stand below all of them", () => {
  const read = (text: string) => readNotes("notes.md", text.slice(0, text.length / 2), "markdown");
  const sources = (text: string) =>
    read(`${text.slice(0, text.length / 2)}## Sources\n${"[".repeat(text.length)}`);
  const units = ["# a\n\n", "# \n\n", "## L1: a\n", "### L1: a\n\n"];
  expect(units.filter((unit) => grows(read, unit) || grows(sources, unit))).toEqual([]);
});

it("is linear in keys that all differ", () => {
  const keys = (text: string) => parse([...text].map((_, n) => `${n}: 1`).join("\n"));
  expect(grows((text) => keys(text.slice(0, text.length / 8)), "a")).toBe(false);
});

it("a head of a lesson has no more parts than anybody writes", async () => {
  await expect(parseMarkdown(`---\n${'"'.repeat(250_000)}\n---\n`)).rejects.toThrow("no YAML");
  await expect(parseMarkdown(`---\n${"- a\n".repeat(5_000)}\n---\n`)).rejects.toThrow("no YAML");
});

it("would be told if it were not", () => {
  const square = (text: string) => / +x/.test(text.slice(0, text.length / 6));
  expect(grows(square, " ")).toBe(true);
});

it("reads as many keys as a text has, each another one, in a straight line's time", () => {
  const keys = (text: string) => yaml([...part(text)].map((each, n) => `${each}${n}: x\n`).join(""));
  expect(grows(keys, "k")).toBe(false);
});

it("costs a control character as one token", () => {
  expect(countTokens("\0\u0001\u001b")).toBe(4);
});
