// A memory that can't be read, or was never fetched, says so wherever somebody asks; it is never taken for an empty one.
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchCommand } from "../../src/journal/unfetched.ts";
import { BUILT } from "../cli/run-cli.ts";
import type { TestClient } from "../support/client.ts";
import { withClient } from "../support/clients.ts";
import { command } from "../support/command.ts";
import { inProcess } from "../support/in-process.ts";
import { cloneRefs, fsck, storedIds } from "../support/journal.ts";
import {
  createRepository,
  removeFolder,
  repositoryIn,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";

const LESSON = {
  title: "tar keeps the owner of files when root unpacks them",
  kind: "gotcha",
  body: "As root, `tar -x` restores owners by number. Pass `--no-same-owner` in images that are built as root.",
};
const OTHER = {
  title: "gzip stores the time of the file",
  kind: "gotcha",
  body: "`gzip` writes the modification time into its header, so two archives of equal bytes differ. Pass `gzip -n`.",
};

let repository: TestRepository;
const clients: TestClient[] = [];
const folders: string[] = [];
beforeEach(() => {
  repository = createRepository();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const each of [repository.dir, ...folders.splice(0)]) removeFolder(each);
});

async function start(dir = repository.dir): Promise<TestClient> {
  const client = await inProcess(dir, { session: "reader" });
  clients.push(client);
  return client;
}

async function record(dir: string, lesson = LESSON): Promise<string> {
  const { facts } = await withClient(dir, { session: "writer" }, (writer) =>
    writer.call("record_learning", lesson),
  );
  rmSync(path.join(dir, ".agentops"), { recursive: true, force: true });
  return String(facts.id);
}

const brief = async (client: TestClient): Promise<string> => {
  const { contents } = await client.client.readResource({ uri: "agentops://brief" });
  return contents.map((each) => ("text" in each ? each.text : "")).join("\n");
};
const cli = (dir: string, ...args: string[]) => command(dir, args);
const hook = (dir: string): string => {
  const input = { session_id: "h", cwd: dir, hook_event_name: "SessionStart", source: "startup" };
  const args = [BUILT, "hook", "--runtime", "claude", "SessionStart"];
  return spawnSync(process.execPath, args, { cwd: dir, input: JSON.stringify(input), encoding: "utf8" })
    .stdout;
};
const checks = async (
  dir: string,
): Promise<{ name: string; level: string; found: string; fix: string | null }[]> =>
  JSON.parse((await cli(dir, "doctor", "--json")).stdout).checks;

const fileOf = (ref: string): string => path.join(repository.dir, ".git", ref);

describe.each<[string, (ref: string) => void, RegExp]>([
  ["an empty ref", (ref) => writeFileSync(fileOf(ref), ""), /empty or cut off/],
  ["a ref that is cut off", (ref) => writeFileSync(fileOf(ref), "3f2a"), /empty or cut off/],
  ["a ref that is gone", (ref) => rmSync(fileOf(ref)), /not there any more/],
  [
    "objects that are gone",
    (ref) => writeFileSync(fileOf(ref), `${"ab".repeat(20)}\n`),
    /objects of this journal are missing/,
  ],
])("%s", (_, damage, reason) => {
  it("is told by brief, hook, retrieve, doctor and verify, and is read again once it is mended", async () => {
    const id = await record(repository.dir);
    const [ref = ""] = cloneRefs(repository);
    const tip = repository.git("rev-parse", ref).trim();
    damage(ref);
    const client = await start();
    for (const text of [await brief(client), hook(repository.dir)]) {
      expect(text).toContain("The memory of this clone can't be read");
      expect(text).toMatch(reason);
      expect(text).not.toContain("No lessons yet");
    }
    const asked = await client.call("retrieve_context", { task: LESSON.title });
    expect(asked.facts).toMatchObject({ abstained: true, memory: expect.stringMatching(reason) });
    expect(await checks(repository.dir)).toContainEqual({
      name: "journal",
      level: "fail",
      found: expect.stringMatching(reason),
      fix: expect.stringContaining(ref),
    });
    const gate = await cli(repository.dir, "verify", "--json");
    expect(gate.code).toBe(1);
    expect(JSON.parse(gate.stdout).broken).toMatchObject([
      { id: ref, reason: expect.stringMatching(reason) },
    ]);
    writeFileSync(fileOf(ref), `${tip}\n`);
    expect(await brief(client)).toContain(LESSON.title);
    const again = await client.call("retrieve_context", { task: LESSON.title });
    expect(again.facts).toMatchObject({ items: [{ id }] });
    expect(again.facts.memory).toBeUndefined();
  });
});

