// Prints a command's facts to stdout, and its progress and questions to stderr. Output is plain where no terminal is.
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { renderText } from "../mcp/render.ts";
import { fitted, type Look, lookOf, PLAIN } from "./look.ts";
import { asStarted, startedAs } from "./started-as.ts";

export interface Terminal {
  /** The command's answer: text for people, or with --json the facts as one object. */
  answer(facts: Record<string, unknown>, text?: string): void;
  /** The same again and again: in the place of what was shown before where a terminal is, else below it where it differs. */
  show(facts: Record<string, unknown>, text: string): void;
  /** How its answers look. */
  readonly look: Look;
  /** A line about what is going on; nothing with --json. */
  note(line: string): void;
  /** Shows how far a long work is, at most five times a second, and only on a terminal. */
  progress(done: number, all: number, what: string): void;
  /** Asks yes or no; `otherwise` where nobody can be asked. */
  confirm(question: string, otherwise: boolean): Promise<boolean>;
  /** A person is there to answer. */
  readonly interactive: boolean;
}

/** What a command reads and writes: the process's own, or a test's. */
export interface Streams {
  readonly stdin: Readable & { isTTY?: boolean };
  readonly stdout: Writable & { isTTY?: boolean; columns?: number; rows?: number };
  readonly stderr: Writable & { isTTY?: boolean };
}

const PROGRESS_MS = 200;

export function createTerminal(
  json: boolean,
  { stdin, stdout, stderr }: Streams,
  env: NodeJS.ProcessEnv = process.env,
): Terminal {
  const look = (): Look => (json ? PLAIN : lookOf(stdout, env));
  let shownLast: string | null = null;
  const ask = createAsk({ stdin, stderr });
  const interactive = stdin.isTTY === true && stderr.isTTY === true;
  let shownAt = 0;
  return {
    interactive,
    // Asked anew each time, as a window can be drawn wider.
    get look() {
      return look();
    },
    answer(facts, text) {
      stdout.write(json ? `${JSON.stringify(facts)}\n` : `${text ?? renderText(facts)}\n`);
    },
    show(facts, text) {
      const told = json ? JSON.stringify(facts) : fitted(text, look());
      if (told === shownLast) return;
      shownLast = told;
      stdout.write(stdout.isTTY === true && !json ? screen(told, stdout.rows ?? 0) : `${told}\n`);
    },
    note(line) {
      if (!json) stderr.write(`${asStarted(line, startedAs(process.env))}\n`);
    },
    progress(done, all, what) {
      const now = Date.now();
      if (!stderr.isTTY || json || (done < all && now - shownAt < PROGRESS_MS)) return;
      shownAt = now;
      stderr.write(`\r${what}: ${done} of ${all}${done === all ? "\n" : ""}`);
    },
    async confirm(question, otherwise) {
      if (!interactive) return otherwise;
      const answer = await ask(`${question} [y/N] `);
      return /^y(es)?$/i.test(answer.trim());
    },
  };
}

/** From the top of an empty screen, as much as it holds; what follows an escape is never stored text. */
function screen(text: string, rows: number): string {
  const lines = text.split("\n");
  const cut = rows > 2 && lines.length >= rows;
  const shown = cut ? [...lines.slice(0, rows - 2), `and ${lines.length - rows + 2} more lines`] : lines;
  return `\u001b[H\u001b[2J${shown.join("\n")}\n`;
}

/** One reader for all questions, so that what was typed ahead answers the next; without an answer at the end of input. */
function createAsk({
  stdin,
  stderr,
}: Pick<Streams, "stdin" | "stderr">): (question: string) => Promise<string> {
  let reader: Interface | null = null;
  let ended = false;
  const lines: string[] = [];
  let waiting: ((line: string) => void) | null = null;
  const take = (line: string): void => {
    if (waiting === null) lines.push(line);
    else waiting(line);
    waiting = null;
  };
  return async (question) => {
    // The terminal itself edits the line and ends the program at Ctrl-C.
    reader ??= createInterface({ input: stdin, terminal: false })
      .on("line", take)
      .on("close", () => {
        ended = true;
        waiting?.("");
      });
    stderr.write(question);
    reader.resume();
    const answer =
      lines.shift() ?? (ended ? "" : await new Promise<string>((resolve) => (waiting = resolve)));
    // Nothing else is to keep the process alive.
    if (!ended) reader.pause();
    return answer;
  };
}
