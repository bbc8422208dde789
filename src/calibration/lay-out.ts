// Puts cases into a repository of their own, each as two commits, and nothing in it tells which case is faulty.

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { packetOf } from "../claims/council/packet.ts";
import { CLAIM_PREDICATE, type ClaimRecord, STATEMENT_TYPE } from "../claims/records/claim.ts";
import { fileChanges } from "../git/diff.ts";
import { createObjectReader, type ObjectReader } from "../git/object-reader.ts";
import { findRepository, type Repository } from "../git/repository.ts";
import { git } from "../git/run.ts";
import type { CalibrationCase } from "./case.ts";

export interface NamedCase {
  readonly name: string;
  readonly case: CalibrationCase;
}

/** A case as a judge meets it. */
export interface LaidCase extends NamedCase {
  readonly commit: string;
  /** The whole tree of the commit. */
  readonly tree: string;
  readonly packet: string;
}

export interface Ground {
  readonly repository: Repository;
  readonly reader: ObjectReader;
  /** The case at this place. */
  lay(at: number): Promise<LaidCase>;
  remove(): Promise<void>;
}

/** Of the one criterion; every case has the same. */
export const CRITERION = "c1";

/** Lays all cases, in their order. Throws what git and the disk may throw. */
export async function openGround(cases: readonly NamedCase[]): Promise<Ground> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "agentops-claims-"));
  const work = path.join(folder, "work");
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await mkdir(work);
    await git(work, ["init", "-q", "-b", "main"]);
    await git(work, IMPORT, importOf(cases));
    return groundIn(await findRepository(work), cases, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

function groundIn(repository: Repository, cases: readonly NamedCase[], remove: () => Promise<void>): Ground {
  const reader = createObjectReader(repository.commonDir, repository.commonDir);
  return {
    repository,
    reader,
    async lay(at) {
      const named = cases[at];
      if (named === undefined) throw new RangeError(`there is no case ${at}`);
      const commit = await mustResolve(reader, `${refOf(at)}^{commit}`);
      const [from, tree] = await Promise.all([
        mustResolve(reader, `${commit}^1`),
        mustResolve(reader, `${commit}^{tree}`),
      ]);
      const diff = await fileChanges(repository.commonDir, from, commit);
      const claim = claimOf(named.case, { commit, tree, from, paths: diff.map(({ path: file }) => file) });
      const { text } = packetOf({ claim, receipts: [], diff, learnings: [], research: [] });
      return { ...named, commit, tree, packet: text };
    },
    async remove() {
      reader.close();
      await remove();
    },
  };
}

/** As loose objects, which are read without another git. */
const IMPORT = ["-c", "fastimport.unpackLimit=1000000", "fast-import", "--quiet", "--date-format=now"];

const refOf = (at: number): string => `refs/cases/${at}`;

/** Two commits for each case, by one git for all. */
const importOf = (cases: readonly NamedCase[]): string =>
  cases
    .map(({ case: { before, after, message } }, at) =>
      [`reset ${refOf(at)}\n`, commitOf(at, "before", before), commitOf(at, message, after)].join(""),
    )
    .join("\n");

/** Holds exactly these files. The commits of one moment are told apart by their content. */
function commitOf(at: number, message: string, files: Readonly<Record<string, string>>): string {
  const entries = Object.entries(files).map(
    ([file, text]) => `M 100644 inline ${JSON.stringify(file)}\n${dataOf(text)}`,
  );
  const head = `commit ${refOf(at)}\ncommitter worker <worker@localhost> now\n${dataOf(message)}`;
  return `${head}deleteall\n${entries.join("")}`;
}

const dataOf = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

async function mustResolve(reader: ObjectReader, expression: string): Promise<string> {
  const id = await reader.resolve(expression);
  if (id === null) throw new Error(`git has not kept ${expression}`);
  return id;
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
