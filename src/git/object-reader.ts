// Reads any object of the repository: loose ones directly, packed ones through one long-lived `git cat-file`.
import { type BatchAnswer, createAnswerParser } from "./batch-answers.ts";
import { type BoundedObject, type GitObject, type ObjectType, readLoose } from "./objects.ts";
import { spawnGit, startFailure, tooOld } from "./run.ts";

export interface ObjectReader {
  /** `name` is an object id or an expression such as `HEAD:src/a.ts`; null when there is no such object. */
  read(name: string): Promise<GitObject | null>;
  /** The same by id, for objects that strangers made; data are null beyond `maxBytes`. */
  readBounded(id: string, maxBytes: number): Promise<BoundedObject | null>;
  /** The id that an expression stands for now; null where it stands for nothing, or for another type. */
  resolve(expression: string, type?: ObjectType): Promise<string | null>;
  close(): void;
}

/** Git's exit code for an unknown option. */
const USAGE_ERROR = 129;
const OBJECT_ID = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** `dir` is where git runs: inside a worktree, `HEAD` is that worktree's. */
export function createObjectReader(commonDir: string, dir: string): ObjectReader {
  const batch = createBatch(dir);
  return {
    async read(name) {
      const loose = OBJECT_ID.test(name) ? readLoose(commonDir, name) : null;
      return loose?.data ? { type: loose.type, data: loose.data } : batch.ask("contents", name);
    },
    async readBounded(id, maxBytes) {
      const loose = readLoose(commonDir, id, maxBytes);
      if (loose) return loose;
      const found = await batch.ask("info", id);
      return found && found.size > maxBytes ? { type: found.type, data: null } : batch.ask("contents", id);
    },
    async resolve(expression, type) {
      const answer = await batch.ask("info", expression);
      return answer && (type === undefined || answer.type === type) ? answer.id : null;
    },
    close: batch.close,
  };
}

interface Question {
  readonly command: "contents" | "info";
  readonly name: string;
  readonly retried: boolean;
  resolve(answer: BatchAnswer | null): void;
  reject(error: Error): void;
}

interface Child {
  ask(question: Question): void;
  end(): void;
}

/** One `git cat-file` process, started when needed; its unanswered questions are put once to a new one. */
function createBatch(dir: string) {
  let child: Child | null = null;

  function put(question: Question): void {
    child ??= startChild(dir, (open, error) => {
      child = null;
      for (const each of open) {
        if (each.retried) each.reject(error);
        else put({ ...each, retried: true });
      }
    });
    child.ask(question);
  }

  return {
    ask(command: Question["command"], name: string): Promise<BatchAnswer | null> {
      // A newline would make a second question, and shift every answer after it.
      if (/[\n\0]/.test(name)) return Promise.resolve(null);
      return new Promise((resolve, reject) => put({ command, name, retried: false, resolve, reject }));
    },
    close: () => child?.end(),
  };
}

/**
 * `ended` is called once with the unanswered questions. The child keeps this process alive only while there are any, so
 * that it neither outlasts its server nor lets it end before a last write.
 */
function startChild(dir: string, ended: (open: Question[], error: Error) => void): Child {
  const open: Question[] = [];
  const started = spawnGit(dir, ["cat-file", "--batch-command"]);
  let over = false;
  let unsent = "";
  const finish = (error: Error) => {
    if (!over) ended(open, error);
    over = true;
  };
  const parse = createAnswerParser(
    () => open[0]?.command === "contents",
    (answer) => {
      open.shift()?.resolve(answer);
      if (open.length === 0) started.unref();
    },
  );
  started.stdout.on("data", parse);
  started.stdin.on("error", () => {});
  started.on("error", (error) => finish(startFailure(error, dir)));
  started.on("close", (code) => finish(code === USAGE_ERROR ? tooOld() : new Error("git cat-file ended")));
  started.unref();
  for (const stream of [started.stdin, started.stdout]) {
    if ("unref" in stream && typeof stream.unref === "function") stream.unref();
  }
  // Questions of one moment are sent in one write, as waking git takes longer than its answer.
  const send = (): void => {
    started.stdin.write(unsent);
    unsent = "";
  };
  return {
    ask(question) {
      if (open.length === 0) started.ref();
      open.push(question);
      if (unsent === "") process.nextTick(send);
      unsent += `${question.command} ${question.name}\n`;
    },
    end() {
      send();
      started.stdin.end();
    },
  };
}
