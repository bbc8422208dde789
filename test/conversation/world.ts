// Each scene has a repository, a home and a PATH of its own, so that nothing of this machine comes into it.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

/** What the server, git and the checks of the scenes start. A sandbox is left out: not every machine has one. */
const PROGRAMS = ["git", "sh", "cat", "grep", "mkdir", "rm", "sleep", "sed", "ssh-keygen", "script"];

export interface World {
  /** All below is in here. */
  readonly folder: string;
  readonly dir: string;
  readonly home: string;
  readonly programs: string;
  readonly env: Readonly<Record<string, string>>;
  git(...args: string[]): string;
  /** Writes below the repository without committing. */
  write(files: Record<string, string>): void;
  /** Commits everything on the current branch. */
  commit(message: string, files?: Record<string, string>): void;
  /** Another repository in the same folder. */
  in(dir: string): World;
  remove(): void;
}

export function createWorld(): World {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "agentops-talk-")));
  const [dir, home, programs, tmp] = ["project", "home", "programs", "tmp"].map((name) => {
    mkdirSync(path.join(folder, name));
    return path.join(folder, name);
  }) as [string, string, string, string];
  symlinkSync(process.execPath, path.join(programs, "node"));
  for (const name of PROGRAMS) symlinkSync(found(name), path.join(programs, name));
  const env = {
    PATH: programs,
    HOME: home,
    TMPDIR: tmp,
    LC_ALL: "C",
    TZ: "UTC",
    SHELL: "/bin/sh",
    USER: "tester",
    LOGNAME: "tester",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const world = worldIn(dir, { folder, home, programs, env });
  world.git("init", "-q", "-b", "main");
  world.git("config", "user.name", "Tester");
  world.git("config", "user.email", "tester@example.org");
  return world;
}

function worldIn(dir: string, place: Pick<World, "folder" | "home" | "programs" | "env">): World {
  const { folder, env } = place;
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: dir, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const write = (files: Record<string, string>) => writeBelow(dir, files);
  return {
    ...place,
    dir,
    git,
    write,
    commit(message, files = {}) {
      write(files);
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", message);
    },
    in: (other) => worldIn(other, place),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
}

export function writeBelow(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

function found(name: string): string {
  const places = (process.env.PATH ?? "").split(path.delimiter).map((each) => path.join(each, name));
  const place = places.find(existsSync);
  if (!place) throw new Error(`the conversation needs ${name} on PATH`);
  return place;
}
