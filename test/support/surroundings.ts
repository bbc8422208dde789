// Gives all tests one home without configuration, and a fast place for their folders.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A file system in memory: half of the suite's time would be waiting for the disk, and no test cuts the power. */
const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 2 * 1024 ** 3;

export function setup(): () => void {
  const parent = isFit(MEMORY) ? MEMORY : os.tmpdir();
  const folder = realpathSync(mkdtempSync(path.join(parent, "agentops-tests-")));
  // Some tests run a program as another user, who has to be able to enter.
  chmodSync(folder, 0o711);
  const home = path.join(folder, "home");
  mkdirSync(home);
  // Parsing a whole certificate store can take longer than the rest of a process's start.
  delete process.env.NODE_EXTRA_CA_CERTS;
  Object.assign(process.env, { TMPDIR: folder, HOME: home, GIT_CONFIG_NOSYSTEM: "1" });
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Large enough, and not mounted noexec: in containers it may have 64 MiB or start no programs. */
function isFit(folder: string): boolean {
  const program = path.join(folder, `agentops-tests-${process.pid}`);
  try {
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o755 });
    return bavail * bsize > ENOUGH_BYTES && spawnSync(program).status === 0;
  } catch {
    return false;
  } finally {
    rmSync(program, { force: true });
  }
}
