// Locks and tickets that killed or stopped writers leave: the next write works unaided.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ProcessClient, startClient } from "../support/client.ts";
import { withClient } from "../support/clients.ts";
import { cloneRefs, createRecorder, fsck, storedIds } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
const clients: ProcessClient[] = [];

beforeEach(() => {
  repository = createRepository();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  repository.remove();
});

async function start(session: string): Promise<ProcessClient> {
  const client = await startClient(repository.dir, { session });
  clients.push(client);
  return client;
}

const inJournal = (): string[] => storedIds(repository, "learning").toSorted();

describe("what a killed writer leaves", () => {
  async function recoversFrom(obstacle: (ref: string) => void, before = 0): Promise<void> {
    await withClient(repository.dir, {}, (client) => createRecorder(client, 1)());
    obstacle(cloneRefs(repository)[0] ?? "");
    await withClient(repository.dir, {}, (client) => createRecorder(client, 2)());
    expect(inJournal()).toHaveLength(before + 2);
  }

  /** A server that was stopped while it held a turn, and its ticket. */
  async function stopWhileWriting() {
    const client = await start("stopped");
    await createRecorder(client, 1)();
    const saving = createRecorder(client, 2);
    const state = { busy: true };
    const load = (async () => {
      while (state.busy) await saving();
    })().catch(() => {});
    const queue = path.join(repository.dir, ".git/agentops/queue");
    let names = readdirSync(queue);
    while (names.length === 0) {
      await sleep(1);
      names = readdirSync(queue);
      if (names.length > 0) process.kill(client.pid, "SIGSTOP");
      // It may have finished in between.
      await sleep(20);
      names = readdirSync(queue);
      if (names.length === 0) process.kill(client.pid, "SIGCONT");
    }
    return { client, ticket: path.join(queue, names[0] ?? ""), state, load };
  }
  const lockOf = (ref: string) => path.join(repository.dir, ".git", `${ref}.lock`);

  it.each([
    ["an old lock on the ref", () => new Date(0)],
    ["a lock from tomorrow, as after a clock was set back", () => new Date(Date.now() + 86_400_000)],
  ])("%s", (_, made) =>
    recoversFrom((ref) => {
      writeFileSync(lockOf(ref), "");
      utimesSync(lockOf(ref), made(), made());
    }),
  );

  it("a lock that is fresh, beside a person's git that waits in the same folder", async () => {
    // A commit that waits for its editor holds no lock on our ref, for however long.
    const waiting = spawn("git", ["-c", "core.editor=sleep 30 #", "commit", "--allow-empty"], {
      cwd: repository.dir,
      stdio: "ignore",
      detached: true,
      env: {
        PATH: process.env.PATH,
        HOME: "/nonexistent",
        GIT_AUTHOR_NAME: "a",
        GIT_AUTHOR_EMAIL: "a@a",
        GIT_COMMITTER_NAME: "a",
        GIT_COMMITTER_EMAIL: "a@a",
      },
    });
    try {
      await recoversFrom((ref) => writeFileSync(lockOf(ref), ""));
    } finally {
      if (waiting.pid) process.kill(-waiting.pid, "SIGKILL");
    }
  });

  it("a lock that a git which can lock refs may own is respected", async () => {
    await withClient(repository.dir, {}, (client) => createRecorder(client, 1)());
    const [ref = ""] = cloneRefs(repository);
    const tip = repository.git("rev-parse", ref).trim();
    // Reads its commands from stdin and, after `prepare`, holds the lock until it is told more.
    const owner = spawn("git", ["update-ref", "--stdin"], {
      cwd: repository.dir,
      stdio: ["pipe", "pipe", "ignore"],
    });
    owner.stdin.write(`start\nupdate ${ref} ${tip} ${tip}\nprepare\n`);
    while (!existsSync(lockOf(ref))) await sleep(10);
    utimesSync(lockOf(ref), new Date(0), new Date(0));
    const client = await start("second");
    const saved = createRecorder(client, 2)();
    await sleep(1_500);
    expect(existsSync(lockOf(ref))).toBe(true);
    owner.stdin.write("abort\n");
    owner.stdin.end();
    await once(owner, "exit");
    const id = await saved;
    expect(inJournal()).toContain(id);
  });

  it("rubbish in the queue", () =>
    recoversFrom(() => {
      const queue = path.join(repository.dir, ".git/agentops/queue");
      for (const name of ["0-rubbish", "000000001-aaaaaaaa-0000000000-999999-1"]) {
        writeFileSync(path.join(queue, name), "");
        utimesSync(path.join(queue, name), new Date(0), new Date(0));
      }
    }));

  it("a ticket of a dead process in the queue", async () => {
    const { client: victim, ticket } = await stopWhileWriting();
    process.kill(victim.pid, "SIGKILL");
    await recoversFrom(
      () => expect(existsSync(ticket)).toBe(false),
      storedIds(repository, "learning").length,
    );
  });

  it("a server that is stopped in the midst of writing", async () => {
    const { client: stopped, state, load } = await stopWhileWriting();
    const id = await withClient(repository.dir, {}, (client) => createRecorder(client, 3)());
    state.busy = false;
    process.kill(stopped.pid, "SIGCONT");
    await load;
    expect(inJournal()).toContain(id);
    expect(fsck(repository.dir)).toBe("");
  });
});
