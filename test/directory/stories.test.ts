// What people do with `.agentops/learnings`, each story with real git and a real server.
import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startClient, type TestClient } from "../support/client.ts";
import { createRepository, type TestRepository, writeFiles } from "../support/repository.ts";

const FOLDER = ".agentops/learnings";
const LESSON = {
  title: "git clone does not fetch refs/agentops",
  kind: "gotcha",
  body: "git clone brings only branches and tags. Refs below refs/agentops need an explicit refspec.",
};
const TASK = "refs are missing after git clone";

let repository: TestRepository;
let clients: TestClient[];

beforeEach(() => {
  repository = createRepository();
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  repository.remove();
});

const start = async (session = "reader"): Promise<TestClient> => {
  const client = await startClient(repository.dir, { session });
  clients.push(client);
  return client;
};

const record = async (): Promise<string> => {
  const writer = await start("writer");
  return String((await writer.call("record_learning", LESSON)).facts.id);
};

const file = (id: string | null, changes: Partial<typeof LESSON> = {}): string => {
  const { title, kind, body } = { ...LESSON, ...changes };
  return `---\ntitle: ${JSON.stringify(title)}\nkind: ${kind}\ntags: git\n${id ? `id: ${id}\n` : ""}---\n\n${body}\n`;
};

interface Item {
  id: string;
  title: string;
  text: string;
}

const found = async (client: TestClient, task = TASK): Promise<Item[]> =>
  (await client.call("retrieve_context", { task })).facts.items as Item[];

const stateOf = async (client: TestClient, id: string): Promise<unknown> =>
  (await client.call("trace_record", { id })).facts.state;

describe("a lesson that people edit", () => {
  it("is served as base has it, once the edit is merged", async () => {
    const id = await record();
    repository.commit({ [`${FOLDER}/clone.md`]: file(id, { title: "git clone leaves out refs/agentops" }) });
    const [item] = await found(await start());
    expect(item).toMatchObject({ id, title: "git clone leaves out refs/agentops" });
    expect(item?.text).not.toContain("not committed");
  });

  it("is served as it is being edited, and marked", async () => {
    const id = await record();
    const reader = await start();
    writeFiles(repository.dir, {
      [`${FOLDER}/clone.md`]: file(id, { title: "git clone skips refs/agentops" }),
    });
    const [item] = await found(reader);
    expect(item).toMatchObject({ id, title: "git clone skips refs/agentops" });
    expect(item?.text).toContain("edited and not committed");
    rmSync(path.join(repository.dir, FOLDER), { recursive: true });
    expect((await found(reader))[0]).toMatchObject({ id, title: LESSON.title });
  });

  it("keeps its merged text while a branch changes it", async () => {
    const id = await record();
    repository.commit({ [`${FOLDER}/clone.md`]: file(id, { title: "git clone leaves out refs/agentops" }) });
    repository.git("switch", "-qc", "feature");
    repository.commit({ [`${FOLDER}/clone.md`]: file(id, { title: "git clone fetches everything" }) });
    expect((await found(await start()))[0]).toMatchObject({
      id,
      title: "git clone leaves out refs/agentops",
    });
  });
});

describe("a lesson that a person writes by hand", () => {
  it("is served from base, keeps its id through edits, and can be cited", async () => {
    repository.commit({ [`${FOLDER}/by-hand.md`]: file(null) });
    const reader = await start();
    const [first] = await found(reader);
    expect(first).toMatchObject({ title: LESSON.title });
    repository.commit({
      [`${FOLDER}/by-hand.md`]: file(null, { title: "git clone brings branches and tags only" }),
    });
    const [edited] = await found(reader);
    expect(edited).toMatchObject({ id: first?.id, title: "git clone brings branches and tags only" });
    const cited = await reader.call("cite_learnings", { citations: [{ id: first?.id, outcome: "applied" }] });
    expect(cited.facts).toMatchObject({ cited: [{ counted: true }] });
  });

  it("stays out of the brief while it stands only on a branch", async () => {
    repository.git("switch", "-qc", "feature");
    repository.commit({ [`${FOLDER}/by-hand.md`]: file(null) });
    const reader = await start();
    expect((await found(reader))[0]?.text).toContain("unreviewed branch");
    expect(await reader.read("agentops://brief")).not.toContain(LESSON.title);
    repository.git("switch", "-q", "main");
    repository.git("merge", "-q", "feature");
    expect(await reader.read("agentops://brief")).toContain(LESSON.title);
  });
});

