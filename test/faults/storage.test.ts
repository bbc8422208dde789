// Full and read-only disks, vanished and late repositories, no git: typed errors, nothing half-written, the server stays up.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createGenerator } from "../bench/generated.ts";
import { cloneRefs, EMPTY_HOME, fsck, storedIds } from "../support/journal.ts";
import { onlyMessages, type RawServer, startRawServer } from "../support/raw-server.ts";
import { createRepository, git, removeFolder, temporaryFolder } from "../support/repository.ts";
import { canMount, mountSmallDisk, type SmallDisk } from "./mount.ts";

const cleanups: (() => void)[] = [];
const servers: RawServer[] = [];
const generator = createGenerator(21);

afterEach(async () => {
  const ended = servers.splice(0);
  for (const server of ended) server.end();
  const codes = await Promise.all(ended.map(({ exited }) => exited));
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
  for (const { lines } of ended) expect(onlyMessages(lines)).toBe(true);
  expect(codes.every((code) => code === 0)).toBe(true);
});

async function start(dir: string, env: Record<string, string> = {}): Promise<RawServer> {
  const server = await startRawServer(dir, { env: { HOME: EMPTY_HOME, ...env } });
  servers.push(server);
  return server;
}

function smallDisk(): SmallDisk {
  const disk = mountSmallDisk(4);
  cleanups.push(disk.remove);
  git(disk.dir, "init", "-q", "-b", "main", "--template=");
  return disk;
}

const lesson = () => {
  const { paths: _, ...fields } = generator.learning();
  return { ...fields, distinct_because: "each made-up lesson stands for itself" };
};
const save = (server: RawServer): Promise<string> => server.call("record_learning", lesson());
const repositoryAt = (dir: string) => ({ git: (...args: string[]) => git(dir, ...args) });

describe.runIf(canMount)("a full disk", () => {
  it("refuses a write with DISK_FULL, answers reads, and goes on once there is space", async () => {
    const disk = smallDisk();
    const server = await start(disk.dir);
    expect(await save(server)).toMatch(/admitted/);
    disk.fill(0);
    expect(await save(server)).toMatch(/^DISK_FULL: /);
    expect(await server.call("retrieve_context", { task: "throws ERR when the server is slow" })).not.toMatch(
      /^[A-Z_]+: /,
    );
    disk.free();
    expect(await save(server)).toMatch(/admitted/);
    expect(storedIds(repositoryAt(disk.dir), "learning")).toHaveLength(2);
    expect(fsck(disk.dir)).toBe("");
  });

  it("stores all or nothing, wherever in the write the space ends", async () => {
    const disk = smallDisk();
    const server = await start(disk.dir);
    await save(server);
    const outcomes = new Set<string>();
    let stored = 1;
    // A record takes about seven files, each of which takes a page of 4 KB.
    for (let pages = 0; pages <= 16; pages += 1) {
      disk.free();
      disk.fill(pages * 4096);
      const answer = await save(server);
      const outcome = /^[A-Z_]+(?=: )/.exec(answer)?.[0] ?? "stored";
      outcomes.add(outcome);
      if (outcome === "stored") stored += 1;
      expect(storedIds(repositoryAt(disk.dir), "learning")).toHaveLength(stored);
      expect(fsck(disk.dir)).toBe("");
    }
    expect([...outcomes].sort()).toEqual(["DISK_FULL", "stored"]);
  });
});

describe.runIf(canMount)("a read-only file system", () => {
  it("refuses a write with READ_ONLY, answers reads, and goes on once it can be written", async () => {
    const disk = smallDisk();
    const server = await start(disk.dir);
    expect(await save(server)).toMatch(/admitted/);
    disk.readOnly(true);
    const fresh = await start(disk.dir);
    for (const each of [server, fresh]) {
      expect(await save(each)).toMatch(/^READ_ONLY: /);
      const found = await each.call("retrieve_context", { task: "throws ERR when it is" });
      expect(found).not.toMatch(/^[A-Z_]+: /);
    }
    disk.readOnly(false);
    expect(await save(fresh)).toMatch(/admitted/);
    expect(fsck(disk.dir)).toBe("");
  });

  it("ends in time with retrievals that can't be logged", async () => {
    const disk = smallDisk();
    disk.readOnly(true);
    const server = await start(disk.dir);
    await server.call("retrieve_context", { task: "anything at all" });
    server.end();
    expect(await server.exited).toBe(0);
  });
});

