// Lays out a commit's tree in a folder of its own, again and again, writing only what differs from the last time.
import { chmod, lstat, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Repository } from "../git/repository.ts";
import { fileFailure, gitEnvironment, gitFailure, tryGit } from "../git/run.ts";

/** Where processes can't be listed: how long the git of a killed runner may still need to end. */
const LOCK_MS = 5_000;

export interface Checkout {
  /** The files of the tree, and nothing else: no `.git`. */
  readonly files: string;
  /** Brings the folder to exactly this tree. Throws GIT_FAILED, DISK_FULL or READ_ONLY. */
  reset(tree: string): Promise<void>;
  /** Takes out what is not of the tree that it was brought to last. */
  sweep(): Promise<void>;
}

/**
 * Opens or makes a checkout in `folder`. Its git directory, with index and settings of its own, lies beside the files and
 * borrows the repository's objects: neither hooks nor filters nor attributes of a user or clone have a say in what is laid out.
 */
export async function openCheckout(folder: string, repository: Repository): Promise<Checkout> {
  const gitDir = path.join(folder, "git");
  const files = path.join(folder, "files");
  try {
    await endLeftOver(gitDir);
    await prepare(gitDir, files, repository);
  } catch (error) {
    throw fileFailure(error);
  }

  /** What the folder is meant to hold. */
  let known: { readonly tree: string; readonly tracked: readonly string[] } | null = null;
  const run = (...args: string[]) =>
    tryGit(files, [`--git-dir=${gitDir}`, `--work-tree=${files}`, ...args], undefined, environment());

  // Both at once, as starting a process is most of what a small repository costs.
  async function update(tree: string): Promise<void> {
    const listing =
      known?.tree === tree ? null : run("ls-tree", "-r", "-z", "--name-only", "--full-tree", tree);
    const { code, stderr } = await run("read-tree", "--reset", "-u", "--no-recurse-submodules", tree);
    const listed = await listing;
    if (code !== 0) throw gitFailure("read-tree", stderr);
    if (listed && listed.code !== 0) throw gitFailure("ls-tree", listed.stderr);
    if (listed) known = { tree, tracked: listed.stdout.split("\0") };
    await sweep();
  }

  async function sweep(): Promise<void> {
    if (known) await removeOthers(files, known.tracked);
  }

  return {
    files,
    sweep,
    async reset(tree) {
      try {
        await update(tree);
      } catch {
        // Whatever a check has done to the folder, an empty one can be filled.
        await removeTree(files);
        await rm(path.join(gitDir, "index"), { force: true });
        await mkdir(files);
        await update(tree);
      }
    },
  };
}

async function prepare(gitDir: string, files: string, repository: Repository): Promise<void> {
  await mkdir(path.join(gitDir, "objects/info"), { recursive: true });
  await mkdir(path.join(gitDir, "refs"), { recursive: true });
  await mkdir(files, { recursive: true });
  const objects = path.join(gitDir, "objects");
  const sha256 = repository.objectFormat === "sha256";
  await writeFile(
    path.join(objects, "info/alternates"),
    `${path.relative(objects, path.join(repository.commonDir, "objects"))}\n`,
  );
  await writeFile(
    path.join(gitDir, "config"),
    `[core]\n\trepositoryformatversion = ${sha256 ? 1 : 0}\n\tbare = false\n\ttrustctime = true\n${sha256 ? "[extensions]\n\tobjectformat = sha256\n" : ""}`,
  );
  await writeFile(path.join(gitDir, "HEAD"), "ref: refs/heads/none\n");
}

/** Without the settings of the machine and of its user, which could name filters. */
const environment = (): Record<string, string> => ({
  ...gitEnvironment(),
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: os.devNull,
  GIT_ATTR_NOSYSTEM: "1",
});

/** The git of a runner that was killed goes on for a while; the folder is ours now, so nobody else can have started it. */
async function endLeftOver(gitDir: string): Promise<void> {
  const lock = path.join(gitDir, "index.lock");
  if (!(await lstat(lock).catch(() => null))) return;
  if (process.platform !== "linux") await sleep(LOCK_MS);
  const ids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const id of ids) {
    const command = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
    if (!command.split("\0").includes(`--git-dir=${gitDir}`)) continue;
    try {
      process.kill(Number(id), "SIGKILL");
    } catch {
      // It has ended.
    }
  }
  await rm(lock, { force: true });
}

/**
 * Removes everything below `folder` but the tracked files and the folders that hold them. `git clean` would not do:
 * it steps over every `.git`, so that a check could leave one for the next.
 */
async function removeOthers(folder: string, tracked: readonly string[]): Promise<void> {
  const files = new Set(tracked);
  const folders = new Set<string>();
  for (const file of tracked)
    for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1)) {
      const parent = file.slice(0, end);
      if (folders.has(parent)) break;
      folders.add(parent);
    }
  await walk("");

  async function walk(below: string): Promise<void> {
    const place = path.join(folder, below);
    const { mode } = await lstat(place);
    // A folder that a check closed must be open for the next one.
    if ((mode & 0o700) !== 0o700) await chmod(place, 0o755);
    for (const entry of await readdir(place, { withFileTypes: true })) {
      const name = below === "" ? entry.name : `${below}/${entry.name}`;
      const wanted = entry.isDirectory() ? folders.has(name) || files.has(name) : files.has(name);
      if (!wanted) await removeTree(path.join(folder, name));
      else if (entry.isDirectory()) await walk(name);
    }
  }
}

/** Removes a file or folder whatever its modes are. */
export async function removeTree(place: string): Promise<void> {
  await rm(place, { recursive: true, force: true }).catch(async () => {
    await openFolders(place);
    await rm(place, { recursive: true, force: true });
  });
}

async function openFolders(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await openFolders(path.join(folder, entry.name));
}
