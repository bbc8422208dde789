// `review: protected-base`: what being merged into base says about a learning, and what it does not.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../../cli/run-cli.ts";
import type { TestClient } from "../../support/client.ts";
import { inProcess } from "../../support/in-process.ts";
import { EMPTY_HOME, journalFiles } from "../../support/journal.ts";
import {
  createRepository,
  git,
  removeFolder,
  type TestRepository,
  temporaryFolder,
  writeFiles,
} from "../../support/repository.ts";
import { idAlone } from "./story.ts";

const FILE = ".agentops/learnings/clone.md";
const CONFIG = ".agentops/config.yaml";
const REVIEWED = { [CONFIG]: "review: protected-base\n" };
const LESSON = {
  title: "git clone does not fetch refs/agentops",
  kind: "gotcha",
  body: "git clone brings only branches and tags. Refs below refs/agentops need an explicit refspec.",
};
const OTHER = {
  title: "A killed git leaves a lock on the ref behind",
  kind: "failure",
  body: "After kill -9 the file refs/heads/main.lock stays, and every later git update-ref fails with File exists.",
};

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

const start = async (session = "reader", dir = repository.dir, args: string[] = []): Promise<TestClient> => {
  const client = await inProcess(dir, { session, args });
  clients.push(client);
  return client;
};

const record = async (lesson: Record<string, unknown> = LESSON): Promise<string> =>
  idAlone(repository.dir, await (await start("writer")).call("record_learning", lesson));

const file = (id: string, changes: Partial<typeof LESSON> = {}): string => {
  const { title, kind, body } = { ...LESSON, ...changes };
  return `---\ntitle: ${JSON.stringify(title)}\nkind: ${kind}\nid: ${id}\n---\n\n${body}\n`;
};

/** What is served for the lesson: its standing as an agent gets it. */
async function served(client: TestClient): Promise<Record<string, unknown> | undefined> {
  const { facts } = await client.call("retrieve_context", { task: "refs are missing after git clone" });
  const [item] = facts.items as Record<string, unknown>[];
  return item;
}

const trust = async (client: TestClient) => {
  const item = await served(client);
  return { assurance: item?.assurance, strength: item?.strength };
};

