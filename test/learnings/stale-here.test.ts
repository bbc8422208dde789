// A lesson is stale only where this branch's line has changed what it saw; what another branch has is not here yet.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
let clients: TestClient[];
beforeEach(() => {
  repository = createRepository();
  repository.commit({ "src/lexer.ts": "one\n" });
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  repository.remove();
});

async function session(name: string): Promise<TestClient> {
  const client = await inProcess(repository.dir, { session: name });
  clients.push(client);
  return client;
}

const LESSON = {
  title: "The lexer loses the last token of an empty line",
  kind: "gotcha",
  body: "The lexer in src/lexer.ts drops the last token where a line is empty: `next()` returns null twice. Call flush() before close().",
  paths: ["src/lexer.ts"],
};
const record = async () => {
  const { facts } = await (await session("author")).call("record_learning", LESSON);
  return String(facts.id);
};

/** The item that retrieval gives, and the line of the job's brief that names it, without its title. */
async function seen(id: string) {
  const reader = await session(`reader ${clients.length}`);
  const { facts } = await reader.call("retrieve_context", { task: LESSON.title, paths: LESSON.paths });
  const job = await reader.call("start_job", {
    title: `${LESSON.title} ${clients.length}`,
    write: ["src/lexer.ts"],
  });
  const items = facts.items as { id: string; stale?: string; elsewhere?: string }[];
  const { stale, elsewhere } = items.find((each) => each.id === id) ?? expect.fail("not served");
  const brief = String(job.facts.brief)
    .split("\n")
    .find((line) => line.startsWith(id))
    ?.replace(` ${LESSON.kind} "${LESSON.title}"`, "");
  return { stale, elsewhere, brief };
}

describe("a lesson about a file", () => {
  it("that is as it was says nothing", async () => {
    const id = await record();
    expect(await seen(id)).toEqual({ stale: undefined, elsewhere: undefined, brief: id });
  });

  it("that this branch has changed since is stale, in retrieval and in the job's brief alike", async () => {
    const id = await record();
    repository.commit({ "src/lexer.ts": "two\n" });
    const { stale, elsewhere, brief } = await seen(id);
    expect(stale).toBe("changed since it was recorded: src/lexer.ts");
    expect(elsewhere).toBeUndefined();
    expect(brief).toBe(`${id} (${stale})`);
  });

  it("of another branch is not on this one, and stale once this one has had it and changed it", async () => {
    repository.git("checkout", "-q", "-b", "other");
    repository.commit({ "src/lexer.ts": "two\n" });
    const id = await record();
    repository.git("checkout", "-q", "main");
    const away = await seen(id);
    expect(away.stale).toBeUndefined();
    expect(away.elsewhere).toBe("not on this branch as it saw them: src/lexer.ts");
    expect(away.brief).toBe(`${id} (${away.elsewhere})`);
    // As a squash brings it: the contents, and no commit of theirs.
    repository.commit({ "src/lexer.ts": "two\n" });
    expect((await seen(id)).elsewhere).toBeUndefined();
    repository.commit({ "src/lexer.ts": "three\n" });
    expect((await seen(id)).stale).toBe("changed since it was recorded: src/lexer.ts");
  });
});

it("a lesson is given whole twice in a session, and then named", async () => {
  const id = await record();
  const reader = await session("reader");
  const textOf = async () => {
    const { facts } = await reader.call("retrieve_context", { task: LESSON.title });
    return (facts.items as { id: string; text: string }[]).find((each) => each.id === id)?.text;
  };
  const started = await reader.call("start_job", { title: LESSON.title, write: ["src/lexer.ts"] });
  expect(await textOf()).toContain("flush()");
  expect(await textOf()).toBe(`given twice in this session; agentops://learnings/${id} has it`);
  // As after a compaction.
  expect((await reader.call("start_job", { job: started.facts.job })).facts.brief).toContain("flush()");
});
