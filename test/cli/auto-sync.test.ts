// `sync: off|manual|auto` with real servers and a local remote: what travels by itself, when, and what never does.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cloneRefs, createRecorder, EMPTY_HOME, storedIds, withServer } from "../support/journal.ts";
import { onlyMessages, startRawServer } from "../support/raw-server.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { type CliOptions, createHome, type Ran, runCli, runCliBeside } from "./run-cli.ts";
import { runDoctor } from "./run-doctor.ts";

const LESSON = {
  title: "git update-ref does no fsync of its own",
  kind: "gotcha",
  body: "git update-ref moves a ref without fsync, so a power cut leaves a file of 0 bytes. Pass -c core.fsync=reference to each call.",
};
/** Far longer than a sync takes: a machine under load is slow, not wrong. */
const PATIENCE_MS = 30_000;

let place: ReturnType<typeof createHome>;
let remote: TestRepository;
let here: TestRepository;
let there: TestRepository;
beforeEach(() => {
  place = createHome();
  remote = createRepository({ bare: true });
  [here, there] = [clone(), clone()];
});
afterEach(async () => {
  for (const each of [here, there, remote, place]) await until(() => isRemoved(each));
});

/** A sync that a server has left behind may still be writing. */
function isRemoved(each: { remove(): void }): boolean {
  try {
    each.remove();
    return true;
  } catch {
    return false;
  }
}

function clone(mode = "auto"): TestRepository {
  const repository = createRepository();
  repository.commit({ ".agentops/config.yaml": `sync: ${mode}\n` });
  repository.git("remote", "add", "origin", remote.dir);
  return repository;
}

const run = ({ dir }: TestRepository, args: string[], options: Partial<CliOptions> = {}): Ran =>
  runCli(dir, args, { ...place, ...options });

/** A manual sync, by which somebody agrees to this remote. */
const agree = (repository: TestRepository) => run(repository, ["sync", "--yes"]);

const record = (repository: TestRepository, seed: number): Promise<string> =>
  withServer(repository.dir, {}, (client) => createRecorder(client, seed)());

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) expect.fail(`not so within ${PATIENCE_MS / 1000} s: ${holds}`);
    await sleep(50);
  }
}

/** Nothing says that a background sync is over without having sent anything, so it is waited for. */
async function untilSynced(repository: TestRepository, after: string): Promise<void> {
  await until(() => lastSync(repository).at > after);
}

function lastSync(repository: TestRepository): { at: string; status: string } {
  const found = runDoctor(repository.dir, place).checks.find(({ name }) => name === "sync")?.found ?? "";
  const [, at = "", status = ""] = /last at (\S+): ([a-z ]+)/.exec(found) ?? [];
  return { at, status };
}

const now = () => new Date().toISOString();