describe("a repository that comes late, goes, or is not there", () => {
  it("is found after git init, without a restart", async () => {
    const dir = temporaryFolder();
    cleanups.push(() => removeFolder(dir));
    const server = await start(dir);
    const refused = await save(server);
    expect(refused).toMatch(/^NOT_A_REPOSITORY: .*\n.*git init/);
    git(dir, "init", "-q");
    expect(await save(server)).toMatch(/admitted/);
    expect(storedIds(repositoryAt(dir))).toHaveLength(1);
  });

  it("is not brought back by a server when its folder was deleted", async () => {
    const repository = createRepository();
    const server = await start(repository.dir);
    await save(server);
    await server.call("retrieve_context", { task: "throws" });
    repository.remove();
    expect(await save(server)).toMatch(/^(NOT_A_REPOSITORY|GIT_FAILED): /);
    server.end();
    expect(await server.exited).toBe(0);
    expect(existsSync(repository.dir)).toBe(false);
  });

  it("names a folder that is none", async () => {
    const repository = createRepository();
    cleanups.push(repository.remove);
    const server = await startRawServer(repository.dir, {
      args: ["--dir", path.join(repository.dir, "README.md")],
    });
    servers.push(server);
    expect(await save(server)).toMatch(/^NOT_A_REPOSITORY: /);
  });

  it("says what git says about a broken configuration", async () => {
    const repository = createRepository();
    cleanups.push(repository.remove);
    const home = temporaryFolder();
    cleanups.push(() => removeFolder(home));
    execFileSync("sh", ["-c", `echo '[user' > ${home}/.gitconfig`]);
    const server = await start(repository.dir, { HOME: home });
    expect(await save(server)).toMatch(/^GIT_FAILED: .*config/);
  });
});

describe("git itself", () => {
  it("is missing: GIT_MISSING", async () => {
    const repository = createRepository();
    cleanups.push(repository.remove);
    const empty = temporaryFolder();
    cleanups.push(() => removeFolder(empty));
    const server = await start(repository.dir, { PATH: empty });
    expect(await save(server)).toMatch(/^GIT_MISSING: .*\n.*Install git/);
  });

  it("dies under a reader, and the next question starts another one", async () => {
    const repository = createRepository();
    cleanups.push(repository.remove);
    const server = await start(repository.dir);
    await save(server);
    repository.git("gc", "-q");
    for (let round = 0; round < 3; round++) {
      expect(await server.call("retrieve_context", { task: "throws ERR when the server" })).not.toMatch(
        /^INTERNAL/,
      );
      execFileSync("sh", [
        "-c",
        `kill -9 $(cat /proc/${server.pid}/task/${server.pid}/children) 2>/dev/null; true`,
      ]);
      expect(await save(server)).toMatch(/admitted/);
    }
  });

  it("finds the journal's ref torn: an error that says how to mend it, and no second history", async () => {
    const repository = createRepository();
    cleanups.push(repository.remove);
    const server = await start(repository.dir);
    await save(server);
    const [ref = ""] = cloneRefs(repository);
    const tip = repository.git("rev-parse", ref).trim();
    execFileSync("sh", ["-c", `: > ${repository.dir}/.git/${ref}`]);
    expect(await save(server)).toMatch(/^GIT_FAILED: .*torn/);
    rmSync(path.join(repository.dir, ".git", ref));
    repository.git("update-ref", ref, tip);
    expect(await save(server)).toMatch(/admitted/);
    expect(storedIds(repository, "learning")).toHaveLength(2);
  });
});

it("survives that .git is replaced by another repository's under the running server", async () => {
  const repository = createRepository();
  const other = createRepository();
  cleanups.push(repository.remove, other.remove);
  const server = await start(repository.dir);
  await save(server);
  rmSync(path.join(repository.dir, ".git"), { recursive: true });
  renameSync(path.join(other.dir, ".git"), path.join(repository.dir, ".git"));
  mkdirSync(path.join(other.dir, ".git"));
  expect(await save(server)).toMatch(/admitted/);
  expect(fsck(repository.dir)).toBe("");
});
