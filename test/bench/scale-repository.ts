// Repositories as large as years of use make them, written by git's own fast importer, as a journal's writer would take hours.

import { execFileSync } from "node:child_process";
import { appendFileSync, closeSync, openSync, rmSync } from "node:fs";
import path from "node:path";
import { encodeTime } from "ulid";
import { findRepository } from "../../src/git/repository.ts";
import { learningFileName, renderLearningFile } from "../../src/learnings/io/learning-file.ts";
import type { LearningRecord } from "../../src/learnings/records/learning.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { encodeRecord, openJournal, recordPath } from "../support/kinds.ts";
import { learning } from "../support/records.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { createGenerator, GENERATED_FILES } from "./generated.ts";

const MINUTE = 60_000;
/** Sessions that lessons are spread over: seven each, as in a working day. */
const PER_SESSION = 7;

/** Lessons of one clone, seven a session and one a minute, the newest an hour old. */
export function* lessons(count: number, clone: string, until: number): Iterable<LearningRecord> {
  const generator = createGenerator(count);
  const first = until - (count + 60) * MINUTE;
  for (let number = 0; number < count; number += 1) {
    const at = first + number * MINUTE;
    yield {
      ...learning(0),
      ...generator.learning(),
      id: encodeTime(at, 10) + String(number).padStart(16, "0"),
      at: new Date(at).toISOString(),
      clone,
      session: `f${Math.floor(number / PER_SESSION)}`,
    };
  }
}

export interface Filling {
  /** What this clone's journal holds, the newest from before `until`; the same whenever it is asked with the same. */
  records(clone: string, until: number): Iterable<JournalRecord>;
  /** True where each lesson lies as a file in the working tree and on the branch too, as it does unless told otherwise. */
  readonly laidDown: boolean;
}

/** 200 files of code, and the records in one commit of this clone's own journal. */
export async function scaleRepository({ records, laidDown }: Filling): Promise<TestRepository> {
  const repository = createRepository();
  const { dir, git } = repository;
  repository.commit(
    Object.fromEntries(GENERATED_FILES.map((file, number) => [file, `export const n = ${number};\n`])),
  );
  const journal = openJournal(await findRepository(dir));
  const { clone } = await journal.writer();
  journal.close();
  const branch = git("symbolic-ref", "HEAD").trim();
  const until = Date.now();
  const stream = createStream(path.join(dir, ".git", "import"));
  stream.commit(`refs/agentops/clones/${clone}`, null);
  for (const record of records(clone, until)) stream.file(recordPath(record), encodeRecord(record));
  if (laidDown) {
    stream.commit(branch, git("rev-parse", "HEAD").trim());
    for (const record of records(clone, until))
      if (record.record === "learning") {
        const known = record as LearningRecord;
        stream.file(`.agentops/learnings/${learningFileName(known)}`, renderLearningFile(known));
      }
  }
  stream.send(dir);
  git("reset", "-q", "--hard");
  return repository;
}

/** Millions of small writes would take longer than the import, and one buffer of all may be larger than one can be. */
const AT_ONCE = 4 << 20;

function createStream(file: string) {
  const handle = openSync(file, "w");
  let unsent: string[] = [];
  let length = 0;
  const put = (text: string): void => {
    unsent.push(text);
    length += text.length;
    if (length > AT_ONCE) write();
  };
  const write = (): void => {
    appendFileSync(handle, unsent.join(""));
    unsent = [];
    length = 0;
  };
  return {
    commit(ref: string, parent: string | null): void {
      put(`commit ${ref}\ncommitter Test <test@localhost> 1700000000 +0000\ndata 4\nmany\n`);
      if (parent !== null) put(`from ${parent}\n`);
    },
    file(name: string, text: string): void {
      put(`M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    },
    send(dir: string): void {
      write();
      closeSync(handle);
      const input = openSync(file, "r");
      execFileSync("git", ["fast-import", "--quiet"], { cwd: dir, stdio: [input, "ignore", "inherit"] });
      closeSync(input);
      rmSync(file);
    },
  };
}
