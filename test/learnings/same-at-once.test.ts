// One fact that several agents record at the same moment is stored once, and served once where two clones met later.
import { afterEach, beforeEach, expect, it } from "vitest";
import { startClient, type TestClient } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { storedIds } from "../support/journal.ts";
import {
  createRepository,
  repositoryIn,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";

const LESSON = {
  title: "git worktree prune forgets a tree on a disk that is not mounted",
  kind: "gotcha",
  body: "`git worktree prune` removes the entry of every tree whose folder is missing. Lock trees on removable disks first with `git worktree lock`.",
};

let repository: TestRepository;
const clients: TestClient[] = [];
beforeEach(() => {
  repository = createRepository();
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  repository.remove();
});

const outcomes = async (calls: readonly Promise<{ text: string; facts: Record<string, unknown> }>[]) => {
  const answers = await Promise.all(calls);
  const ids = answers.flatMap(({ facts }) => (facts.state === "admitted" ? [String(facts.id)] : []));
  const refused = answers.filter(({ text }) => text.startsWith("error: DUPLICATE"));
  return { ids, refused };
};

it("eight calls of one session: one is admitted, and the others are told its id", async () => {
  const client = await startClient(repository.dir, { session: "eager" });
  clients.push(client);
  const { ids, refused } = await outcomes(
    Array.from({ length: 8 }, () => client.call("record_learning", LESSON)),
  );
  expect(ids).toHaveLength(1);
  expect(refused).toHaveLength(7);
  for (const { text } of refused) expect(text).toContain(ids[0]);
  expect(storedIds(repository, "learning")).toEqual(ids);
});

it("eight processes: one is admitted", async () => {
  const sessions = await Promise.all(
    Array.from({ length: 8 }, (_, number) => startClient(repository.dir, { session: `s${number}` })),
  );
  clients.push(...sessions);
  // All have read what there is before the race begins.
  await Promise.all(sessions.map((client) => client.call("retrieve_context", { task: "worktrees" })));
  const { ids, refused } = await outcomes(sessions.map((client) => client.call("record_learning", LESSON)));
  expect(ids).toHaveLength(1);
  expect(refused).toHaveLength(7);
  expect(storedIds(repository, "learning")).toEqual(ids);
});

it("two clones that did not know of each other: the older one is served, the other is traced to it", async () => {
  const other = repositoryIn(temporaryFolder());
  other.git("clone", "-q", `file://${repository.dir}`, ".");
  const ids: string[] = [];
  for (const { dir } of [repository, other]) {
    const client = await inProcess(dir, { session: "writer" });
    clients.push(client);
    ids.push(String((await client.call("record_learning", LESSON)).facts.id));
  }
  repository.git("fetch", "-q", other.dir, "refs/agentops/clones/*:refs/agentops/clones/*");
  const reader = await inProcess(repository.dir, { session: "reader" });
  clients.push(reader);
  const { facts } = await reader.call("retrieve_context", { task: LESSON.title });
  expect((facts.items as { id: string }[]).map(({ id }) => id)).toEqual([ids[0]]);
  expect((await reader.call("trace_record", { id: ids[1] })).text).toContain(ids[0]);
  other.remove();
});
