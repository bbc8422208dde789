// Keeps leases at the remote that clones share, also by compare-and-swap, so that of workers on several machines one wins.
import { setTimeout as sleep } from "node:timers/promises";
import { readRefs } from "../../git/refs.ts";
import { askRemote, findRemote, remoteNames } from "../../git/remote.ts";
import type { Repository } from "../../git/repository.ts";
import { tryGit } from "../../git/run.ts";
import type { Journal } from "../../journal/journal.ts";
import { agreedRemotes, recall } from "../../journal/remote-memory.ts";
import type { JobsConfig } from "../settings.ts";
import { AT_REMOTE, LEASE_REFS } from "./leases.ts";
import { linkTo, type NatsLink, natsLeases } from "./nats-leases.ts";
import type { Outage, RemoteLeases, Unreachable } from "./remote-port.ts";

/** Milliseconds; a tool's call waits for it. */
const LIMIT_MS = 5_000;
const LOOKS = 5;
/** Milliseconds in which a remote that has just failed is not asked again, so that not every renewal waits for it. */
const QUIET_MS = 60_000;

/** What a process remembers of the remote between calls. */
export interface KeptRemote {
  readonly outage: Outage;
  link: (NatsLink & { readonly url: string }) | null;
}

/**
 * The remote where leases are shared; null where they are not. It is read where `sync: auto` or `jobs.remote_leases` says
 * so, and written only where somebody has agreed to send records to that URL.
 */
export async function remoteLeases(
  journal: Journal,
  { sync, jobs, coordination }: JobsConfig,
  memory: KeptRemote,
): Promise<RemoteLeases | null> {
  if (coordination !== "git") return atNats(journal, coordination, memory);
  const { repository, folder } = journal;
  if (sync === "off" || !(jobs.remote_leases ?? sync === "auto")) return null;
  const { commonDir } = repository;
  const names = await remoteNames(commonDir);
  const name = [...(await agreedRemotes(folder)), "origin"].find((each) => names.includes(each));
  if (name === undefined) return null;
  const [{ agreed }, { url }] = await Promise.all([recall(folder, name), findRemote(commonDir, name)]);
  return open(repository, name, agreed === url, memory.outage);
}

/** Leases are sent there only where a person has named the same place in this clone's own configuration. */
async function atNats(journal: Journal, url: string, memory: KeptRemote): Promise<RemoteLeases> {
  if (memory.link?.url !== url) {
    memory.link?.close();
    memory.link = { url, ...linkTo(url) };
  }
  const { stdout } = await tryGit(journal.repository.commonDir, ["config", "--get", "agentops.coordination"]);
  const agreed = stdout.trim() === url;
  return natsLeases(journal, url, memory.link, { agreed, outage: memory.outage });
}

function open(repository: Repository, remote: string, agreed: boolean, outage: Outage): RemoteLeases {
  const { commonDir } = repository;

  const told = (problem: string): Unreachable => ({ problem, stops: false });

  function failed(reason: string): Unreachable {
    outage.problem = `${remote} ${reason}`;
    outage.until = performance.now() + QUIET_MS;
    return told(outage.problem);
  }

  async function look(): Promise<Unreachable | null> {
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
      if (!agreed) return told(`nobody has agreed to send records to ${remote} (agentops-mcp sync asks)`);
      if (performance.now() < outage.until) return told(outage.problem);
      const ref = LEASE_REFS + job;
      const quiet = ["--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no"];
      const swap = [`--force-with-lease=${ref}:${from ?? ""}`, "--", remote, `${to ?? ""}:${ref}`];
      const pushed = await askRemote(commonDir, ["push", ...quiet, ...swap], LIMIT_MS);
      if (pushed.ok) {
        await noteRemote(commonDir, job, to);
        return { outcome: "moved" };
      }
      // A remote that answers names the ref that it refused; what it has now shows if somebody else was faster.
      const refused = /^!/m.test(pushed.stdout);
      if (!refused) return failed(pushed.reason);
      const unsaid = told(`${remote} ${pushed.reason}`);
      if ((await look()) !== null) return unsaid;
      const now = (await readRefs(repository, AT_REMOTE)).get(AT_REMOTE + job) ?? null;
      return now === from ? unsaid : { outcome: "changed" };
    },
  };
}

/** The note is only a hint, so a failed one is left to the next look. */
async function noteRemote(commonDir: string, job: string, at: string | null): Promise<void> {
  const change = at === null ? ["-d", AT_REMOTE + job] : [AT_REMOTE + job, at];
  await tryGit(commonDir, ["update-ref", "--no-deref", ...change]);
}
