// Prints a command's result to stdout, and its progress and questions to stderr. Output is plain without a terminal.
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { renderText } from "../mcp/render.ts";
import { fitted, type Look, lookOf, PLAIN } from "./look.ts";
import { asStarted, startedAs } from "./started-as.ts";

export interface Terminal {
  /** The command's result: text for people, or with --json the facts as one object. */
  answer(facts: Record<string, unknown>, text?: string): void;
  /** Shows a result again and again: in place on a terminal, else below the last one where it differs. */
  show(facts: Record<string, unknown>, text: string): void;
  /** Width and colours for its results. */
  readonly look: Look;
  /** A line about what is going on; nothing with --json. */
  note(line: string): void;
  /** Shows the progress of long work, at most five times a second and only on a terminal. */
  progress(done: number, all: number, what: string): void;
  /** Asks yes or no; `otherwise` where nobody can be asked. */
  confirm(question: string, otherwise: boolean): Promise<boolean>;
  /** True where a person can answer. */
  readonly interactive: boolean;
}

/** The streams of a command: the process's own, or a test's. */
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
    // Computed each time, as a window can change its width.
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

/** Clears the screen and shows as much as fits; the text behind an escape code is never stored text. */
function screen(text: string, rows: number): string {
  const lines = text.split("\n");
  const cut = rows > 2 && lines.length >= rows;
  const shown = cut ? [...lines.slice(0, rows - 2), `and ${lines.length - rows + 2} more lines`] : lines;
  return `\u001b[H\u001b[2J${shown.join("\n")}\n`;
}

/** One reader for all questions, so that text typed ahead answers the next one; no answer at the end of input. */
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
