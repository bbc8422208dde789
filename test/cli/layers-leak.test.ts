// Nothing of a personal layer gets into what a team records, commits, syncs, exports, publishes, prints or logs.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hookProcess } from "../hooks/hook-process.ts";
import { store } from "../hooks/run-hook.ts";
import { createOwnHome, type OwnHome } from "../session/own-home.ts";
import { startClient, type TestClient } from "../support/client.ts";
import { createRepository, type TestRepository, temporaryFolder } from "../support/repository.ts";
import { runCli } from "./run-cli.ts";

/** In every field of the personal lessons. */
const MARK = "zyxqporst";
const PRIVATE = [
  {
    title: `The preview server of vite at ${MARK} picks the next free port`,
    body: `vite preview at ${MARK} takes the next port silently where 4173 is in use; pass --strictPort.`,
    kind: "gotcha" as const,
    paths: [`src/${MARK}.ts`],
    tags: [MARK],
    symptoms: [`Error: ${MARK} port in use`],
  },
  {
    title: `git push to ${MARK} needs the jump host`,
    body: `git push to ${MARK} hangs outside the office; ProxyJump in the ssh configuration of ${MARK} helps.`,
    kind: "failure" as const,
  },
];

let team: TestRepository;
let remote: TestRepository;
let own: OwnHome;
let ids: string[];
let out: string;
let session: TestClient;
const outputs = new Map<string, string>();

const cli = (...args: string[]) => {
  const { stdout, stderr } = runCli(team.dir, args, { home: own.home });
  return `${stdout}\n${stderr}`;
};

/** All that git keeps, whole, and every file that lies there but those which are named. */
function everythingIn(folder: string, without: RegExp): string {
  const objects = execFileSync("git", ["cat-file", "--batch-all-objects", "--batch", "--buffer"], {
    cwd: folder,
    encoding: "latin1",
    maxBuffer: 2 ** 28,
  });
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => path.join(folder, file))
    .filter((file) => !without.test(file) && statSync(file).isFile());
  return [objects, ...files, ...files.map((file) => readFileSync(file, "latin1"))].join("\n");
}

async function work(): Promise<void> {
  session = await startClient(team.dir, {
    session: "worker",
    env: { HOME: own.home },
    args: ["--log-level", "trace", "--log-file", path.join(out, "log")],
  });
  const task = "vite preview server picks another port, and git push hangs";
  const served = await session.call("retrieve_context", { task });
  // Else there would be nothing that could leak.
  expect(served.text).toContain(MARK);
  await session.call("cite_learnings", { citations: ids.map((id) => ({ id, outcome: "applied" })) });
  await session.call("record_learning", {
    title: "vite preview is behind the proxy in README.md",
    kind: "gotcha",
    body: "README.md starts vite preview behind the proxy, which answers 502 for a second after each start; wait for the port before the tests.",
    paths: ["README.md"],
  });
  for (const evidence of [{ type: "record", ref: ids[0] }])
    outputs.set(
      "a team's lesson that rests on a personal one is refused",
      (
        await session.call("record_learning", {
          title: "vite preview rests on a record that is elsewhere",
          kind: "gotcha",
          body: "The preview server takes another port than README.md says whenever an older one still runs in the same container.",
          evidence: [evidence],
        })
      ).facts.id === null
        ? ""
        : String(ids[0]),
    );
  const started = { session_id: "worker", cwd: team.dir };
  const env = { HOME: own.home };
  await hookProcess(team.dir, "SessionStart", { ...started, source: "startup" }, { env });
  await hookProcess(team.dir, "UserPromptSubmit", { ...started, prompt: task }, { env });
  await hookProcess(team.dir, "PreCompact", started, { env });
  await hookProcess(team.dir, "SessionEnd", started, { env });
  await session.call("extract_learnings", {});
  await session.call("check_ratchet", {});
  await session.call("report_progress", { note: "half of it is done", approach: "wait for the port" });
  await session.call("escalate", {
    tried: "Waited for the port of the preview server.",
    failed: "It never opened.",
    evidence: [{ type: "path", ref: "README.md" }],
    hypothesis: "The proxy holds it.",
    ask: "Who owns the proxy?",
  });
  const begun = await session.call("start_job", {
    title: "Mend the port of vite preview",
    write: ["README.md"],
  });
  expect(begun.text).toContain(MARK);
  await session.call("report_progress", { note: "the port is awaited now" });
  await session.call("finish_job", {
    outcome: "hand_off",
    handoff: {
      goal: "a steady port",
      done: "the port is awaited",
      decisions: "none",
      next: "look at the proxy",
    },
    none_because: "the lesson is recorded already",
  });
  await session.call("submit_claim", {
    statement: "README.md says how to start",
    criteria: [{ id: "says", text: "it says so" }],
  });
}