it("what is recorded after a ref was lost stands beside it, and both are read once it is back", async () => {
  const first = await record(repository.dir);
  const [ref = ""] = cloneRefs(repository);
  const tip = repository.git("rev-parse", ref).trim();
  rmSync(fileOf(ref));
  const second = await record(repository.dir, OTHER);
  expect(await brief(await start())).toMatch(/1 lesson in use.*can't be read/);
  repository.git("update-ref", ref, tip);
  expect(storedIds(repository, "learning").toSorted()).toEqual([first, second].toSorted());
  expect(fsck(repository.dir)).toBe("");
  expect((await cli(repository.dir, "verify")).code).toBe(0);
});

it("a server whose ref is lost while it runs goes on, and tells of it", async () => {
  const client = await start();
  await client.call("record_learning", LESSON);
  for (const ref of cloneRefs(repository)) rmSync(fileOf(ref));
  expect((await client.call("record_learning", OTHER)).facts).toMatchObject({ state: "admitted" });
  expect(await brief(client)).toContain("can't be read");
});

describe("a clone whose records were never fetched", () => {
  const clone = (): TestRepository => {
    const dir = temporaryFolder();
    folders.push(dir);
    const made = repositoryIn(dir);
    made.git("clone", "-q", `file://${repository.dir}`, ".");
    return made;
  };

  it("is told so, with what fetches them, and verify is not green before", async () => {
    await record(repository.dir);
    repository.commit({ ".agentops/config.yaml": "checks: []\n" }, "installed");
    const { dir, git } = clone();
    const client = await start(dir);
    for (const text of [await brief(client), hook(dir)]) {
      expect(text).toContain("No records of any clone are here");
      expect(text).toContain("agentops-mcp sync");
      expect(text).not.toContain("No lessons yet");
    }
    const asked = await client.call("retrieve_context", { task: LESSON.title });
    expect(asked.facts.memory).toContain("agentops-mcp sync");
    const [remote] = (await checks(dir)).filter(({ name }) => name === "remote");
    expect(remote).toMatchObject({ level: "warn", found: expect.stringContaining("never fetched here") });
    const gate = await cli(dir, "verify", "--json");
    expect(gate.code).toBe(1);
    const [{ reason }] = JSON.parse(gate.stdout).broken;
    const fetching = /git fetch .*$/.exec(reason)?.[0] ?? "";
    git("-c", `alias.run=!${fetching}`, "run");
    expect((await cli(dir, "verify")).code).toBe(0);
    expect(await brief(client)).toContain("1 more from other clones is shown when asked for");
  });

  it("says that there are no lessons yet where nobody could have any", async () => {
    expect(await brief(await start())).toContain("No lessons yet");
  });
});

describe("a ref that a stranger has pushed under an odd number", () => {
  it("closes no gate once a sync has brought it, and the command for it by hand moves no ref back", async () => {
    const remote = createRepository({ bare: true });
    folders.push(remote.dir);
    const { dir } = repository;
    repository.commit({ ".agentops/config.yaml": "checks: []\n" }, "installed");
    repository.git("remote", "add", "origin", remote.dir);
    const id = await record(dir);
    expect((await cli(dir, "sync", "--yes")).code).toBe(0);
    const [own = ""] = cloneRefs(repository);
    const empty = repository.git("mktree", "--missing").trim();
    const stranger = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
    const tip = repository.git(...stranger, "commit-tree", "-m", "x", empty).trim();
    const strange = ["refs/agentops/clones/zzzzzzzzzz-2", `${own}-7`];
    for (const ref of strange) repository.git("push", "-q", "origin", `${tip}:${ref}`);
    repository.git("push", "-q", "--force", "origin", `${tip}:${own}`);
    expect((await cli(dir, "verify", "--json")).code).toBe(1);
    await cli(dir, "sync", "--fetch");
    expect((await cli(dir, "verify", "--json")).code).toBe(0);
    const before = repository.git("rev-parse", own);
    const byHand = /'([^']+)'/.exec(fetchCommand("origin"))?.[1] ?? "";
    spawnSync("git", ["fetch", "-q", "origin", byHand], { cwd: dir });
    expect(repository.git("rev-parse", own)).toBe(before);
    expect(storedIds(repository)).toContain(id);
  });
});
