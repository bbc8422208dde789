// Lays out the subject of a commit's tree in a folder of its own, again and again, writing only what differs from the last time. This file is long because its steps share one git directory.

import { chmod, lstat, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAttributes } from "../git/aliases.ts";
import { createObjectReader } from "../git/object-reader.ts";
import { writeLoose } from "../git/objects.ts";
import type { Repository } from "../git/repository.ts";
import { fileFailure, gitEnvironment, gitFailure, tryGitBytes } from "../git/run.ts";
import { subjectOfTree } from "../git/subject.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { readText } from "../shared/files.ts";
import { sha256 } from "../shared/sha256.ts";
import { createComparison, type Entry, folderMode, type LaidOut, pathOf } from "./as-committed.ts";

/** Where processes can't be listed: how long the git of a killed runner may still need to end. */
const LOCK_MS = 5_000;

export interface Checkout {
  /** The files of the tree, and nothing else: no `.git`. */
  readonly files: string;
  /** Brings the folder to exactly the subject of this tree: what git would write for it, without lessons. Throws GIT_FAILED, DISK_FULL or READ_ONLY. */
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
  let known: Listing | null = null;
  const compare = createComparison();
  const { objectFormat } = repository;
  const scratch = path.join(folder, "compared");
  const noted = path.join(folder, "attributes");
  const call = (top: string, args: readonly string[], input?: string) =>
    tryGitBytes(top, [`--git-dir=${gitDir}`, `--work-tree=${top}`, ...args], input, environment());
  const run = async (top: string, args: readonly string[], input?: string): Promise<string> => {
    const { code, stdout, stderr } = await call(top, args, input);
    if (code !== 0) throw gitFailure(args[0] ?? "", stderr);
    return stdout;
  };

  async function list(tree: string): Promise<Listing> {
    if (known?.tree === tree) return known;
    const reader = createObjectReader(repository.commonDir, repository.commonDir);
    try {
      const { subject, unwritten } = await subjectOfTree(reader, objectFormat, tree);
      for (const { id, framed } of unwritten) await writeLoose(gitDir, id, framed);
      const entries = entriesOf(await run(files, ["ls-tree", "-r", "-z", "--full-tree", subject]));
      const about = entries.filter(({ name }) => isAttributes(name));
      const attributes = sha256(JSON.stringify([LAYOUT, folderMode(), about]));
      return { tree, subject, entries, attributes };
    } finally {
      reader.close();
    }
  }

  async function update(listing: Listing): Promise<void> {
    await run(files, ["read-tree", "--reset", "-u", "--no-recurse-submodules", listing.subject]);
    known = listing;
    await sweep();
  }

  /** From nothing: whatever a check has done to the folder, an empty one can be filled. */
  async function layAnew(listing: Listing): Promise<void> {
    await rm(noted, { force: true });
    await removeTree(files);
    await rm(path.join(gitDir, "index"), { force: true });
    await mkdir(files);
    await update(listing);
    await writeFile(noted, listing.attributes);
  }

  async function wrong({ entries }: Listing): Promise<string[]> {
    await removeTree(scratch);
    const empty = path.join(scratch, "empty");
    await mkdir(empty, { recursive: true });
    const names = entries.map(({ name }) => `${name}\0`).join("");
    const laid: LaidOut = {
      files,
      format: objectFormat,
      async converted() {
        const asked = ["check-attr", "-z", "--stdin", "--cached", ...CONVERTING];
        const said = (await run(empty, asked, names)).split("\0");
        const isSet = (_: string, at: number) => at % 3 === 0 && !NOTHING.has(said[at + 2] ?? "unspecified");
        return new Set(said.filter(isSet));
      },
      // In a working tree that is empty, attributes are those of the index, as they were when the files were laid out.
      copy: async (some, to) => {
        const args = ["checkout-index", "-z", "--stdin", `--prefix=${to}/`];
        await run(empty, args, some.map((name) => `${name}\0`).join(""));
      },
    };
    const found = await compare(laid, entries, scratch);
    await removeTree(scratch);
    return found;
  }

