// Prints a command's facts to stdout, and its progress and questions to stderr. Output is plain where no terminal is.
import { createInterface } from "node:readline/promises";
import { renderText } from "../mcp/render.ts";

export interface Terminal {
  /** The command's answer: text for people, or with --json the facts as one object. */
  answer(facts: Record<string, unknown>, text?: string): void;
  /** A line about what is going on; nothing with --json. */
  note(line: string): void;
  /** Shows how far a long work is, at most five times a second, and only on a terminal. */
  progress(done: number, all: number, what: string): void;
  /** Asks yes or no; `otherwise` where nobody can be asked. */
  confirm(question: string, otherwise: boolean): Promise<boolean>;
  /** A person is there to answer. */
  readonly interactive: boolean;
}

const PROGRESS_MS = 200;

export function createTerminal(json: boolean): Terminal {
  const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true;
  let shownAt = 0;
  return {
    interactive,
    answer(facts, text) {
      process.stdout.write(json ? `${JSON.stringify(facts)}\n` : `${text ?? renderText(facts)}\n`);
    },
    note(line) {
      if (!json) process.stderr.write(`${line}\n`);
    },
    progress(done, all, what) {
      const now = Date.now();
      if (!process.stderr.isTTY || json || (done < all && now - shownAt < PROGRESS_MS)) return;
      shownAt = now;
      process.stderr.write(`\r${what}: ${done} of ${all}${done === all ? "\n" : ""}`);
    },
    async confirm(question, otherwise) {
      if (!interactive) return otherwise;
      const asked = createInterface({ input: process.stdin, output: process.stderr });
      const answer = await asked.question(`${question} [y/N] `);
      asked.close();
      return /^y(es)?$/i.test(answer.trim());
    },
  };
}
