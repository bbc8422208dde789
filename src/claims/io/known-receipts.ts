// Remembers what a check returned for equal contents, so that a change runs only what it can affect. Deleting it costs
// time, nothing else.

import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import { Receipt } from "../../checks/receipt.ts";
import { filesBehind, filesOf, type Link, linksAmong } from "../../git/aliases.ts";
import { isLeftOut } from "../../git/lessons-folder.ts";
import type { Policy } from "../../policy/policy.ts";
import { makeFolders, readText, replaceFile } from "../../shared/files.ts";
import { matcher } from "../../shared/glob.ts";
import type { SeenReceipts } from "../port.ts";

export interface KnownReceipts {
  /**
   * What the check returned for the same contents of its inputs, from the caller's own `seen` first; null where nobody has
   * run it. With `fresh` only from `seen`.
   */
  find(commit: string, policy: Policy, check: string, memory?: RunMemory): Promise<KnownReceipt | null>;
  /** The newest result for the contents counts; one that can't be kept removes the kept one. */
  keep(commit: string, policy: Policy, receipts: readonly Receipt[], seen?: SeenReceipts): Promise<void>;
}

export interface RunMemory {
  readonly seen?: SeenReceipts | undefined;
  readonly fresh?: boolean | undefined;
}

export interface KnownReceipt {
  readonly receipt: Receipt;
  /** True where nothing was run since the caller began. */
  readonly known: boolean;
}

/** Commits whose list of files is kept in memory. */
const KEPT_LISTS = 4;

/** `folder` is this program's in the common git directory; `dir` is a folder of the code's repository. */
export function createKnownReceipts(folder: string, dir: string): KnownReceipts {
  const place = path.join(folder, "receipts");
  const lists = new Map<string, Promise<Listed>>();

  function listedAt(commit: string): Promise<Listed> {
    const known = lists.get(commit) ?? list(dir, commit);
    lists.set(commit, known);
    if (lists.size > KEPT_LISTS) lists.delete(lists.keys().next().value ?? "");
    return known;
  }

  async function fileOf(commit: string, policy: Policy, id: string): Promise<string | null> {
    const check = policy.checks.find((each) => each.id === id);
    if (!check) return null;
    const listed = await listedAt(commit);
    const contents = (globs: readonly string[]) => contentsOf(listed, globs);
    const { setup, sandbox } = policy;
    const hash = createHash("sha256").update(
      JSON.stringify([check, setup, sandbox, process.platform, process.arch, process.version]),
    );
    for (const line of [...contents(check.inputs), "", ...(setup ? contents(setup.inputs) : [])])
      hash.update(`${line}\0`);
    return path.join(place, `${hash.digest("hex")}.json`);
  }

  return {
    async find(commit, policy, check, { seen, fresh } = {}) {
      const file = await fileOf(commit, policy, check);
      const now = file === null ? undefined : seen?.get(file);
      if (now) return { receipt: now, known: false };
      const text = file === null || fresh ? null : await readText(file);
      if (text === null) return null;
      try {
        return { receipt: Receipt.parse(JSON.parse(text)), known: true };
      } catch {
        return null;
      }
    },
    async keep(commit, policy, receipts, seen) {
      const files: { readonly file: string; readonly receipt: Receipt }[] = [];
      for (const receipt of receipts) {
        const file = receipt.authored === "policy" ? await fileOf(commit, policy, receipt.check) : null;
        if (file !== null) files.push({ file, receipt });
      }
      // Remembered in memory before the disk, which may be full: a check that failed once in this run has failed.
      for (const { file, receipt } of files)
        if ((seen?.get(file)?.reason ?? "ok") === "ok") seen?.set(file, receipt);
      for (const { file, receipt } of files) {
        // A check that was stopped from outside tells nothing, and neither does what it returned before.
        if (["ok", "exit", "metric"].includes(receipt.reason)) {
          await makeFolders(folder, place);
          await replaceFile(file, JSON.stringify(receipt));
        } else await rm(file, { force: true });
      }
    },
  };
}

interface Listed {
  /** Without the files of lessons. */
  readonly files: Awaited<ReturnType<typeof filesOf>>;
  readonly links: readonly Link[];
}

async function list(dir: string, commit: string): Promise<Listed> {
  const files = (await filesOf(dir, commit)).filter(({ path: file }) => !isLeftOut(file));
  return { files, links: await linksAmong(dir, files) };
}

function contentsOf({ files, links }: Listed, globs: readonly string[]): string[] {
  const wanted = globs.length === 0 ? files : filesBehind(files, links, matcher(globs));
  return wanted.map(({ mode, id, path: file }) => `${mode} blob ${id}\t${file}`);
}