beforeAll(async () => {
  [team, remote] = [createRepository(), createRepository({ bare: true })];
  own = createOwnHome();
  out = temporaryFolder();
  team.git("remote", "add", "origin", remote.dir);
  ids = await store(own.personal.dir, ...PRIVATE);
  await work();
  const resources = ["goals", "jobs", "locks", "escalations", "envelope", "operator-model", "factors/10"];
  for (const name of resources)
    outputs.set(`agentops://${name}`, await session.read(`agentops://${name}`).catch(String));
  for (const { name } of (await session.client.listPrompts()).prompts) {
    const prompt = await session.client.getPrompt({ name }).catch(String);
    outputs.set(`the prompt ${name}`, JSON.stringify(prompt));
  }
  await session.close();
  const judge = await startClient(team.dir, {
    session: "judge",
    args: ["--role", "judge"],
    env: { HOME: own.home },
  });
  outputs.set("a judge's brief", await judge.read("agentops://brief"));
  outputs.set("a judge's tools", JSON.stringify(await judge.client.listTools()));
  await judge.close();
  const commands = [
    ...["quickstart", "jsonl", "markdown"].map((format) => ["export", "--all", "--format", format]),
    ["publish"],
    ["publish", "--branch", "lessons", "--json"],
    ["sync", "--yes"],
    ["sync", "--compact", "--yes", "--json"],
    ["measure"],
    ["measure", "--json"],
    ["measure", "--html", path.join(out, "page.html")],
    ["list"],
    ["list", "--json"],
    ["show"],
    ["show", "stats", "--json"],
    ["show", "session", "worker"],
    ["show", "session", "worker", "--json"],
    ["jobs"],
    ["jobs", "--json"],
    ["curate"],
    ["curate", "--json"],
    ["curate", "--guidance"],
    ["extract", "--json"],
    ["review", "--json"],
    ["rule", "--json"],
    ["verify", "--json"],
    ["envelope", "--json"],
    ["doctor"],
    ["why", "README.md"],
    ["why", "README.md", "--json"],
    ["drop", "--json"],
    ["calibrate", "--json"],
    ["report", "--json"],
    ["report", "--pull-request", "--sarif", path.join(out, "sarif")],
    ["jobs", "--issues"],
    ["message", "--json"],
  ];
  for (const command of commands)
    outputs.set(`agentops-mcp ${command.join(" ").replace(out, "")}`, cli(...command));
  outputs.set("the page", readFileSync(path.join(out, "page.html"), "utf8"));
  outputs.set("SARIF", readFileSync(path.join(out, "sarif"), "utf8"));
  outputs.set("the log", readFileSync(path.join(out, "log"), "utf8"));
  team.commit({ "a.ts": "1\n" }, "feat: all that lies there, the team's lessons too");
  // The notes of hooks hold ids, and stay in this clone's git folder.
  outputs.set("the team's repository", everythingIn(team.dir, /\.git\/agentops\/sessions\//));
  outputs.set("the team's remote", everythingIn(remote.dir, /^$/));
  outputs.set(
    "a bundle",
    execFileSync("git", ["bundle", "create", "-q", "-", "--all"], { cwd: team.dir, encoding: "latin1" }),
  );
  outputs.set("the patches", team.git("log", "--all", "-p"));
});
afterAll(() => {
  for (const each of [team, remote, own]) each.remove();
});

it("0 personal bytes in 40 kinds of output", () => {
  expect(outputs.size).toBeGreaterThanOrEqual(40);
  const leaks = [...outputs].flatMap(([name, text]) =>
    [MARK, ...ids].filter((each) => text.includes(each)).map((each) => `${name}: ${each}`),
  );
  expect(leaks).toEqual([]);
});

it("the notes of hooks hold no word of a lesson", () => {
  const folder = path.join(team.dir, ".git/agentops");
  const notes = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) =>
    path.join(folder, file),
  );
  const texts = notes.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, "latin1"));
  expect(texts.filter((text) => text.includes(MARK))).toEqual([]);
});

it("what is told to get out gets out: the personal layer's own export", () => {
  expect(cli("export", "--layer", "personal")).toContain(MARK);
});
