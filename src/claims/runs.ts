// Which claims wait for a verdict, who is at work on them and how far: files that survive any process being killed.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Lease, leaseFirst } from "../checks/lease.ts";
import { makeFolder } from "../git/objects.ts";
import { fileFailure } from "../git/run.ts";
import { inTurn } from "../journal/queue.ts";
import { hasEnded } from "../process-start.ts";

export interface Runs {
  /** Remembers that a verdict is wanted until there is one. */
  want(claim: string): Promise<void>;
  wanted(): Promise<string[]>;
  /** Null while another process is at work on it. */
  lease(claim: string): Promise<Lease | null>;
  isAtWork(claim: string): Promise<boolean>;
  /** One line about what is going on, or why it went no further. */
  note(claim: string, what: string): Promise<void>;
  lastNote(claim: string): Promise<string | null>;
  done(claim: string): Promise<void>;
  /** One process at a time: what is looked up and stored in here can't be stored twice. */
  storing<T>(work: () => Promise<T>): Promise<T>;
}

/** `folder` is ours in the common git directory. */
export function createRuns(folder: string): Runs {
  const runs = path.join(folder, "runs");
  const file = (claim: string, what: string) => path.join(runs, `${claim}.${what}`);
  return {
    async want(claim) {
      try {
        await makeFolder(folder);
        await makeFolder(runs);
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
      const owner = await readFile(file(claim, "lease"), "utf8").catch(() => null);
      return owner !== null && (await hasEnded(owner.trim())) !== true;
    },
    note: (claim, what) => writeFile(file(claim, "now"), what).catch(() => {}),
    lastNote: (claim) => readFile(file(claim, "now"), "utf8").catch(() => null),
    async done(claim) {
      await rm(file(claim, "wanted"), { force: true });
      await rm(file(claim, "now"), { force: true });
    },
    storing: (work) => inTurn(path.join(runs, "storing"), work),
  };
}
