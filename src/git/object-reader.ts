// Reads any object of the repository: loose ones directly, packed ones through one long-lived `git cat-file`.
import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { type BatchAnswer, createAnswerParser } from "./batch-answers.ts";
import { type GitObject, type ObjectType, readLoose } from "./objects.ts";
import { spawnGit } from "./run.ts";

export interface ObjectReader {
  /** `name` is an object id or an expression such as `HEAD:src/a.ts`; null when there is no such object. */
  read(name: string): Promise<GitObject | null>;
  /** The id that an expression stands for at this moment; null when it stands for nothing, or for another type. */
  resolve(expression: string, type?: ObjectType): Promise<string | null>;
  close(): void;
}

const OBJECT_ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** `dir` is where git runs: inside a worktree, `HEAD` is that worktree's. */
export function createObjectReader(commonDir: string, dir: string): ObjectReader {
  const batch = createBatch(dir, "--batch");
  const check = createBatch(dir, "--batch-check");
  return {
    async read(name) {
      const loose = OBJECT_ID.test(name) ? await readLoose(commonDir, name) : null;
      return loose ?? batch.ask(name);
    },
    async resolve(expression, type) {
      const answer = await check.ask(expression);
      return answer && (type === undefined || answer.type === type) ? answer.id : null;
    },
    close() {
      batch.close();
      check.close();
    },
  };
}

interface Question {
  resolve(answer: BatchAnswer | null): void;
  reject(error: Error): void;
}

/** One `git cat-file` child, started when first asked. It never keeps the process alive, and is replaced if it ends. */
function createBatch(dir: string, mode: "--batch" | "--batch-check") {
  let child: ChildProcessWithoutNullStreams | null = null;
  let waiting: Question[] = [];

  function fail(error: Error): void {
    child = null;
    const failed = waiting;
    waiting = [];
    for (const { reject } of failed) reject(error);
  }

  function start(): ChildProcessWithoutNullStreams {
    const started = spawnGit(dir, ["cat-file", mode]);
    const parse = createAnswerParser(mode === "--batch", (answer) => waiting.shift()?.resolve(answer));
    started.stdout.on("data", parse);
    started.stdin.on("error", () => {});
    started.on("error", fail);
    started.on("close", () => {
      if (child === started) fail(new Error("git cat-file ended"));
    });
    started.unref();
    for (const stream of [started.stdin, started.stdout, started.stderr]) {
      if ("unref" in stream && typeof stream.unref === "function") stream.unref();
    }
    return started;
  }

  return {
    ask(name: string): Promise<BatchAnswer | null> {
      // A newline would be a second question, and every answer after it would belong to the wrong one.
      if (/[\n\0]/.test(name)) return Promise.resolve(null);
      child ??= start();
      const { stdin } = child;
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        stdin.write(`${name}\n`);
      });
    },
    close() {
      const closing = child;
      child = null;
      closing?.stdin.end();
    },
  };
}
