// Keeps checkouts between runs: as many as were ever in use at once, each leased to one runner.

import { lstat, mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Repository } from "../git/repository.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { isCode, makeFolders } from "../shared/files.ts";
import { sha256 } from "../shared/sha256.ts";
import { type Checkout, openCheckout, removeTree } from "./checkout.ts";
import { leaseFirst } from "./lease.ts";
import type { SandboxLevel } from "./receipt.ts";

export interface Slot {
  readonly checkout: Checkout;
  /** An empty folder for what one command writes outside the checkout: its home, temporary files. Empties the one before. */
  fresh(): Promise<string>;
  /** Marks the processes of whoever holds this slot. */
  readonly mark: string;
  release(): Promise<void>;
}

/** More at once would be a fault in whoever starts runners. */
const MOST = 64;

/**
 * Where checkouts and set-ups are kept: below the common git directory, which a sandbox hides. Without one they lie outside the
 * repository, as programs look for settings and modules in the folders around them and would find the worker's.
 */
export async function checksFolder(repository: Repository, sandbox: SandboxLevel): Promise<string> {
  if (sandbox === "bubblewrap") {
    const own = path.join(repository.commonDir, "agentops");
    const folder = path.join(own, "checks");
    await makeFolders(own, folder);
    return folder;
  }
  const name = sha256(repository.commonDir).slice(0, 12);
  const folder = path.join(os.tmpdir(), `agentops-checks-${process.getuid?.() ?? 0}-${name}`);
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if (!isCode(error, "EEXIST")) throw error;
  });
  const found = await lstat(folder);
  // In a folder that all can write, another user may have been first.
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new AgentOpsError("READ_ONLY", `${folder} belongs to another user.`, "Remove it, or set TMPDIR.");
  }
  return folder;
}

/** Leases the first free slot. Throws REPO_BUSY, READ_ONLY or DISK_FULL. */
export async function leaseSlot(root: string, repository: Repository): Promise<Slot> {
  const folder = path.join(root, "slots");
  const names = Array.from({ length: MOST }, (_, at) => path.join(folder, `${at}.lease`));
  const lease = await leaseFirst(folder, names);
  if (!lease) {
    const fix = "Wait until some of them have ended.";
    throw new AgentOpsError("REPO_BUSY", `${MOST} runs of checks are under way in this clone.`, fix);
  }
  try {
    const place = lease.file.replace(/\.lease$/, "");
    const scratch = path.join(place, "scratch");
    await mkdir(place, { recursive: true });
    return {
      checkout: await openCheckout(place, repository),
      async fresh() {
        await removeTree(scratch);
        await mkdir(scratch);
        return scratch;
      },
      mark: sha256(place).slice(0, 16),
      async release() {
        await removeTree(scratch);
        await lease.release();
      },
    };
  } catch (error) {
    await lease.release();
    throw error;
  }
}
