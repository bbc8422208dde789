// A ruling made in one clone on what was escalated in another: it travels with the records, and means the same there.
import { afterEach, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import { command } from "../support/command.ts";
import { inProcess } from "../support/in-process.ts";
import { createRepository, git, repositoryIn, type TestRepository } from "../support/repository.ts";

let cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.toReversed()) await clean();
  cleanups = [];
});

function pair(): readonly [TestRepository, TestRepository] {
  const remote = createRepository({ bare: true });
  const first = createRepository();
  first.git("remote", "add", "origin", remote.dir);
  first.git("push", "-q", "origin", "main");
  git(first.dir, "clone", "-q", remote.dir, `${first.dir}-second`);
  const second = repositoryIn(`${first.dir}-second`);
  cleanups.push(remote.remove, first.remove, second.remove);
  return [first, second];
}

async function start({ dir }: TestRepository, session: string, args: string[] = []): Promise<TestClient> {
  const client = await inProcess(dir, { session, args, ownRuntime: true });
  cleanups.push(() => client.close());
  return client;
}

const sync = async (...repositories: TestRepository[]) => {
  for (const { dir } of repositories)
    expect(await command(dir, ["sync", "--yes"])).toMatchObject({ code: 0 });
};

const report = (failed: string) => ({
  tried: "all",
  failed,
  evidence: "src/a.ts",
  hypothesis: "a race",
  ask: "what now?",
});

it("two clones' equal failures are one, and each worker gets the ruling made in one of them", async () => {
  const [here, there] = pair();
  const supervisor = await start(here, "boss", ["--role", "supervisor"]);
  const job = String((await supervisor.call("create_job", { title: "Update the parser" })).facts.id);
  const stuck = await start(here, "stuck");
  await stuck.call("start_job", { job });
  const { id } = (await stuck.call("escalate", report("timeout after 30 s in src/a.ts:7"))).facts;
  const other = await start(there, "other");
  await other.call("escalate", report("Timeout after 45 s in lib/b.ts:1"));
  await sync(here, there, here);
  const chief = await start(there, "chief", ["--role", "supervisor"]);
  const queue = await chief.read("agentops://escalations");
  expect(queue).toContain(`## Escalation ${id}`);
  expect(queue).toMatch(/also seen by other /);
  const ruled = await chief.call("rule_on_escalation", {
    escalation: id,
    ruling: "restart",
    text: "begin with a scanner",
    authority: "the lead",
  });
  expect(ruled.facts).toMatchObject({ told: ["stuck", "other"], jobs: [`${job}: token 2 is nobody's`] });
  expect((await other.call("check_ratchet")).text).toContain("begin with a scanner");
  // Until it has travelled, the worker of the other clone knows nothing of it.
  expect((await stuck.call("report_progress", { note: "a step" })).isError).toBe(false);
  await sync(there, here, there);
  const refused = await stuck.call("report_progress", { note: "another step" });
  expect(refused.text).toMatch(/^LEASE_LOST: /);
  expect(refused.text).toContain("begin with a scanner");
  expect((await stuck.call("start_job", { job })).text).toMatch(/^JOB_REFUSED: .*fresh session/);
  const fresh = await start(here, "fresh");
  expect((await fresh.call("start_job", { job })).facts).toMatchObject({ job, token: 3 });
  for (const { dir } of [here, there]) {
    await sync(here, there);
    const told = await command(dir, ["jobs", job, "--json"]);
    expect(JSON.parse(told.stdout)).toMatchObject({ state: "in_work", token: 3, holder: "fresh" });
  }
});