describe("a lesson whose file is removed on base", () => {
  const merged = async (): Promise<string> => {
    const id = await record();
    repository.commit(
      { [`${FOLDER}/clone.md`]: file(id), "src/a.ts": "export const a = 1;\n" },
      "work and lesson",
    );
    return id;
  };

  it("is retired when the commit touches nothing but knowledge", async () => {
    const id = await merged();
    repository.git("rm", "-q", `${FOLDER}/clone.md`);
    repository.commit({}, "this lesson no longer holds");
    const reader = await start();
    expect(await found(reader)).toEqual([]);
    expect(await stateOf(reader, id)).toMatch(/^removed on the base branch in [0-9a-f]{12}$/);
  });

  it("stays when the work it came with is reverted", async () => {
    const id = await merged();
    repository.git("-c", "user.name=T", "-c", "user.email=t@localhost", "revert", "--no-edit", "HEAD");
    const reader = await start();
    expect((await found(reader))[0]).toMatchObject({ id });
    expect(await stateOf(reader, id)).toBe("served");
  });

  it("comes back with its file", async () => {
    const id = await merged();
    repository.git("rm", "-q", `${FOLDER}/clone.md`);
    repository.commit({}, "out");
    repository.commit({ [`${FOLDER}/clone.md`]: file(id) }, "and in again");
    expect((await found(await start()))[0]).toMatchObject({ id });
  });

  it("is not removed by a rename", async () => {
    const id = await merged();
    repository.git("mv", `${FOLDER}/clone.md`, `${FOLDER}/renamed.md`);
    repository.commit({}, "a better name");
    expect((await found(await start()))[0]).toMatchObject({ id });
  });
});

describe("a file that can't be used", () => {
  it.each([
    ["conflict markers", (text: string) => `${text}<<<<<<< ours\n`, "conflict markers"],
    ["frontmatter that is no YAML", (text: string) => text.replace("title:", "title: ["), "not valid YAML"],
    ["an invisible character", (text: string) => text.replace("tags.", "tags\u202e."), "U+202E"],
    ["a credential", (text: string) => `${text}token ghp_${"a1B2c3D4e5F6".repeat(3)}\n`, "credential"],
    ["an unknown kind", (text: string) => text.replace("gotcha", "rule"), "kind is missing or not valid"],
  ])("with %s is named, and the journal's text served", async (_, spoil, reason) => {
    const id = await record();
    writeFiles(repository.dir, {
      [`${FOLDER}/clone.md`]: spoil(file(id, { body: `${LESSON.body} And tags.` })),
    });
    const reader = await start();
    expect((await found(reader))[0]?.text).toContain(LESSON.body);
    expect(await reader.read("agentops://brief")).toContain("1 records could not be read");
    expect(String(await stateOf(reader, id))).toContain(reason);
  });

  it("is passed over when it is a link", async () => {
    writeFiles(repository.dir, { "outside.md": file(null), [`${FOLDER}/.keep`]: "" });
    symlinkSync("../../outside.md", path.join(repository.dir, FOLDER, "link.md"));
    expect(await found(await start())).toEqual([]);
  });

  it("with the id of another is named, and the first one served", async () => {
    const id = await record();
    repository.commit({
      [`${FOLDER}/a.md`]: file(id, { title: "git clone leaves out refs/agentops" }),
      [`${FOLDER}/b.md`]: file(id, { title: "git clone forgets refs/agentops" }),
    });
    expect((await found(await start()))[0]).toMatchObject({
      id,
      title: "git clone leaves out refs/agentops",
    });
  });
});
