// Reads a lesson, or changes to one, from options, from a pipe, or from a person's editor.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { LEARNINGS_FOLDER, parseLearningFile } from "../learnings/io/learning-file.ts";
import type { LearningText } from "../learnings/learning.ts";
import { type Evidence, LEARNING_KINDS } from "../records/evidence.ts";
import { evidenceIn } from "../records/evidence-text.ts";
import { AgentOpsError } from "../shared/errors.ts";
import type { CommandInput, OptionSpec } from "./define-command.ts";
import { editFile } from "./open-program.ts";
import { listIn, textIn } from "./option-values.ts";

/** Nobody types more, and a pipe without an end must not fill the memory. */
const MOST_BYTES = 200_000;

export const LESSON_OPTIONS = {
  title: { type: "string", value: "<text>", description: "its title" },
  kind: {
    type: "string",
    value: "<name>",
    choices: LEARNING_KINDS,
    description:
      "a decision, a failure (what did not work), a pattern (what does), a gotcha (a trap), a mental_model (how it hangs together)",
  },
  body: { type: "string", value: "<text>", description: "its text: when, why, what to do instead" },
  paths: { type: "string", value: "<a,b>", description: "files or folders that it is about" },
  tags: { type: "string", value: "<a,b>", description: "words to find it by" },
  symptoms: {
    type: "string",
    value: "<a; b>",
    description: "what somebody will see or ask, up to three lines, separated by semicolons",
  },
  evidence: {
    type: "string",
    value: "<type ref; …>",
    description: 'what shows it, such as "commit 1a2b3c4; path src/a.ts"',
  },
} as const satisfies Record<string, OptionSpec>;

export type LessonParts = Partial<LearningText> & { readonly evidence?: Evidence[] | undefined };

/** Only what was given. */
export function partsIn(options: CommandInput["options"]): LessonParts {
  const given = <T>(name: string, read: (value: string) => T): T | undefined =>
    typeof options[name] === "string" ? read(options[name]) : undefined;
  const parts = {
    title: given("title", textIn),
    kind: LEARNING_KINDS.find((kind) => kind === options.kind),
    body: given("body", textIn),
    paths: given("paths", listIn),
    tags: given("tags", listIn),
    symptoms: given("symptoms", (value) => listIn(value, ";")),
    evidence: given("evidence", (value) => evidenceIn(value)),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

/** What is piped in; empty at a terminal. Throws INVALID_ARGUMENT for too much. */
export async function pipedText(): Promise<string> {
  if (process.stdin.isTTY === true) return "";
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "What is piped in is longer than any lesson.",
        "Pipe one lesson; agentops-mcp import takes whole files of notes.",
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8").trim();
}

/** A lesson in the form of files in `.agentops/learnings`, or a title above its text. */
export async function lessonIn(text: string, titled: boolean): Promise<LessonParts> {
  if (/^---\r?\n/.test(text)) return parsed(text);
  if (titled) return { body: text };
  const [first = "", ...rest] = text.split("\n");
  return { title: first.replace(/^#+ /, "").trim(), body: rest.join("\n").trim() };
}

async function parsed(text: string): Promise<LessonParts> {
  const file = await parseLearningFile(Buffer.from(text));
  if (!file.ok)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `The lesson's text can't be read: ${file.reason}.`,
      `Write title and kind between two lines of ---, and its text below, as in ${LEARNINGS_FOLDER}.`,
    );
  return { ...file.text, symptoms: file.text.symptoms ?? [] };
}

/**
 * Opens a person's editor and passes the text to `work`. The file is deleted once that has succeeded; where it throws, the
 * error says where the text is, so that nothing typed is lost.
 */
export async function inEditor<T>(
  text: string,
  env: NodeJS.ProcessEnv,
  work: (parts: LessonParts) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "agentops-lesson-"));
  const file = path.join(folder, "lesson.md");
  writeFileSync(file, text, { mode: 0o600 });
  editFile(file, env);
  try {
    const done = await work(await parsed(readFileSync(file, "utf8")));
    rmSync(folder, { recursive: true, force: true });
    return done;
  } catch (error) {
    if (!(error instanceof AgentOpsError)) throw error;
    throw new AgentOpsError(
      error.code,
      error.message,
      `${error.fix} What you wrote is in ${file}.`,
      error.facts,
    );
  }
}
