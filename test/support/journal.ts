// Reads a journal with git alone, and writes into it what this program never would.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { LearningRecord } from "../../src/learnings/records/learning.ts";
import type { RecordDraft } from "../../src/records/record.ts";
import { createGenerator } from "../bench/generated.ts";
import { type ProcessOptions, startClient, type TestClient } from "./client.ts";
import type { TestRepository } from "./repository.ts";

export const CLONES = "refs/agentops/clones";

/** A HOME without configuration, so that tests do not depend on the machine's settings. */
export const EMPTY_HOME = mkdtempSync(path.join(os.tmpdir(), "agentops-home-"));

export function cloneRefs({ git }: Pick<TestRepository, "git">): string[] {
  return git("for-each-ref", "--format=%(refname)", CLONES).split("\n").filter(Boolean);
}

/** Every file of every clone's journal, as `<ref>:<path>`. */
export function journalFiles(repository: Pick<TestRepository, "git">): string[] {
  return cloneRefs(repository).flatMap((ref) =>
    repository
      .git("ls-tree", "-r", "--name-only", ref)
      .split("\n")
      .filter(Boolean)
      .map((file) => `${ref}:${file}`),
  );
}

/** The records of a kind that the journal holds as files; starts three processes, however many records there are. */
export function journalRecords<T>(repository: Pick<TestRepository, "dir" | "git">, kind: string): T[] {
  const blobs = cloneRefs(repository).flatMap((ref) =>
    [...repository.git("ls-tree", "-r", ref, `${kind}/`).matchAll(/^\d+ blob (\w+)/gm)].map(([, id]) => id),
  );
  const input = blobs.map((id) => `${id}\n`).join("");
  let rest = execFileSync("git", ["cat-file", "--batch"], { cwd: repository.dir, input, maxBuffer: 2 ** 28 });
  return blobs.map(() => {
    const start = rest.indexOf(10) + 1;
    const end = start + Number(rest.toString("utf8", 0, start).split(" ")[2]);
    const record = JSON.parse(rest.toString("utf8", start, end)) as T;
    rest = rest.subarray(end + 1);
    return record;
  });
}

/** Ids of the records that lie in the journal as files. */
export function storedIds(repository: Pick<TestRepository, "git">, kind = ""): string[] {
  return journalFiles(repository)
    .filter((file) => file.includes(`:${kind}`))
    .map((file) => path.parse(file).name);
}

/** The complaints of `git fsck --strict`; dangling objects are no error. */
export function fsck(dir: string): string {
  const { status, stdout, stderr } = spawnSync("git", ["fsck", "--full", "--strict", "--no-dangling"], {
    cwd: dir,
    encoding: "utf8",
  });
  const lines = `${stdout}${stderr}`
    .split("\n")
    .filter((line) => /error|fatal|missing|broken|warning/.test(line));
  return status === 0 ? lines.join("\n") : `exit ${status}\n${stdout}${stderr}`;
}

/** Adds a commit with these files to a clone's ref, as another clone might have pushed it. */
export function plant(dir: string, clone: string, files: Record<string, string | Buffer>): void {
  const ref = `${CLONES}/${clone}`;
  const known = spawnSync("git", ["rev-parse", "-q", "--verify", ref], {
    cwd: dir,
    encoding: "utf8",
  }).stdout.trim();
  const parts: (string | Buffer)[] = [
    `commit ${ref}\ncommitter Stranger <s@example.org> 1700000000 +0000\ndata 7\nplanted\n`,
    ...(known ? [`from ${known}\n`] : []),
  ];
  for (const [file, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    parts.push(`M 100644 inline ${file}\ndata ${bytes.length}\n`, bytes, "\n");
  }
  execFileSync("git", ["fast-import", "--quiet", "--force"], {
    cwd: dir,
    input: Buffer.concat(parts.map((part) => Buffer.from(part))),
  });
}

/** A learning's draft that goes to the journal without passing the gate. */
export function draft(changes: Partial<LearningRecord> = {}): RecordDraft {
  return {
    record: "learning",
    title: "cat-file answers one line per name",
    kind: "gotcha",
    body: "A name with a newline is two questions.",
    paths: [],
    tags: [],
    evidence: [],
    confidence: null,
    supersedes: null,
    distinct_because: null,
    labels: [],
    seen: {},
    ...changes,
  };
}

export const WRITER = { session: "monday", runtime: "test", role: "worker" } as const;

/** Records made-up lessons through a real server; all are different and pass the gate. */
export function createRecorder(
  client: TestClient,
  seed: number,
  told: (facts: Record<string, unknown>) => void = () => {},
) {
  const generator = createGenerator(seed);
  return async (changes: Record<string, unknown> = {}): Promise<string> => {
    const { paths: _, ...lesson } = generator.learning();
    const answer = await client.call("record_learning", {
      ...lesson,
      distinct_because: "each made-up lesson stands for itself",
      ...changes,
    });
    if (answer.isError) throw new Error(answer.text);
    told(answer.facts);
    return String(answer.facts.id);
  };
}

/** Runs `work` with the client of a server process and closes it, whatever happens. */
export async function withServer<T>(
  dir: string,
  options: ProcessOptions,
  work: (client: TestClient) => Promise<T>,
): Promise<T> {
  const client = await startClient(dir, { ...options, env: { HOME: EMPTY_HOME, ...options.env } });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
