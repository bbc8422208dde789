// Writes a journal's history again without some of its records. The same history gives the same commits in every clone.

import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import { refLockFile, swapRef } from "../git/refs.ts";
import { git, tryGit } from "../git/run.ts";
import { removeStaleLock } from "../git/stale-lock.ts";
import Redaction from "../records/redaction.ts";
import { decodeRecord, idInPath, MAX_RECORD_BYTES } from "./codec.ts";
import type { Journal } from "./journal.ts";
import { createTreeReader, filesOfKind } from "./tree.ts";

type Ports = Pick<Journal, "kinds" | "repository" | "reader" | "folder">;

export interface RewrittenRef {
  readonly ref: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Call it within a turn of the queue. Moves each of `refs` (name -> commit) that holds one of the records anywhere in its
 * history.
 */
export async function rewriteRefs(
  ports: Ports,
  refs: ReadonlyMap<string, string>,
  ids: ReadonlySet<string>,
): Promise<RewrittenRef[]> {
  const { repository } = ports;
  const rewritten: RewrittenRef[] = [];
  // An incomplete history must fail alone.
  const found =
    ids.size === 0 ? null : await pathsOf(repository.commonDir, refs.values(), ids).catch(() => ids);
  const isHeld = found !== null && found.size > 0;
  for (const [ref, tip] of isHeld ? refs : []) {
    let from = tip;
    let to = await withoutRecords(ports, from, ids);
    while (to !== from) {
      const outcome = await swapRef(repository, ref, from, to);
      if (outcome === "moved") {
        rewritten.push({ ref, from, to });
        // Only where a person has git log each ref.
        await tryGit(repository.commonDir, ["reflog", "expire", "--expire=all", ref]);
        break;
      }
      if (outcome === "locked") await removeStaleLock(refLockFile(repository, ref), repository);
      from = (await git(repository.commonDir, ["rev-parse", "--verify", ref])).trim();
      to = await withoutRecords(ports, from, ids);
    }
  }
  // The cache repeats the text of the records; readers build it again.
  if (rewritten.length > 0) await rm(path.join(ports.folder, "cache"), { recursive: true, force: true });
  return rewritten;
}

/** The ids that redactions in these journals name. A redaction itself can't be redacted. */
export async function redactedIn(ports: Ports, tips: Iterable<string>): Promise<Set<string>> {
  const named = new Set<string>();
  const own = new Set<string>();
  const trees = createTreeReader(ports.reader, ports.repository.objectFormat, true);
  for (const tip of new Set(tips)) {
    // A journal that is not read removes nothing from others either.
    for (const { id, path: file } of await filesOfKind(trees, tip, Redaction.name).catch(() => [])) {
      const object = await ports.reader.readBounded(id, MAX_RECORD_BYTES);
      const decoded = object?.data ? await decodeRecord(ports.kinds, file, object.data) : null;
      if (!decoded?.ok || !Redaction.is(decoded.record)) continue;
      named.add(decoded.record.redacted);
      own.add(decoded.record.id);
    }
  }
  return new Set([...named].filter((id) => !own.has(id)));
}

/** The same commit where no commit of its history holds one of the records. */
async function withoutRecords(ports: Ports, tip: string, ids: ReadonlySet<string>): Promise<string> {
  const { commonDir } = ports.repository;
  const paths = await pathsOf(commonDir, [tip], ids);
  if (paths.size === 0) return tip;
  const touching = await commits(commonDir, ["--full-history", tip, "--", ...paths]);
  const stream = await importStream(
    ports,
    await commits(commonDir, ["--reverse", "--topo-order", tip]),
    touching,
    [...paths],
  );
  const ref = `refs/agentops/rewriting/${randomBytes(6).toString("hex")}`;
  await git(
    commonDir,
    ["fast-import", "--quiet", "--force", "--date-format=raw-permissive"],
    Buffer.concat([Buffer.from(`feature done\n`), ...stream(ref), Buffer.from("done\n")]),
  );
  const made = (await git(commonDir, ["rev-parse", "--verify", ref])).trim();
  await git(commonDir, ["update-ref", "-d", ref, made]);
  return made;
}

/** Where the records lie in these histories; one process for all of them, as nearly always they lie nowhere. */
async function pathsOf(
  dir: string,
  tips: Iterable<string>,
  ids: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  const listed = await git(dir, ["rev-list", "--objects", "--stdin"], `${[...tips].join("\n")}\n`);
  for (const line of listed.split("\n")) {
    const file = line.slice(line.indexOf(" ") + 1);
    // A commit is listed without a path.
    if (line.includes(" ") && file !== "" && ids.has(idInPath(file))) paths.add(file);
  }
  return paths;
}

async function commits(dir: string, args: readonly string[]): Promise<Set<string>> {
  const listed = await git(dir, ["--literal-pathspecs", "rev-list", ...args]);
  return new Set(listed.split("\n").filter(Boolean));
}

/** Input for `git fast-import`: each commit that holds the records or comes after one, without them. */
async function importStream(
  { reader }: Ports,
  ordered: Iterable<string>,
  touching: ReadonlySet<string>,
  paths: readonly string[],
): Promise<(ref: string) => Buffer[]> {
  const marks = new Map<string, number>();
  const parts: ((ref: string) => Buffer)[] = [];
  const removals = paths.map((file) => `D ${JSON.stringify(file)}\n`).join("");
  for (const id of ordered) {
    const object = await reader.read(id);
    if (!object) throw new Error(`commit ${id} is missing`);
    const end = object.data.indexOf("\n\n");
    const head = object.data.toString("latin1", 0, end).split("\n");
    const fields = (name: string) =>
      head.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
    const parents = fields("parent");
    if (!touching.has(id) && !parents.some((parent) => marks.has(parent))) continue;
    marks.set(id, marks.size + 1);
    const message = object.data.subarray(end + 2);
    const kept = touching.has(id) ? withoutTitles(message) : message;
    const names = parents.map((parent) => (marks.has(parent) ? `:${marks.get(parent)}` : parent));
    const mark = marks.get(id);
    parts.push((ref) =>
      Buffer.concat([
        // Without this a first commit would get the one before it as its parent.
        Buffer.from(names.length === 0 ? `reset ${ref}\n\n` : ""),
        Buffer.from(`commit ${ref}\nmark :${mark}\n`),
        Buffer.from(`author ${fields("author")[0]}\ncommitter ${fields("committer")[0]}\n`, "latin1"),
        Buffer.from(`data ${kept.length}\n`),
        kept,
        Buffer.from("\n"),
        Buffer.from(names.map((name, at) => `${at === 0 ? "from" : "merge"} ${name}\n`).join("")),
        Buffer.from(`M 040000 ${fields("tree")[0]} ""\n${removals}\n`),
      ]),
    );
  }
  return (ref) => parts.map((part) => part(ref));
}

/** A commit message repeats titles and evidence of its records. */
function withoutTitles(message: Buffer): Buffer {
  const ids = message.toString("utf8").match(/^AgentOps-Record: [0-9A-HJKMNP-TV-Z]{26}$/gm) ?? [];
  return Buffer.from(`record redacted\n\n${ids.join("\n")}\n`);
}
