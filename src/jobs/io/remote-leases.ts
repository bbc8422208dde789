// Keeps leases at the remote that clones share, by compare-and-swap too: of workers on several machines one wins.
import { setTimeout as sleep } from "node:timers/promises";
import { readRefs } from "../../git/refs.ts";
import { askRemote, findRemote, remoteNames } from "../../git/remote.ts";
import type { Repository } from "../../git/repository.ts";
import { tryGit } from "../../git/run.ts";
import type { Journal } from "../../journal/journal.ts";
import { agreedRemotes, recall } from "../../journal/remote-memory.ts";
import type { JobsConfig } from "../settings.ts";
import { AT_REMOTE, LEASE_REFS } from "./leases.ts";

/** A call of a tool waits for it, so that a remote that is gone must not hold it up for long. */
const LIMIT_MS = 5_000;
const LOOKS = 5;
/** A remote that has just failed is left alone for so long, so that not every sign of life waits for it. */
const QUIET_MS = 60_000;

/** Of the remote, as one process remembers it: why it could not be reached, and until when that is held to be so. */
export interface Outage {
  /** Milliseconds of the process's own clock. */
  until: number;
  problem: string;
}

/** `moved`: it is there now. `changed`: somebody came first. Anything else is why it can't be told, in words. */
export type RemoteOutcome = { readonly outcome: "moved" | "changed" } | { readonly problem: string };

export interface RemoteLeases {
  /** Looks at what is there now, also during an outage; why it can't be told, else null. */
  look(): Promise<string | null>;
  /** From what its caller has seen there (null: none) to this lease; null deletes it. */
  move(job: string, from: string | null, to: string | null): Promise<RemoteOutcome>;
}

/**
 * The remote where leases are shared; null where they are not. They are looked at where `sync: auto` or
 * `jobs.remote_leases` says so; sent only where somebody has agreed to send records to that url.
 */
export async function remoteLeases(
  { repository, folder }: Journal,
  { sync, jobs }: JobsConfig,
  outage: Outage,
): Promise<RemoteLeases | null> {
  if (sync === "off" || !(jobs.remote_leases ?? sync === "auto")) return null;
  const { commonDir } = repository;
  const names = await remoteNames(commonDir);
  const name = [...(await agreedRemotes(folder)), "origin"].find((each) => names.includes(each));
  if (name === undefined) return null;
  const [{ agreed }, { url }] = await Promise.all([recall(folder, name), findRemote(commonDir, name)]);
  return open(repository, name, agreed === url, outage);
}

function open(repository: Repository, remote: string, agreed: boolean, outage: Outage): RemoteLeases {
  const { commonDir } = repository;

  function failed(reason: string): string {
    outage.problem = `${remote} ${reason}`;
    outage.until = performance.now() + QUIET_MS;
    return outage.problem;
  }

  async function look(): Promise<string | null> {
    const quiet = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
    const whole = ["--prune", "--no-prune-tags", "--no-filter", "--refmap="];
    const args = ["fetch", ...quiet, ...whole, "--", remote, `+${LEASE_REFS}*:${AT_REMOTE}*`];
    for (let attempt = 1; ; attempt += 1) {
      const answer = await askRemote(commonDir, args, LIMIT_MS);
      if (answer.ok) {
        outage.until = 0;
        return null;
      }
      // Another process of this clone notes the same refs at this moment.
      const isShared = answer.fault === "locked" || answer.fault === "ref_moved";
      if (attempt === LOOKS || !isShared) return failed(answer.reason);
      await sleep(50 * attempt);
    }
  }

  return {
    look,
    async move(job, from, to) {
      if (!agreed)
        return { problem: `nobody has agreed to send records to ${remote} (agentops-mcp sync asks)` };
      if (performance.now() < outage.until) return { problem: outage.problem };
      const ref = LEASE_REFS + job;
      const quiet = ["--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no"];
      const swap = [`--force-with-lease=${ref}:${from ?? ""}`, "--", remote, `${to ?? ""}:${ref}`];
      const pushed = await askRemote(commonDir, ["push", ...quiet, ...swap], LIMIT_MS);
      if (pushed.ok) {
        await noteRemote(commonDir, job, to);
        return { outcome: "moved" };
      }
      // A remote that was reached says which ref it refused; whether somebody was faster shows in what it has now.
      const refused = /^!/m.test(pushed.stdout);
      if (!refused) return { problem: failed(pushed.reason) };
      const problem = `${remote} ${pushed.reason}`;
      if ((await look()) !== null) return { problem };
      const now = (await readRefs(repository, AT_REMOTE)).get(AT_REMOTE + job) ?? null;
      return now === from ? { problem } : { outcome: "changed" };
    },
  };
}

/** Our knowledge of the remote is no promise: where it fails, the next look corrects it. */
async function noteRemote(commonDir: string, job: string, at: string | null): Promise<void> {
  const change = at === null ? ["-d", AT_REMOTE + job] : [AT_REMOTE + job, at];
  await tryGit(commonDir, ["update-ref", "--no-deref", ...change]);
}
