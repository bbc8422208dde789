// Reads any object of the repository: loose ones directly, packed ones through one long-lived `git cat-file`.
import type { ChildProcessWithoutNullStreams } from "node:child_process";
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

export function createObjectReader(commonDir: string, dir: string): ObjectReader {
  const batch = createBatch(dir, "--batch");
  const check = createBatch(dir, "--batch-check");
  return {
    read: async (name) =>
      (OBJECT_ID.test(name) ? await readLoose(commonDir, name) : null) ??
      (await batch.ask(name))?.object ??
      null,
    async resolve(expression, type) {
      const answer = await check.ask(expression);
      return answer && (type === undefined || answer.object.type === type) ? answer.id : null;
    },
    close() {
      batch.close();
      check.close();
    },
  };
}

interface Answer {
  id: string;
  object: GitObject;
}

/** One `git cat-file` child that answers in the order in which it was asked. It never keeps the process alive. */
function createBatch(dir: string, mode: "--batch" | "--batch-check") {
  let child: ChildProcessWithoutNullStreams | null = null;
  let waiting: { resolve(answer: Answer | null): void; reject(error: Error): void }[] = [];
  let buffered: Buffer[] = [];
  let size = 0;
  let needed = 1;

  function fail(error: Error) {
    child = null;
    buffered = [];
    size = 0;
    needed = 1;
    const failed = waiting;
    waiting = [];
    for (const { reject } of failed) reject(error);
  }

  function start(): ChildProcessWithoutNullStreams {
    const started = spawnGit(dir, ["cat-file", mode]);
    started.on("error", fail);
    started.on("close", () => {
      if (child === started) fail(new Error("git cat-file ended"));
    });
    started.stdin.on("error", () => {});
    started.stdout.on("data", (chunk: Buffer) => {
      buffered.push(chunk);
      size += chunk.length;
      if (size >= needed) drain();
    });
    started.unref();
    for (const stream of [started.stdin, started.stdout, started.stderr]) {
      if ("unref" in stream && typeof stream.unref === "function") stream.unref();
    }
    return started;
  }

  function drain() {
    let bytes = buffered.length === 1 ? (buffered[0] ?? Buffer.alloc(0)) : Buffer.concat(buffered);
    needed = 1;
    while (bytes.length > 0) {
      const lineEnd = bytes.indexOf(10);
      if (lineEnd < 0) break;
      const [id = "", type = "", length = "0"] = bytes.toString("utf8", 0, lineEnd).split(" ");
      const found = OBJECT_ID.test(id) && type !== "missing";
      const bodyLength = found && mode === "--batch" ? Number(length) + 1 : 0;
      const end = lineEnd + 1 + bodyLength;
      if (bytes.length < end) {
        needed = end;
        break;
      }
      const data = Buffer.from(bytes.subarray(lineEnd + 1, Math.max(lineEnd + 1, end - 1)));
      waiting.shift()?.resolve(found ? { id, object: { type, data } } : null);
      bytes = bytes.subarray(end);
    }
    buffered = bytes.length > 0 ? [bytes] : [];
    size = bytes.length;
  }

  return {
    ask(name: string): Promise<Answer | null> {
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