describe("sync: auto", () => {
  it("at the end of a session sends what it recorded, also when the client kills the server at once", async () => {
    await record(here, 1);
    expect(agree(here).code).toBe(0);
    const [first = ""] = storedIds(remote);
    const second = await record(here, 2);
    await until(() => storedIds(remote).includes(second));
    const server = await startRawServer(here.dir, { env: { HOME: EMPTY_HOME } });
    await sleep(1_000);
    const text = await server.call("record_learning", LESSON);
    const third = /\b[0-9A-HJKMNP-TV-Z]{26}\b/.exec(text)?.[0] ?? "";
    server.end();
    // A client leaves it about as long as a process takes to start, however slow the machine is.
    await once(spawn(process.execPath, ["-e", "0"]), "exit");
    server.kill("SIGKILL");
    await until(() => storedIds(remote).includes(third));
    expect(storedIds(remote)).toEqual(expect.arrayContaining([first, second, third]));
    expect(onlyMessages(server.lines)).toBe(true);
  });

  it("at the start of a session brings what another clone has sent, and sends what a killed one left", async () => {
    await record(there, 1);
    expect(agree(there).code).toBe(0);
    await withServer(there.dir, {}, (client) => client.call("record_learning", LESSON));
    await until(() => storedIds(remote).length === 2);
    await record(here, 3);
    expect(agree(here).code).toBe(0);
    const later = await withServer(there.dir, {}, (client) => createRecorder(client, 4)());
    await until(() => storedIds(remote).includes(later));

    const killed = await startRawServer(here.dir, { env: { HOME: EMPTY_HOME } });
    const text = await killed.call("record_learning", {
      ...LESSON,
      title: "git cat-file --batch answers one line per name",
      body: "git cat-file --batch reads one name per line, so a name with a newline shifts all answers after it. Refuse such names.",
    });
    const left = /\b[0-9A-HJKMNP-TV-Z]{26}\b/.exec(text)?.[0] ?? "";
    killed.kill("SIGKILL");
    await killed.exited;

    await withServer(here.dir, {}, async (client) => {
      await until(async () => {
        const { facts } = await client.call("trace_record", { id: later });
        return facts.state === "served";
      });
      const { facts } = await client.call("retrieve_context", { task: "update-ref fsync power cut" });
      expect(facts.items).toEqual([expect.objectContaining({ title: LESSON.title })]);
      await until(() => storedIds(remote).includes(left));
    });
  });

  it("sends nothing to a remote that nobody agreed to, and fetches still", async () => {
    await record(there, 1);
    expect(agree(there).code).toBe(0);
    const before = now();
    await record(here, 2);
    await untilSynced(here, before);
    expect(cloneRefs(remote)).toEqual(cloneRefs(there));
    expect(cloneRefs(here)).toHaveLength(2);
    expect(lastSync(here).status).toBe("not agreed");
    const check = runDoctor(here.dir, place).checks.find(({ name }) => name === "sync");
    expect(check).toMatchObject({ level: "warn", fix: expect.stringContaining("agentops-mcp sync") });
    // Agreeing to one address is not agreeing to another.
    agree(here);
    const other = createRepository({ bare: true });
    here.git("remote", "set-url", "origin", other.dir);
    const moved = now();
    await record(here, 3);
    await untilSynced(here, moved);
    expect(cloneRefs(other)).toEqual([]);
    other.remove();
  });

  it("a remote that is down is a status, and nothing is lost", async () => {
    await record(here, 1);
    agree(here);
    renameSync(remote.dir, `${remote.dir}-away`);
    const before = now();
    const id = await record(here, 2);
    await untilSynced(here, before);
    expect(lastSync(here).status).toBe("unreachable");
    const check = runDoctor(here.dir, place).checks.find(({ name }) => name === "sync");
    expect(check).toMatchObject({ level: "warn", fix: expect.stringContaining("Nothing is lost") });
    renameSync(`${remote.dir}-away`, remote.dir);
    const { stdout, code } = run(here, ["sync"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/the sync before this one, at .*: unreachable/);
    expect(storedIds(remote)).toContain(id);
  });

  it("many servers that end at once leave a few syncs, which send everything", async () => {
    await record(here, 1);
    agree(here);
    const ids = await Promise.all(Array.from({ length: 6 }, (_, number) => record(here, number + 10)));
    await until(() => ids.every((id) => storedIds(remote).includes(id)));
  });

  it("tells of keys that an ssh remote needs and some runtimes do not pass on", () => {
    here.git("remote", "set-url", "origin", "ssh://git@127.0.0.1:9/none.git");
    const found = runDoctor(here.dir, place).checks.filter(({ name }) => name === "sync");
    expect(found).toContainEqual(
      expect.objectContaining({ level: "warn", found: expect.stringContaining("SSH_AUTH_SOCK") }),
    );
  });
});

describe("other modes", () => {
  it("off refuses, with the way to switch it on, and manual does nothing by itself", async () => {
    here.commit({ ".agentops/config.yaml": "sync: off\n" });
    await record(here, 1);
    const refused = run(here, ["sync", "--yes"]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/sync: off.*\n.*sync: manual/);
    expect(run(here, ["sync", "--background"]).code).toBe(2);
    here.commit({ ".agentops/config.yaml": "sync: manual\n" });
    expect(agree(here).code).toBe(0);
    const sent = storedIds(remote);
    await record(here, 2);
    expect(run(here, ["sync", "--background"])).toMatchObject({ code: 0, stdout: "", stderr: "" });
    await sleep(1_500);
    expect(storedIds(remote)).toEqual(sent);
  });

  it("a sync that waits too long for another one says so", async () => {
    here.commit({ ".agentops/config.yaml": "sync: manual\n" });
    here.git("config", "protocol.ext.allow", "always");
    await record(here, 1);
    here.git("remote", "set-url", "origin", "ext::sleep 60");
    const slow = runCliBeside(here.dir, ["sync", "--timeout", "20"], place);
    const queue = path.join(here.dir, ".git/agentops/syncing");
    await until(() => existsSync(queue) && readdirSync(queue).length > 0);
    const second = await runCliBeside(here.dir, ["sync"], place);
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(
      /Another sync of this clone is still under way.*\n.*agentops-mcp sync again/,
    );
    expect((await slow).stdout).toContain("did not answer within 20 s");
  });
});
