// A transcript holds each call with its answer, and names an answer that was given before instead of repeating it.
import { type Known, normalise } from "./normalise.ts";
import type { Message } from "./server.ts";

export interface Transcript {
  say(...lines: string[]): void;
  /** One call with its answer. */
  entry(asked: string, answer: readonly string[]): void;
  /** All of it, without what differs from run to run. */
  text(known: Known): string;
}

/** Shorter ones are easier to read than a reference. */
const LONG = 400;
/** Around an answer, until it is known which was given before. */
const [BEGIN, END] = ["\u0001", "\u0002"];

export function createTranscript(): Transcript {
  const lines: string[] = [];
  let calls = 0;
  return {
    say: (...more) => void lines.push(...more),
    entry: (asked, answer) =>
      void lines.push("", `[${++calls}] ${asked}`, `${BEGIN}${answer.join("\n")}${END}`),
    text: (known) => `${withoutRepetitions(normalise(lines.join("\n"), known)).trim()}\n`,
  };
}

function withoutRepetitions(text: string): string {
  const before = new Map<string, number>();
  let calls = 0;
  return text.replace(new RegExp(`${BEGIN}([^${END}]*)${END}`, "g"), (_, answer: string) => {
    calls++;
    const same = before.get(answer);
    if (same === undefined) before.set(answer, calls);
    return same === undefined || answer.length < LONG ? answer : `the same as [${same}]`;
  });
}

/** Text of an answer as lines, the rest of it as JSON in its own order. */
export function linesOf({ result, error }: Message): string[] {
  if (error !== undefined) return [`error ${JSON.stringify(error)}`];
  const { content, structuredContent, contents, ...rest } = result ?? {};
  const parts = (content ?? contents ?? []) as { text?: string }[];
  return [
    ...(Object.keys(rest).length > 0 ? [JSON.stringify(rest)] : []),
    ...parts.map(({ text, ...more }) => `${JSON.stringify(more)} ${text}`),
    ...(structuredContent === undefined ? [] : [`structured ${JSON.stringify(structuredContent)}`]),
  ];
}
