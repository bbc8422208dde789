// Writes records, and acknowledges them only once objects and ref are on the disk. It never touches HEAD, index, stash or
// working tree.

import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { frame, writeLoose } from "../git/objects.ts";
import { lockTimeout, readRefs, refLockFile, swapRef } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { tryGit } from "../git/run.ts";
import { removeStaleLock } from "../git/stale-lock.ts";
import { type Kinds, kindOf } from "../records/kinds.ts";
import type { JournalRecord } from "../records/record.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { oneLine } from "../shared/text/one-line.ts";
import { decodeForeignRecord, encodeRecord, recordPath } from "./codec.ts";
import { inTurn, QUEUE_TIMEOUT_MS } from "./queue.ts";
import { insertFiles, type JournalFile, type TreeReader } from "./tree.ts";

export const CLONE_REFS = "refs/agentops/clones/";

export interface AppendPorts {
  readonly kinds: Kinds;
  readonly repository: Repository;
  readonly trees: TreeReader;
  /** This program's folder in the common git directory. */
  readonly folder: string;
  readonly clone: string;
  /** `Name <mail>` of the person whose agents write here. */
  readonly author: string;
}

export interface PreparedRecord {
  readonly record: JournalRecord;
  readonly bytes: Buffer;
}

/** Throws INVALID_ARGUMENT for a record that readers would quarantine, as it must never be acknowledged. */
export async function prepareRecord(kinds: Kinds, record: JournalRecord): Promise<PreparedRecord> {
  const bytes = Buffer.from(encodeRecord(kinds, record));
  const decoded = await decodeForeignRecord(kinds, recordPath(kinds, record), bytes);
  if (decoded.ok) return { record, bytes };
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `The ${record.record} cannot be kept: ${decoded.reason}.`,
    "Change that part of its text and call again; nothing was stored.",
  );
}

/**
 * Adds records to this clone's ref in one commit and returns its id. Throws REPO_BUSY, READ_ONLY, DISK_FULL,
 * NOT_A_REPOSITORY or GIT_FAILED; then nothing was stored.
 */
export async function appendRecords(
  ports: AppendPorts,
  prepared: readonly PreparedRecord[],
): Promise<string> {
  const { repository, folder, kinds } = ports;
  const files: JournalFile[] = [];
  // Blobs do not depend on what others write, so they are written before this process has its turn.
  await Promise.all(
    prepared.map(async ({ record, bytes }) => {
      const blob = frame(repository.objectFormat, "blob", bytes);
      files.push({ path: recordPath(kinds, record), id: blob.id });
      await writeLoose(repository.commonDir, blob.id, blob.framed);
    }),
  );
  const message = commitMessage(
    ports.kinds,
    prepared.map(({ record }) => record),
  );
  return inTurn(path.join(folder, "queue"), () => commitFiles(ports, files, message));
}

/** Adds files whose blobs are stored already. Call it within a turn of the queue. Throws as `appendRecords` does. */
export async function commitFiles(
  ports: AppendPorts,
  files: readonly JournalFile[],
  message: string,
): Promise<string> {
  const { repository, trees, clone } = ports;
  const ref = CLONE_REFS + clone;
  const deadline = performance.now() + QUEUE_TIMEOUT_MS;
  for (;;) {
    const parent = (await readRefs(repository, CLONE_REFS)).get(ref) ?? null;
    const { root, objects } = await insertFiles(
      trees,
      repository.objectFormat,
      await trees.treeOf(parent),
      files,
    );
    const made = frame(repository.objectFormat, "commit", commitBytes(root, parent, ports.author, message));
    await Promise.all(
      [...objects, made].map(({ id, framed }) => writeLoose(repository.commonDir, id, framed)),
    );
    const outcome = await swapRef(repository, ref, parent, made.id);
    if (outcome === "moved") return made.id;
    if (outcome === "locked" && !(await removeStaleLock(refLockFile(repository, ref), repository))) {
      await sleep(50);
    }
    if (performance.now() > deadline) throw lockTimeout();
  }
}

/** A commit in git's own bytes; `author` is `Name <mail>`, the time is now in UTC. */
export function commitBytes(tree: string, parent: string | null, author: string, message: string): Buffer {
  const now = `${Math.floor(Date.now() / 1000)} +0000`;
  const lines = [
    `tree ${tree}`,
    ...(parent ? [`parent ${parent}`] : []),
    `author ${author} ${now}`,
    `committer agentops-mcp <agentops-mcp@localhost> ${now}`,
    "",
    message,
  ];
  return Buffer.from(lines.join("\n"));
}

/** Tells readers of `git log` what was recorded, by whom, where, and the ids to look it up by. */
function commitMessage(kinds: Kinds, records: readonly JournalRecord[]): string {
  // Chatter is stored along with other records and is not worth a line in the log.
  const told = records.filter((record) => !kindOf(kinds, record).chatter);
  const [first] = told.length > 0 ? told : records;
  const summary = (record: JournalRecord): string => oneLine(kindOf(kinds, record).summary(record));
  const subject = first && told.length <= 1 ? summary(first) : `${records.length} records`;
  const body = records.length === 1 ? [] : records.map((record) => `- ${summary(record)}`);
  const trailers = new Set(
    records.flatMap((record) => [
      `AgentOps-Record: ${record.id}`,
      `AgentOps-Session: ${oneLine(record.session)}`,
      `AgentOps-Runtime: ${oneLine(record.runtime)}`,
      ...(record.commit ? [`AgentOps-Commit: ${record.commit}`] : []),
      ...(kindOf(kinds, record).why?.(record) ?? []).map(oneLine),
    ]),
  );
  return `${[subject, ...(body.length > 0 ? ["", ...body] : []), "", ...trailers].join("\n")}\n`;
}

/** `Name <mail>`: the person's git identity, or a neutral one where git has none. */
export async function authorOf(repository: Repository): Promise<string> {
  const asked = await tryGit(repository.commonDir, ["config", "--get-regexp", "^user\\.(name|email)$"]);
  const settings = new Map(
    asked.stdout.split("\n").map((line) => [line.split(" ")[0], line.slice(line.indexOf(" ") + 1)]),
  );
  const clean = (text: string | undefined, otherwise: string) =>
    text?.replace(/[<>\n\0]/g, "").trim() || otherwise;
  return `${clean(settings.get("user.name"), "agentops-mcp")} <${clean(settings.get("user.email"), "agentops-mcp@localhost")}>`;
}
