// A user's repository in the middle of work, and the proof that nobody touched that work.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface TemporaryRepository {
  readonly path: string;
  git(...args: string[]): Promise<string>;
  /** HEAD, branches, index, stash, uncommitted changes and untracked files, as git tells them. */
  userState(): Promise<Record<string, string>>;
  /** An empty folder to serve as the home of one session. */
  newHome(): Promise<string>;
  remove(): Promise<void>;
}

/** Has one commit, a stash, a staged and an unstaged change. */
export async function createRepository(): Promise<TemporaryRepository> {
  const root = await mkdtemp(join(tmpdir(), "agentops-e2e-"));
  const path = join(root, "project");
  const env = { PATH: process.env.PATH, HOME: root, GIT_CONFIG_NOSYSTEM: "1" };
  const git = async (...args: string[]) => (await run("git", args, { cwd: path, env })).stdout.trimEnd();
  await mkdir(join(path, "src"), { recursive: true });
  const write = (file: string, text: string) => writeFile(join(path, file), text);

  await git("init", "--quiet", "--initial-branch=main");
  await git("config", "user.name", "A User");
  await git("config", "user.email", "user@example.org");
  await write("src/export.ts", "export const limit = 100;\n");
  await write("src/session.ts", "export const ttlSeconds = 3600;\n");
  await write("src/rates.ts", "export const cacheHours = 0;\n");
  await write("src/mail.ts", "export const parallel = 1;\n");
  await git("add", ".");
  await git("commit", "--quiet", "--message", "feat: export and sessions");
  await write("src/export.ts", "export const limit = 50;\n");
  await git("stash");
  await write("src/export.ts", "export const limit = 200;\n");
  await git("add", "src/export.ts");
  await write("src/session.ts", "export const ttlSeconds = 1800;\n");

  const userState = async () => ({
    head: await git("rev-parse", "--symbolic-full-name", "HEAD"),
    branches: await git("for-each-ref", "refs/heads", "refs/tags", "refs/remotes"),
    index: await git("ls-files", "--stage"),
    stash: await git("stash", "list", "--format=%H %gs"),
    // Learnings may be laid down as files beside the user's work, for the user to commit.
    status: await git("status", "--porcelain", "--untracked-files=all", "--", ".", ":!.agentops/learnings"),
    changes: await git("diff"),
  });
  const newHome = () => mkdtemp(join(root, "home-"));
  return { path, git, userState, newHome, remove: () => rm(root, { recursive: true, force: true }) };
}
