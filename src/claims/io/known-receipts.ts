// Remembers what a check returned for equal contents, so that a change pays only for what it can affect. Disposable.

import { createHash } from "node:crypto";
import path from "node:path";
import { Receipt } from "../../checks/receipt.ts";
import { git } from "../../git/run.ts";
import { SUBJECT_PATHS } from "../../git/subject.ts";
import type { Policy } from "../../policy/policy.ts";
import { makeFolders, readText, replaceFile } from "../../shared/files.ts";
import { matcher } from "../../shared/glob.ts";

export interface KnownReceipts {
  /** What a check of the policy returned for the same contents of its inputs; null where nobody has run it. */
  find(commit: string, policy: Policy, check: string): Promise<Receipt | null>;
  keep(commit: string, policy: Policy, receipts: readonly Receipt[]): Promise<void>;
}

/** Commits whose list of files is kept. */
const KEPT_LISTS = 4;

/** `folder` is ours in the common git directory, `dir` a folder of the code's repository. */
export function createKnownReceipts(folder: string, dir: string): KnownReceipts {
  const place = path.join(folder, "receipts");
  const lists = new Map<string, Promise<string[]>>();

  function filesOf(commit: string): Promise<string[]> {
    const known = lists.get(commit) ?? listFiles(dir, commit);
    lists.set(commit, known);
    if (lists.size > KEPT_LISTS) lists.delete(lists.keys().next().value ?? "");
    return known;
  }

  async function fileOf(commit: string, policy: Policy, id: string): Promise<string | null> {
    const check = policy.checks.find((each) => each.id === id);
    if (!check) return null;
    const files = await filesOf(commit);
    const contents = (globs: readonly string[]) => {
      const wanted = globs.length === 0 ? () => true : matcher(globs);
      return files.filter((line) => wanted(line.slice(line.indexOf("\t") + 1)));
    };
    const { setup, sandbox } = policy;
    const hash = createHash("sha256").update(
      JSON.stringify([check, setup, sandbox, process.platform, process.arch, process.version]),
    );
    for (const line of [...contents(check.inputs), "", ...(setup ? contents(setup.inputs) : [])])
      hash.update(`${line}\0`);
    return path.join(place, `${hash.digest("hex")}.json`);
  }

  return {
    async find(commit, policy, check) {
      const file = await fileOf(commit, policy, check);
      const text = file === null ? null : await readText(file);
      if (text === null) return null;
      try {
        return Receipt.parse(JSON.parse(text));
      } catch {
        return null;
      }
    },
    async keep(commit, policy, receipts) {
      for (const receipt of receipts) {
        // A check that was stopped from outside says nothing about the contents.
        if (receipt.authored !== "policy" || !["ok", "exit", "metric"].includes(receipt.reason)) continue;
        const file = await fileOf(commit, policy, receipt.check);
        if (file === null) continue;
        await makeFolders(folder, place);
        await replaceFile(file, JSON.stringify(receipt));
      }
    },
  };
}

/** `<mode> <type> <id>\t<path>`, without learnings. */
async function listFiles(dir: string, commit: string): Promise<string[]> {
  const listed = await git(dir, ["ls-tree", "-r", "-z", "--full-tree", commit]);
  const leftOut = `${SUBJECT_PATHS[1]?.replace(":(exclude)", "")}/`;
  return listed
    .split("\0")
    .filter((line) => line !== "" && !line.slice(line.indexOf("\t") + 1).startsWith(leftOut));
}
