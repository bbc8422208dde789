// A small project with checks on its base branch, and workers that claim in it.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Verification } from "../../src/claims/verify.ts";
import {
  type Answer,
  type ClientOptions,
  type ProcessClient,
  startClient,
  type TestClient,
} from "../support/client.ts";
import { command } from "../support/command.ts";
import { copyOf, createRepository, type Format, type TestRepository } from "../support/repository.ts";

/** One check that passes while value.txt holds a number below 10, and prints it as a metric to be kept low. */
export const POLICY = `checks:
  - id: small
    run: [sh, check.sh]
    inputs: [value.txt, check.sh]
    metric: { direction: lower, tolerance: 1 }
  - id: readme
    run: [grep, -q, test, README.md]
    inputs: [README.md]
levels:
  - { paths: ["payments/**"], level: L2 }
`;
/** Of sh, which starts in a tenth of the time that Node takes. */
const CHECK = `read -r value < value.txt
case $value in
[0-9] | [0-9].*) echo "$value" ;;
*) echo "too large: $value" >&2; exit 1 ;;
esac
`;

export interface Project {
  readonly repository: TestRepository;
  /** A worker's server; closed with the project. */
  start(session: string): Promise<TestClient>;
  /** The same in a process of its own, to be killed. */
  startProcess(session: string): Promise<ProcessClient>;
  /** A server in another role, of another runtime process than the worker's. */
  startAs(role: "judge" | "supervisor", session?: string): Promise<TestClient>;
  close(): Promise<void>;
}

type Connect = (dir: string, options: ClientOptions) => Promise<TestClient>;

/** On branch work, one commit ahead of main. `connect` starts its servers: real ones, as benchmarks want them. */
export function createProject(
  policy: string = POLICY,
  format: Format = "sha1",
  connect: Connect = startClient,
): Project {
  const repository = copyOf(`project ${format} ${policy}`, () => projectWith(policy, format));
  const clients: TestClient[] = [];
  function kept<T extends TestClient>(client: T): T {
    clients.push(client);
    return client;
  }
  return {
    repository,
    start: async (session) => kept(await connect(repository.dir, { session })),
    startProcess: async (session) => kept(await startClient(repository.dir, { session })),
    startAs: async (role, session = role) =>
      kept(await connect(repository.dir, { session, args: ["--role", role], ownRuntime: true })),
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      repository.remove();
    },
  };
}

function projectWith(policy: string, format: Format): TestRepository {
  const repository = createRepository({ format });
  const { dir, git } = repository;
  const first = git("rev-parse", "HEAD").trim();
  const files = { ".agentops/config.yaml": policy, "check.sh": CHECK, "value.txt": "5\n" };
  const onMain = commitOf("main", "policy", `from ${first}\n`, files);
  const onWork = commitOf("work", "smaller", "from refs/heads/main\n", { "value.txt": "4\n" });
  execFileSync("git", ["fast-import", "--quiet", "--date-format=now"], { cwd: dir, input: onMain + onWork });
  writeFileSync(path.join(dir, ".git/HEAD"), "ref: refs/heads/work\n");
  git("reset", "-q", "--hard");
  return repository;
}

/** For `git fast-import`, which makes any number of commits in one process. */
function commitOf(branch: string, message: string, from: string, files: Record<string, string>): string {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const entries = Object.entries(files).map(([file, text]) => `M 100644 inline ${file}\n${data(text)}`);
  const by = "committer Test <test@localhost> now";
  return `commit refs/heads/${branch}\n${by}\n${data(message)}${from}${entries.join("")}`;
}

export const CRITERIA = [{ id: "small", text: "the value stays below 10", check: "small" }];

export async function claim(client: TestClient, changes: Record<string, unknown> = {}): Promise<Answer> {
  return client.call("submit_claim", { statement: "The value is small", criteria: CRITERIA, ...changes });
}

/** Claims HEAD and waits for the verdict. */
export async function judged(client: TestClient, changes: Record<string, unknown> = {}): Promise<Answer> {
  const claimed = await claim(client, changes);
  if (claimed.isError) throw new Error(claimed.text);
  return client.call("request_verdict", { claim: claimed.facts.id, wait_seconds: 50 });
}

/** The facts of `agentops-mcp verify --json`, and its exit code. */
export async function verify({ repository }: Project, ...args: string[]) {
  const { code, stdout, stderr } = await command(repository.dir, ["verify", "--json", ...args]);
  // An error is JSON too, and has a code of its own.
  return { ...(JSON.parse(stdout || "{}") as Partial<Verification>), code, stderr };
}
