// Keeps in files which claims wait for a verdict and who works on each, so that any process may be killed.

import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { type Lease, leaseFirst } from "../../checks/lease.ts";
import { Receipt } from "../../checks/receipt.ts";
import { stampOf } from "../../git/place.ts";
import { fileFailure } from "../../git/run.ts";
import { inTurn } from "../../journal/queue.ts";
import { makeFolders, readText, replaceFile } from "../../shared/files.ts";
import { hasEnded } from "../../shared/process-start.ts";
import { type RunProgress, readProgress } from "../run-progress.ts";
import type { ChecksRun } from "../verdict.ts";

/** Results of a runner that the next one can reuse. */
export interface KeptRun {
  /** Digest of the policy in force then. */
  readonly policy: string;
  readonly run: ChecksRun;
  /** The text that judges are asked about. */
  readonly packet: { readonly text: string; readonly leftOut: readonly string[] };
}

export interface Runs {
  /** Remembers that a verdict is wanted until there is one. */
  want(claim: string): Promise<void>;
  wanted(): Promise<string[]>;
  /** Null while another process is at work on it. */
  lease(claim: string): Promise<Lease | null>;
  isAtWork(claim: string): Promise<boolean>;
  /** Tells whoever waits how far the run is, or why it stopped. */
  tell(claim: string, progress: RunProgress): Promise<void>;
  /** What was told last; null where nothing was. */
  progress(claim: string): Promise<RunProgress | null>;
  /** Equal texts mean that nobody has begun, told anything or ended in between. */
  stamp(claim: string): string;
  /** Keeps the results until the run is done. */
  keep(claim: string, run: KeptRun): Promise<void>;
  /** The results kept under this policy for this tree; null where there are none, or they can't be read. */
  kept(claim: string, policy: string, tree: string): Promise<KeptRun | null>;
  done(claim: string): Promise<void>;
  /** Runs in one process at a time, so that what it looks up and stores is not stored twice. */
  storing<T>(work: () => Promise<T>): Promise<T>;
}

const Kept = z.object({
  policy: z.string(),
  run: z.object({
    sandbox: z.string(),
    setup: z.object({ digest: z.string(), cached: z.boolean(), seconds: z.number() }).nullable(),
    receipts: z.array(Receipt),
  }),
  packet: z.object({ text: z.string(), leftOut: z.array(z.string()) }),
});

/** `folder` is this program's in the common git directory. */
export function createRuns(folder: string): Runs {
  const runs = path.join(folder, "runs");
  const file = (claim: string, what: string) => path.join(runs, `${claim}.${what}`);
  return {
    async want(claim) {
      try {
        await makeFolders(folder, runs);
        await writeFile(file(claim, "wanted"), "");
        await rm(file(claim, "now"), { force: true });
      } catch (error) {
        throw fileFailure(error);
      }
    },
    async wanted() {
      const names = await readdir(runs).catch(() => []);
      return names.filter((name) => name.endsWith(".wanted")).map((name) => path.parse(name).name);
    },
    lease: (claim) => leaseFirst(runs, [file(claim, "lease")]),
    async isAtWork(claim) {
      const owner = await readText(file(claim, "lease"));
      return owner !== null && hasEnded(owner.trim()) !== true;
    },
    tell: (claim, progress) => writeFile(file(claim, "now"), JSON.stringify(progress)).catch(() => {}),
    progress: (claim) => readFile(file(claim, "now"), "utf8").then(readProgress, () => null),
    stamp: (claim) => ["wanted", "lease", "now"].map((what) => stampOf(file(claim, what))).join("\n"),
    async keep(claim, run) {
      try {
        await replaceFile(file(claim, "asked"), JSON.stringify(run));
      } catch (error) {
        throw fileFailure(error);
      }
    },
    async kept(claim, policy, tree) {
      const text = await readText(file(claim, "asked"));
      if (text === null) return null;
      try {
        const kept = Kept.parse(JSON.parse(text));
        const fits = kept.policy === policy && kept.run.receipts.every((receipt) => receipt.tree === tree);
        return fits ? kept : null;
      } catch {
        return null;
      }
    },
    async done(claim) {
      await rm(file(claim, "asked"), { force: true });
      await rm(file(claim, "wanted"), { force: true });
      await rm(file(claim, "now"), { force: true });
    },
    storing: (work) => inTurn(path.join(runs, "storing"), work),
  };
}
