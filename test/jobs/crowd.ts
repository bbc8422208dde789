// Workers that share one repository and its queue, for tests and the benchmark: each takes jobs, commits in its worktree, claims and finishes.

import { appendFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { JobRecord } from "../../src/jobs/records/job.ts";
import { type Answer, type ProcessClient, startClient, type TestClient } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { EMPTY_HOME, journalRecords } from "../support/journal.ts";
import { createRepository, git, removeFolder, type TestRepository } from "../support/repository.ts";

/** Checks cost nothing, so that what is measured is the work around them. */
const POLICY = 'checks:\n  - { id: none, run: ["true"] }\n';
const HANDOFF = { goal: "a file", done: "it is there", decisions: "none", next: "nothing" };

export interface Crowd {
  readonly repository: TestRepository;
  readonly ids: readonly string[];
  start(session: string): Promise<ProcessClient>;
  close(): Promise<void>;
}

/** A queue of so many jobs, each with a folder of its own to write to. */
export async function createCrowd(jobs: number, config = POLICY): Promise<Crowd> {
  const repository = createRepository();
  repository.commit({ ".agentops/config.yaml": config });
  const clients: TestClient[] = [];
  function kept<T extends TestClient>(client: T): T {
    clients.push(client);
    return client;
  }
  const boss = kept(await inProcess(repository.dir, { session: "boss", args: ["--role", "supervisor"] }));
  const ids: string[] = [];
  for (let job = 0; job < jobs; job++) {
    const made = await boss.call("create_job", {
      title: `Write file ${job}`,
      write: [`job-${job}/**`],
      isolate: true,
    });
    if (made.isError) throw new Error(made.text);
    ids.push(String(made.facts.id));
  }
  return {
    repository,
    ids,
    start: async (session) => kept(await startClient(repository.dir, { session, env: { HOME: EMPTY_HOME } })),
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      removeFolder(`${repository.dir}-jobs`);
      repository.remove();
    },
  };
}

export const SERVERS = 8;

export const servers = (crowd: Crowd, count = SERVERS): Promise<ProcessClient[]> =>
  Promise.all([...Array(count).keys()].map((number) => crowd.start(`worker-${number}`)));

/** All want the one job at once, so many times; how many got it each time, and with which tokens. */
export async function contend({ ids }: Crowd, workers: readonly TestClient[], rounds: number) {
  const [job] = ids;
  const winners: number[] = [];
  const tokens: unknown[] = [];
  for (let round = 0; round < rounds; round++) {
    const answers = await Promise.all(workers.map((worker) => patiently(worker, "start_job", { job })));
    const won = answers.flatMap(({ isError, facts }, at) => (isError ? [] : [{ at, token: facts.token }]));
    winners.push(won.length);
    for (const { at, token } of won) {
      tokens.push(token);
      const worker = workers[at];
      const closing = { outcome: "hand_off", handoff: HANDOFF, none_because: "nothing new" };
      if (worker) await patiently(worker, "finish_job", closing);
    }
  }
  return { winners, tokens };
}

/** On a machine that is busy with other work a turn may take longer than it can; who is told so calls again. */
async function patiently(
  worker: TestClient,
  tool: string,
  args: Record<string, unknown> = {},
): Promise<Answer> {
  for (;;) {
    const answer = await worker.call(tool, args);
    if (!answer.text.startsWith("REPO_BUSY: Other sessions were still starting jobs")) return answer;
  }
}

/** Takes one job after the other until none is left; the ids of those it has finished. */
export async function workOff(worker: TestClient): Promise<string[]> {
  const finished: string[] = [];
  for (;;) {
    const { facts, text, isError } = await patiently(worker, "start_job");
    if (/^notes: No job is queued/.test(text)) return finished;
    // Others were faster at each that was ready, or all that are left are being worked on.
    if (/^(JOB_REFUSED: Other|notes: No job is ready)/.test(text)) {
      if (/is held by/.test(text)) return finished;
      continue;
    }
    if (isError) throw new Error(text);
    const [folder, branch] = [String(facts.worktree), String(facts.branch)];
    const [scope = ""] = facts.write as string[];
    const file = path.join(folder, path.dirname(scope), "work.txt");
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, `${facts.job}\n`);
    git(folder, "add", "-A");
    git(
      folder,
      "-c",
      "user.name=Test",
      "-c",
      "user.email=test@localhost",
      "commit",
      "-qm",
      String(facts.title),
    );
    const claimed = await worker.call("submit_claim", {
      statement: `${facts.title} is done`,
      commit: branch,
      criteria: [{ id: "there", text: "the file is there", check: "none" }],
    });
    if (claimed.isError) throw new Error(claimed.text);
    const closed = await patiently(worker, "finish_job", {
      outcome: "done",
      handoff: HANDOFF,
      none_because: "nothing new",
    });
    if (closed.isError) throw new Error(closed.text);
    finished.push(String(facts.job));
  }
}

export interface Outcome {
  /** Jobs that were not finished exactly once. */
  readonly wrong: readonly string[];
  /** Jobs without exactly one claim. */
  readonly unclaimed: number;
  /** Files that a job's branch changed outside of its own folder. */
  readonly outside: readonly string[];
  /** What lies changed in the main working tree. */
  readonly dirty: string;
}

export function outcomeOf({ repository, ids }: Crowd, finished: readonly string[]): Outcome {
  const wrong = ids.filter((id) => finished.filter((each) => each === id).length !== 1);
  const stored = <T>(kind: string): T[] => journalRecords<T>(repository, kind);
  const claims = stored<{ job: { id: string } }>("claim").map(({ job }) => job.id);
  const jobs = stored<JobRecord>("job");
  const outside = jobs.flatMap(({ scope }) => {
    const number = path.dirname(scope.write[0] ?? "").replace("job-", "");
    const branch = repository
      .git("for-each-ref", "--format=%(refname:short)", `refs/heads/agentops/*-write-file-${number}`)
      .trim();
    return repository
      .git("diff", "--name-only", `main...${branch}`)
      .split("\n")
      .filter((file) => file !== "" && file !== `job-${number}/work.txt`);
  });
  return {
    wrong,
    outside,
    unclaimed: jobs.filter(({ id }) => claims.filter((each) => each === id).length !== 1).length,
    dirty: repository.git("status", "--porcelain", "--", ".", ":!.agentops/learnings"),
  };
}
