// Real git repositories in temporary folders, with a HOME of their own.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Runs git as a user without any configuration of the machine it runs on. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, {
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

/** Again where a process that a hook has started apart was still writing: rmSync itself only repeats its last step. */
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

/** The repository whose working tree is there already, such as a clone or a second worktree. */
export function repositoryIn(dir: string): TestRepository {
  const run = (...args: string[]) => git(dir, ...args);
  return {
    dir,
    git: run,
    commit(files, message = "change") {
      writeFiles(dir, files);
      run("add", "-A");
      run("-c", "user.name=Test", "-c", "user.email=test@localhost", "commit", "-qm", message);
      return run("rev-parse", "HEAD").trim();
    },
    remove: () => removeFolder(dir),
  };
}

/** A repository on branch main with one commit, unless `unborn`. */
export function createRepository(
  options: { format?: "sha1" | "sha256"; bare?: boolean; unborn?: boolean } = {},
): TestRepository {
  const dir = temporaryFolder();
  git(
    dir,
    "init",
    "-q",
    "-b",
    "main",
    `--object-format=${options.format ?? "sha1"}`,
    ...(options.bare ? ["--bare"] : []),
  );
  const repository = repositoryIn(dir);
  if (!options.bare && !options.unborn) repository.commit({ "README.md": "# test\n" }, "first");
  return repository;
}
