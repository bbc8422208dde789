// Repositories for the benchmarks: with many learnings in the journal, or with many files in the tree.

import { execFileSync } from "node:child_process";
import path from "node:path";
import { findRepository } from "../../src/git/repository.ts";
import { openJournal } from "../support/kinds.ts";
import { createRepository, removeFolder, type TestRepository } from "../support/repository.ts";
import { createGenerator, GENERATED_FILES, type GeneratedLearning } from "./generated.ts";

const BATCH = 1_000;

/** A repository of 200 files whose journal holds `count` learnings, written by the journal itself; the gate is not asked. */
export async function repositoryWithLearnings(
  count: number,
): Promise<{ repository: TestRepository; learnings: GeneratedLearning[] }> {
  const repository = createRepository();
  repository.commit(
    Object.fromEntries(GENERATED_FILES.map((file, number) => [file, `export const n = ${number};\n`])),
  );
  const listed = repository.git("ls-tree", "-r", "HEAD").trim().split("\n");
  const blobs = new Map(
    listed.map((line) => [line.slice(line.indexOf("\t") + 1), line.split(/\s/)[2] ?? ""]),
  );
  const generator = createGenerator(count);
  const learnings = Array.from({ length: count }, () => generator.learning());
  const journal = openJournal(await findRepository(repository.dir));
  for (let at = 0; at < count; at += BATCH) {
    const drafts = learnings.slice(at, at + BATCH).map((learning) => ({
      record: "learning" as const,
      ...learning,
      evidence: [],
      confidence: null,
      supersedes: null,
      distinct_because: null,
      labels: [],
      seen: Object.fromEntries(learning.paths.map((file) => [file, blobs.get(file) ?? ""])),
    }));
    await journal.append(drafts, { session: "filler", runtime: "bench", role: "worker" }, null);
  }
  // A server does this by itself, but in the midst of what is measured.
  await journal.pack();
  journal.close();
  return { repository, learnings };
}

/** Makes the next server read all records from git again. */
export function deleteCache(repository: TestRepository): void {
  removeFolder(path.join(repository.dir, ".git/agentops/cache"));
}

/** A repository with `count` files in its tree, index and working tree, in folders of 100. */
export function repositoryWithFiles(count: number): TestRepository {
  const repository = createRepository({ unborn: true });
  const files = Array.from({ length: count }, (_, number) => {
    const text = `export const value = ${number};\n`;
    const file = `packages/p${Math.floor(number / 10_000)}/m${Math.floor(number / 100) % 100}/file-${number}.ts`;
    return `M 100644 inline ${file}\ndata ${text.length}\n${text}\n`;
  });
  const message = "all files";
  const head = `commit refs/heads/main\ncommitter Test <test@localhost> 1700000000 +0000\ndata ${message.length}\n${message}\n`;
  execFileSync("git", ["fast-import", "--quiet"], { cwd: repository.dir, input: `${head}${files.join("")}` });
  repository.git("reset", "-q", "--hard");
  return repository;
}