describe("a learning that is merged into base", () => {
  it("counts as reviewed only where the configuration on base says so", async () => {
    const id = await record();
    const lessons = () => journalFiles(repository).filter((name) => !name.includes(":retrieval/"));
    const before = lessons();
    const reader = await start();
    const claimed = await trust(reader);
    expect(claimed).toEqual({ assurance: "claimed", strength: 0.67 });
    repository.commit({ [FILE]: file(id) });
    expect(await trust(reader)).toEqual(claimed);
    repository.commit(REVIEWED);
    expect(await trust(reader)).toEqual({ assurance: "reviewed", strength: 0.7 });
    repository.git("rm", "-q", CONFIG);
    repository.commit({});
    expect(await trust(reader)).toEqual(claimed);
    expect(lessons()).toEqual(before);
  });

  it("says so in trace, resources, brief and on the command line", async () => {
    const id = await record();
    await record(OTHER);
    repository.commit({ ...REVIEWED, [FILE]: file(id) });
    const reader = await start();
    expect((await reader.call("trace_record", { id })).facts).toMatchObject({ assurance: "reviewed" });
    expect(await reader.read(`agentops://trace/${id}`)).toContain("- assurance: reviewed");
    expect(await reader.read(`agentops://learnings/${id}`)).toContain("strength: 0.70 (reviewed)");
    const brief = await reader.read("agentops://brief");
    expect(brief).toContain("0 confirmed by another session, 1 reviewed on the base branch.");
    expect(brief.indexOf(LESSON.title)).toBeLessThan(brief.indexOf(OTHER.title));
    expect(brief.indexOf(LESSON.title)).toBeGreaterThan(0);
    const shown = (...args: string[]) => runCli(repository.dir, args, { home: EMPTY_HOME }).stdout;
    expect(shown("show", id)).toContain("strength  0.7, reviewed");
    expect(shown("trace", id)).toContain("served, strength 0.7, reviewed");
    expect(shown("show", "stats")).toContain("1 reviewed on the base branch");
    expect(shown("search", "refs", "missing", "after", "git", "clone")).toContain("strength 0.7, reviewed");
  });

  it("is what was merged: an edit on a branch changes no trust", async () => {
    const id = await record();
    repository.commit({ ...REVIEWED, [FILE]: file(id) });
    repository.git("switch", "-qc", "feature");
    const other = await record(OTHER);
    repository.commit({
      [FILE]: file(id, { title: "git clone fetches everything" }),
      ".agentops/learnings/other.md": file(other, OTHER),
    });
    const reader = await start();
    expect(await served(reader)).toMatchObject({
      title: LESSON.title,
      assurance: "reviewed",
      strength: 0.7,
    });
    expect((await reader.call("trace_record", { id: other })).facts).toMatchObject({ assurance: "claimed" });
  });

  it("is not what is being edited: that text has been reviewed by nobody", async () => {
    const id = await record();
    repository.commit({ ...REVIEWED, [FILE]: file(id) });
    const reader = await start();
    writeFiles(repository.dir, { [FILE]: file(id, { title: "git clone skips refs/agentops" }) });
    expect(await served(reader)).toMatchObject({
      title: "git clone skips refs/agentops",
      assurance: "claimed",
      strength: 0.67,
    });
    repository.git("restore", FILE);
    expect(await trust(reader)).toEqual({ assurance: "reviewed", strength: 0.7 });
  });

  it("does not count because a branch says so, in its commits or its working tree", async () => {
    const id = await record();
    repository.commit({ [FILE]: file(id) });
    repository.git("switch", "-qc", "feature");
    repository.commit(REVIEWED);
    expect(await trust(await start())).toEqual({ assurance: "claimed", strength: 0.67 });
    repository.git("switch", "-q", "main");
    writeFiles(repository.dir, REVIEWED);
    expect(await trust(await start())).toEqual({ assurance: "claimed", strength: 0.67 });
  });

  it("is asked for anew when base moves, also under a running server", async () => {
    const id = await record();
    repository.commit({ ...REVIEWED, [FILE]: file(id) });
    const reader = await start();
    expect(await trust(reader)).toMatchObject({ assurance: "reviewed" });
    repository.commit({ [CONFIG]: "review: protected\n" });
    expect((await reader.call("retrieve_context", { task: "refs" })).text).toMatch(
      /^CONFIG_INVALID: .*review: "protected".*\n.*protected-base/,
    );
    repository.commit({ [CONFIG]: "review: none\n" });
    expect(await trust(reader)).toMatchObject({ assurance: "claimed" });
  });

  it("loses the review when its commit is reverted, and is served on", async () => {
    const id = await record();
    repository.commit(REVIEWED);
    repository.commit({ [FILE]: file(id), "src/a.ts": "export const a = 1;\n" }, "work and lesson");
    const reader = await start();
    expect(await trust(reader)).toMatchObject({ assurance: "reviewed" });
    repository.git("-c", "user.name=T", "-c", "user.email=t@localhost", "revert", "--no-edit", "HEAD");
    expect(await trust(reader)).toEqual({ assurance: "claimed", strength: 0.67 });
    expect((await reader.call("trace_record", { id })).facts).toMatchObject({ state: "served" });
  });

  it("gives way only to what is reviewed as well", async () => {
    const id = await record();
    repository.commit({ ...REVIEWED, [FILE]: file(id) });
    const better = { ...LESSON, title: "git clone leaves refs/agentops behind without a refspec" };
    const writer = await start("another");
    const answer = await writer.call("record_learning", {
      ...better,
      body: `${LESSON.body} git fetch origin 'refs/agentops/*:refs/agentops/*' brings them.`,
      evidence: [{ type: "url", ref: "https://git-scm.com/docs/git-clone" }],
      supersedes: id,
    });
    expect(answer.text).toContain("until this learning is merged into base");
    const next = String(answer.facts.id);
    const reader = await start();
    const successor = async () => (await reader.call("trace_record", { id })).facts.superseded_by;
    expect(await successor()).toBeNull();
    await reader.call("cite_learnings", { citations: [{ id: next, outcome: "applied" }] });
    expect(await successor()).toBeNull();
    repository.commit({ ".agentops/learnings/next.md": file(next, better) });
    expect(await successor()).toBe(next);
  });
});

describe("a base that nobody protects", () => {
  it("where the current branch stands in, gives no review and says why", async () => {
    repository.git("branch", "-m", "trunk");
    const id = await record();
    repository.commit({ ...REVIEWED, [FILE]: file(id) });
    const reader = await start();
    expect(await trust(reader)).toEqual({ assurance: "claimed", strength: 0.67 });
    const words = "claimed; merged, but base is unprotected";
    expect((await reader.call("trace_record", { id })).facts).toMatchObject({ assurance: words });
    expect(await reader.read(`agentops://learnings/${id}`)).toContain(words);
    expect(runCli(repository.dir, ["show", id], { home: EMPTY_HOME }).stdout).toContain(words);
    repository.git("config", "agentops.base", "trunk");
    expect(await trust(await start())).toEqual({ assurance: "reviewed", strength: 0.7 });
  });
});

describe("two clones with the same records and the same base", () => {
  it("agree on every standing", async () => {
    const id = await record();
    await record(OTHER);
    repository.commit({ ...REVIEWED, [FILE]: file(id) });
    const folder = temporaryFolder();
    const clone = path.join(folder, "clone");
    git(folder, "clone", "-q", repository.dir, clone);
    execFileSync("git", ["fetch", "-q", "origin", "refs/agentops/*:refs/agentops/*"], { cwd: clone });
    git(clone, "switch", "-qc", "elsewhere");
    const stats = (dir: string) =>
      JSON.parse(runCli(dir, ["show", "--json"], { home: EMPTY_HOME }).stdout).learnings as {
        id: string;
        assurance: string;
      }[];
    expect(stats(clone)).toEqual(stats(repository.dir));
    expect(
      stats(clone)
        .map(({ assurance }) => assurance)
        .sort(),
    ).toEqual(["claimed", "reviewed"]);
    removeFolder(folder);
  });
});
