// A small file system of its own, to be filled and made read-only.
import { execFileSync } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { removeFolder, temporaryFolder } from "../support/repository.ts";

/** Mounting takes root on Linux. CI has to have it; elsewhere the tests that need it are listed as skipped. */
export const canMount =
  (process.platform === "linux" && process.getuid?.() === 0) || process.env.CI === "true";

export interface SmallDisk {
  readonly dir: string;
  /** Leaves this many bytes free. */
  fill(leave: number): void;
  free(): void;
  readOnly(on: boolean): void;
  remove(): void;
}

export function mountSmallDisk(megabytes: number): SmallDisk {
  const dir = temporaryFolder();
  const mount = (...args: string[]) => {
    try {
      execFileSync("mount", args, { stdio: "pipe" });
    } catch (error) {
      throw new Error("this test mounts a small disk and must run as root on Linux", { cause: error });
    }
  };
  mount("-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", dir);
  const ballast = path.join(dir, "ballast");
  return {
    dir,
    fill(leave) {
      const { bavail, bsize } = statfsSync(dir);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
    },
    free: () => rmSync(ballast, { force: true }),
    readOnly: (on) => mount("-o", `remount,${on ? "ro" : "rw"}`, dir),
    remove() {
      execFileSync("umount", ["-l", dir]);
      removeFolder(dir);
    },
  };
}
