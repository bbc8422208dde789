// Puts cases into a repository of their own, each as two commits, and nothing in it tells which case is faulty.

import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { packetOf } from "../claims/council/packet.ts";
import { CLAIM_PREDICATE, type ClaimRecord, STATEMENT_TYPE } from "../claims/records/claim.ts";
import { fileChanges } from "../git/diff.ts";
import { createObjectReader, type ObjectReader } from "../git/object-reader.ts";
import { findRepository, type Repository } from "../git/repository.ts";
import { git } from "../git/run.ts";
import type { CalibrationCase } from "./case.ts";

/** A case as a judge meets it. */
export interface LaidCase {
  readonly name: string;
  readonly case: CalibrationCase;
  readonly commit: string;
  /** The whole tree of the commit. */
  readonly tree: string;
  readonly packet: string;
}

export interface Ground {
  readonly repository: Repository;
  readonly reader: ObjectReader;
  lay(name: string, each: CalibrationCase): Promise<LaidCase>;
  remove(): Promise<void>;
}

/** Of the one criterion; every case has the same. */
export const CRITERION = "c1";
const AUTHOR = ["-c", "user.name=worker", "-c", "user.email=worker@localhost"];

/** Throws what git and the disk may throw. */
export async function openGround(): Promise<Ground> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "agentops-claims-"));
  const work = path.join(folder, "work");
  await mkdir(work);
  await git(work, ["init", "-q", "-b", "main"]);
  const repository = await findRepository(work);
  const reader = createObjectReader(repository.commonDir, work);

  /** The id of a commit that holds exactly these files. */
  async function commit(files: Readonly<Record<string, string>>, message: string, parent: string | null) {
    for (const entry of await readdir(work))
      if (entry !== ".git") await rm(path.join(work, entry), { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(work, file)), { recursive: true });
      await writeFile(path.join(work, file), text);
    }
    await git(work, ["add", "-A", "-f", "."]);
    const tree = (await git(work, ["write-tree"])).trim();
    const onto = parent === null ? [] : ["-p", parent];
    const id = (await git(work, [...AUTHOR, "commit-tree", tree, ...onto], message)).trim();
    return { id, tree };
  }

  return {
    repository,
    reader,
    async lay(name, each) {
      const before = await commit(each.before, "before", null);
      const { id, tree } = await commit(each.after, each.message, before.id);
      const diff = await fileChanges(repository.commonDir, before.id, id);
      const claim = claimOf(each, {
        commit: id,
        tree,
        from: before.id,
        paths: diff.map(({ path: file }) => file),
      });
      const { text } = packetOf({ claim, receipts: [], diff, learnings: [], research: [] });
      return { name, case: each, commit: id, tree, packet: text };
    },
    async remove() {
      reader.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Change {
  readonly commit: string;
  readonly tree: string;
  readonly from: string;
  readonly paths: readonly string[];
}

/** Only for the packet; it is stored nowhere. */
function claimOf({ message, claim, criterion }: CalibrationCase, change: Change): ClaimRecord {
  const { commit, tree, from, paths } = change;
  return {
    record: "claim",
    v: 1,
    id: "01J00000000000000000000000",
    at: "2026-01-01T00:00:00.000Z",
    session: "worker",
    runtime: "worker",
    role: "worker",
    clone: "0000000000",
    commit,
    process: null,
    statement: {
      _type: STATEMENT_TYPE,
      subject: [{ name: "work", digest: { gitCommit: commit, gitTree: tree } }],
      predicateType: CLAIM_PREDICATE,
      predicate: {
        statement: `${message.trim()}\n\n${claim}`,
        criteria: [{ id: CRITERION, text: criterion, check: null, run: null }],
        evidence: [],
        tree,
        risk: "medium",
        level: "L2",
        checks: ["test"],
        policy: { commit: from, name: "main", digest: "0".repeat(64) },
        change: { from, commits: 1, files: paths.length, paths: [...paths], patch: null },
      },
    },
  };
}
