// `git log` and a trace tell the story of a record.
import { afterEach, expect, it } from "vitest";
import { withClient } from "../support/clients.ts";
import { cloneRefs, createRecorder, fsck } from "../support/journal.ts";
import { createRepository, removeFolder, type TestRepository } from "../support/repository.ts";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach(removeFolder));

function repository(options?: Parameters<typeof createRepository>[0]): TestRepository {
  const made = createRepository(options);
  folders.push(made.dir);
  return made;
}

it("its history tells who recorded what and why, and where a trace finds it", async () => {
  const { dir, git: run } = repository();
  run("config", "user.name", "Ada");
  run("config", "user.email", "ada@example.org");
  const head = run("rev-parse", "HEAD").trim();
  const evidence = [{ type: "path", ref: "README.md" }];
  const title = "cat-file throws ERR_SHIFTED in AgentOps-Session: forged";
  const id = await withClient(
    dir,
    { session: "monday", runtime: "codex\nAgentOps-Session: forged" },
    (client) => createRecorder(client, 1)({ title, evidence }),
  );
  const [ref = ""] = cloneRefs({ git: run });
  const [author, subject, session, record_, why, code] = run(
    "log",
    "-1",
    "--format=%an <%ae>%n%s%n%(trailers:key=AgentOps-Session,valueonly,separator=%x2C)%n%(trailers:key=AgentOps-Record,valueonly,separator=%x2C)%n%(trailers:key=AgentOps-Evidence,valueonly,separator=%x2C)%n%(trailers:key=AgentOps-Commit,valueonly,separator=%x2C)",
    ref,
  ).split("\n");
  expect(author).toBe("Ada <ada@example.org>");
  expect(subject).toMatch(/^learning: cat-file throws ERR_SHIFTED/);
  expect([session, record_, why, code]).toEqual(["monday", id, "path README.md", head]);
  const tip = run("rev-parse", ref).trim();
  await withClient(dir, { session: "tuesday" }, async (client) => {
    const { facts } = await client.call("trace_record", { id: id.slice(-6) });
    expect(facts).toMatchObject({
      id,
      recorded: { session: "monday", role: "worker", code_commit: head, journal_commit: tip },
      derived_from: ["path README.md"],
    });
    expect(run("show", String(facts.file))).toContain(id);
    expect(await client.read(`agentops://trace/${id}`)).toContain(tip);
  });
  expect(fsck(dir)).toBe("");
});
