// Real git repositories in temporary folders, with a HOME of their own.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A test's repository need not survive a power cut, nor be tidied after each commit. */
const IN_HASTE = ["-c", "core.fsync=none", "-c", "maintenance.auto=false"];

/** Runs git as a user without any configuration of the machine it runs on. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", [...IN_HASTE, ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: os.tmpdir(),
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      LC_ALL: "C",
    },
  });
}

export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(path.join(os.tmpdir(), "agentops-")));
}

/** Tries again, as a hook's background process may still be writing; rmSync only repeats its last step. */
export function removeFolder(folder: string, tries = 20): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (tries === 0) throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    removeFolder(folder, tries - 1);
  }
}

/** Writes files below `folder`, creating the folders on the way. */
export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

export interface TestRepository {
  readonly dir: string;
  commit(files: Record<string, string>, message?: string): string;
  git(...args: string[]): string;
  remove(): void;
}

const AS_TEST = ["-c", "user.name=Test", "-c", "user.email=test@localhost"];

/** A repository whose working tree exists already, such as a clone or a second worktree. */
export function repositoryIn(dir: string): TestRepository {
  const run = (...args: string[]) => git(dir, ...args);
  return {
    dir,
    git: run,
    commit(files, message = "change") {
      writeFiles(dir, files);
      run("add", "-A");
      const told = run(...AS_TEST, "-c", "core.abbrev=no", "commit", "-m", message);
      return /^\[.* ([0-9a-f]{40,64})\] /.exec(told)?.[1] ?? run("rev-parse", "HEAD").trim();
    },
    remove: () => removeFolder(dir),
  };
}

export type Format = "sha1" | "sha256";

/** Repositories that later ones are copied from, by key, as starting git each time takes longer. */
const templates = new Map<string, string>();
process.once("exit", () => {
  for (const dir of templates.values()) removeFolder(dir);
});

/** A copy of what `make` made for this key the first time. */
export function copyOf(key: string, make: () => TestRepository): TestRepository {
  let template = templates.get(key);
  // It may lie in a temporary folder of an earlier test, which is gone now.
  if (template === undefined || !existsSync(template)) {
    const { dir } = make();
    templates.set(key, dir);
    template = dir;
  }
  const dir = temporaryFolder();
  cpSync(template, dir, { recursive: true });
  return repositoryIn(dir);
}

/** A repository on branch main with one commit, unless `unborn`. */
export function createRepository(
  options: { format?: Format; bare?: boolean; unborn?: boolean } = {},
): TestRepository {
  const { format = "sha1", bare = false, unborn = false } = options;
  return copyOf(JSON.stringify({ format, bare, unborn }), () => {
    const repository = repositoryIn(temporaryFolder());
    repository.git("init", "-q", "-b", "main", `--object-format=${format}`, ...(bare ? ["--bare"] : []));
    // Sample hooks that nobody reads would be copied each time.
    const hooks = path.join(repository.dir, bare ? "hooks" : ".git/hooks");
    rmSync(hooks, { recursive: true });
    mkdirSync(hooks);
    if (!bare && !unborn) repository.commit({ "README.md": "# test\n" }, "first");
    return repository;
  });
}
