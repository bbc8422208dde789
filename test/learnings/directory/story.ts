// Shares with the stories of `.agentops/learnings` their repositories, servers, files as people write them, and what is served.
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";
import { type Answer, type ProcessOptions, startClient, type TestClient } from "../../support/client.ts";
import { inProcess } from "../../support/in-process.ts";
import {
  createRepository,
  git,
  removeFolder,
  repositoryIn,
  type TestRepository,
  temporaryFolder,
  writeFiles,
} from "../../support/repository.ts";

export const FOLDER = ".agentops/learnings";
export const FILE = `${FOLDER}/clone.md`;
/** The file of a lesson that has a number in the place of a name. */
export const numbered = (number: number): string => `${FOLDER}/${number}.md`;
export const LESSON = {
  title: "git clone does not fetch refs/agentops",
  kind: "gotcha",
  body: "git clone brings only branches and tags. Refs below refs/agentops need an explicit refspec.",
};
export const TASK = "refs are missing after git clone";

/** The lesson as a file; without an id, as a person writes it. */
export function file(id: string | null, changes: Partial<typeof LESSON> = {}): string {
  const { title, kind, body } = { ...LESSON, ...changes };
  return `---\ntitle: ${JSON.stringify(title)}\nkind: ${kind}\ntags: git\n${id ? `id: ${id}\n` : ""}---\n\n${body}\n`;
}

export interface Item {
  id: string;
  title: string;
  text: string;
  stale?: string;
}

export const found = async (client: TestClient, task = TASK): Promise<Item[]> =>
  (await client.call("retrieve_context", { task })).facts.items as Item[];

/** Of what is given, and of what is named beside it as saying nearly the same. */
export async function titles(client: TestClient, task = TASK): Promise<string[]> {
  const { items, dropped } = (await client.call("retrieve_context", { task })).facts;
  const twins = (dropped as { title: string; reason: string }[]).filter(({ reason }) =>
    reason.startsWith("says nearly the same"),
  );
  return [...(items as Item[]), ...twins].map(({ title }) => title);
}

export const stateOf = async (client: TestClient, id: string): Promise<unknown> =>
  (await client.call("trace_record", { id })).facts.state;

/** The id of what was recorded in `dir`, whose file is taken away: what becomes of that has tests of its own. */
export function idAlone(dir: string, { facts }: Answer): string {
  const top = git(dir, "rev-parse", "--show-toplevel").trim();
  if (facts.file) rmSync(path.join(top, String(facts.file)));
  // Without its mark that is no word on the lesson.
  const common = git(dir, "rev-parse", "--path-format=absolute", "--git-common-dir").trim();
  rmSync(path.join(common, "agentops/laid", String(facts.id)), { force: true });
  return String(facts.id);
}

export interface Story {
  /** The repository that each test begins with, on branch main with one commit. */
  readonly repository: TestRepository;
  /** A server in the repository, or in another folder. */
  /** In a process of its own where it is given an environment. */
  start(dir?: string, options?: ProcessOptions): Promise<TestClient>;
  /** Records the lesson in a session of its own; its id. */
  record(dir?: string): Promise<string>;
  /** A clone of the repository, with git's own arguments. */
  clone(...args: string[]): TestRepository;
  /** An empty folder that goes with the test. */
  folder(): string;
}

/** To be called once at the top of a file of tests. */
export function createStory(): Story {
  let repository: TestRepository;
  let clients: TestClient[] = [];
  let folders: string[] = [];
  beforeEach(() => {
    repository = createRepository();
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    for (const each of [repository.dir, ...folders]) removeFolder(each);
    clients = [];
    folders = [];
  });

  const story: Story = {
    get repository() {
      return repository;
    },
    async start(dir = repository.dir, options = {}) {
      const { env, ...others } = { session: "reader", ...options };
      const client = await (env === undefined
        ? inProcess(dir, others)
        : startClient(dir, { ...others, env }));
      clients.push(client);
      return client;
    },
    async record(dir) {
      const writer = await story.start(dir, { session: "writer" });
      return idAlone(dir ?? repository.dir, await writer.call("record_learning", LESSON));
    },
    folder() {
      const made = temporaryFolder();
      folders.push(made);
      return made;
    },
    clone(...args) {
      const dir = story.folder();
      git(dir, "clone", "-q", ...args, `file://${repository.dir}`, ".");
      return repositoryIn(dir);
    },
  };
  return story;
}

/** Runs git as somebody, for commands that make commits of their own. */
export const as = (...args: string[]): string[] => [
  "-c",
  "user.name=T",
  "-c",
  "user.email=t@localhost",
  ...args,
];

/** A PATH on which git notes each of its starts in `log` and then does what it always does. */
export function withLoggedGit(folder: string, log: string): string {
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  writeFiles(folder, { git: `#!/bin/sh\necho "git $*" >> '${log}'\nexec '${real}' "$@"\n` });
  chmodSync(path.join(folder, "git"), 0o755);
  return `${folder}:${process.env.PATH}`;
}