  async function sweep(): Promise<void> {
    if (known) await removeOthers(files, known.entries);
  }

  return {
    files,
    sweep,
    async reset(tree) {
      const listing = await list(tree);
      // Attributes change bytes of files that are equal in both commits, which git does not look at again.
      if ((await readText(noted)) === listing.attributes) {
        const done = await update(listing).then(
          () => true,
          () => false,
        );
        if (done && (await wrong(listing)).length === 0) return;
      }
      await layAnew(listing);
      const [first] = await wrong(listing);
      if (first !== undefined) throw notAsCommitted(Buffer.from(first, "latin1").toString());
    },
  };
}

interface Listing {
  /** The commit's whole tree. */
  readonly tree: string;
  /** That without lessons. */
  readonly subject: string;
  readonly entries: readonly Entry[];
  /** Equal for trees whose attributes are. */
  readonly attributes: string;
}

/** Changes with everything that changes how files are laid out. */
const LAYOUT = 1;
/** Attributes that make git write other bytes than it has stored; without settings `text` alone does only on Windows. */
const CONVERTING = [
  "eol",
  "ident",
  "filter",
  "working-tree-encoding",
  ...(path.sep === "\\" ? ["text", "crlf"] : []),
];
const NOTHING = new Set(["unspecified", "unset"]);

const entriesOf = (listed: string): Entry[] =>
  listed.split("\0").flatMap((line) => {
    const [, mode, id, name] = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return mode && id && name ? [{ mode, id, name }] : [];
  });

const notAsCommitted = (file: string): AgentOpsError =>
  new AgentOpsError(
    "GIT_FAILED",
    `${file.slice(0, 200)} can't be laid out here as git would write it.`,
    "Two names that this disk takes for one, or a disk without modes or links, are the usual reasons.",
  );

async function prepare(gitDir: string, files: string, repository: Repository): Promise<void> {
  // Attributes and settings of its own would change what is laid out.
  for (const name of ["info", "config.worktree"]) await removeTree(path.join(gitDir, name));
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
    `[core]\n\trepositoryformatversion = ${sha256 ? 1 : 0}\n\tbare = false\n\ttrustctime = true\n\tattributesFile = ${os.devNull}\n${sha256 ? "[extensions]\n\tobjectformat = sha256\n" : ""}`,
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
async function removeOthers(top: string, entries: readonly Entry[]): Promise<void> {
  const files = new Set(entries.map(({ name }) => name));
  const folders = new Set<string>();
  for (const { name: file } of entries)
    for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1)) {
      const parent = file.slice(0, end);
      if (folders.has(parent)) break;
      folders.add(parent);
    }
  const wantedMode = folderMode();
  await walk("");

  async function walk(below: string): Promise<void> {
    const place = below === "" ? Buffer.from(top) : pathOf(top, below);
    const { mode } = await lstat(place);
    // A folder that a check closed must be open for the next one.
    if ((mode & 0o7777) !== wantedMode) await chmod(place, wantedMode);
    for (const entry of await readdir(place, { withFileTypes: true, encoding: "buffer" })) {
      const own = entry.name.toString("latin1");
      const name = below === "" ? own : `${below}/${own}`;
      const wanted = entry.isDirectory() ? folders.has(name) || files.has(name) : files.has(name);
      if (!wanted) await removeTree(pathOf(top, name));
      else if (entry.isDirectory()) await walk(name);
    }
  }
}

/** Removes a file or folder whatever its modes are. */
export async function removeTree(place: string | Buffer): Promise<void> {
  await rm(place, { recursive: true, force: true }).catch(async () => {
    await openFolders(place);
    await rm(place, { recursive: true, force: true });
  });
}

async function openFolders(folder: string | Buffer): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: "buffer" }))
    if (entry.isDirectory())
      await openFolders(Buffer.concat([Buffer.from(folder), Buffer.from(path.sep), entry.name]));
}
