// The envelope through a real server: what check_action says, and what no claim carries out of it, with no hook anywhere.
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { claim, POLICY, type Project } from "../claims/project.ts";
import { createSmallProject } from "../claims/small-project.ts";
import { runCli } from "../cli/run-cli.ts";
import { command } from "../support/command.ts";
import { EMPTY_HOME, journalFiles } from "../support/journal.ts";
import { writeFiles } from "../support/repository.ts";

const ENVELOPE = `envelope:
  write: [value.txt, "src/**", "!src/vendor/**"]
  deny: ["secrets/**", "**/.env*"]
  commands: [[npm, test]]
  network: [registry.npmjs.org, "*.example.org"]
`;
let project: Project | null = null;
afterEach(async () => {
  await project?.close();
  project = null;
});
const start = (policy: string): Project => {
  project = createSmallProject(policy);
  return project;
};

/** Places that the envelope does not let anybody write, of every sort. */
const OUTSIDE = [
  ...["SRC/a.ts", "Secrets/key", "SECRETS/deep/key", "secrets/a b", "src/.env", "src/x/.ENV.local"],
  ...["src/vendor/a.js", "src/VENDOR/a.js", "srcx/a.ts", "package.json", "src.ts", "value.txt.bak"],
  ...[".agentops/config.yaml", ".claude/settings.json", ".codex/hooks.json", ".cursor/hooks.json"],
  ...[".gemini/settings.json", ".github/workflows/ci.yml", "läufe/ä.ts", "a/src/b.ts"],
  ...["docs/file.ts", "lib/src/file.ts", "tools/file.ts", "Src/file.ts"],
];

it("refuses each of two dozen changes that leave the envelope, whatever else they hold", async () => {
  const { repository, start: open } = start(POLICY + ENVELOPE);
  const client = await open("worker");
  expect(new Set(OUTSIDE).size).toBe(24);
  expect((await claim(client)).isError).toBe(false);
  const input = OUTSIDE.map((file, at) => commitBeyond(file, at)).join("");
  execFileSync("git", ["fast-import", "--quiet"], { cwd: repository.dir, input });
  const passed: string[] = [];
  for (const [at, file] of OUTSIDE.entries()) {
    const { text } = await claim(client, { commit: `outside-${at}` });
    if (!text.includes("OUTSIDE_ENVELOPE") || !text.includes(path.basename(file))) passed.push(file);
  }
  expect(passed).toEqual([]);
  repository.commit({ "src/inside.ts": "x\n", ".agentops/learnings/note.md": "a lesson\n" }, "inside");
  const inside = await claim(client);
  expect(inside.isError, inside.text).toBe(false);
});

/** A branch with that file and another one beside it, for fast-import. */
function commitBeyond(file: string, at: number): string {
  const add = (name: string, text: string) =>
    `M 100644 inline ${JSON.stringify(name)}\ndata ${text.length}\n${text}\n`;
  const head = `commit refs/heads/outside-${at}\ncommitter T <t@localhost> 1700000000 +0000\ndata 4\nboth\n`;
  return `${head}from refs/heads/work^0\n${add(file, `outside ${at}\n`)}${add("src/inside.ts", `inside ${at}\n`)}`;
}

it("takes nothing but base's word for what is allowed", async () => {
  const { repository, start: open } = start(POLICY + ENVELOPE);
  const client = await open("worker");
  const wide = `${POLICY}envelope: { write: ["**", .agentops/config.yaml] }\n`;
  writeFiles(repository.dir, { ".agentops/config.yaml": wide, ".git/agentops/envelope": wide });
  const asked = { action: "write", target: ["docs/a.md"] };
  expect((await client.call("check_action", asked)).facts).toMatchObject({ decision: "deny" });
  repository.commit({ ".agentops/config.yaml": wide, "docs/a.md": "x\n" }, "grants itself more");
  const granted = await claim(client, { statement: "envelope: write docs/** is granted" });
  expect(granted.text).toContain("OUTSIDE_ENVELOPE");
  expect((await client.call("check_action", asked)).facts).toMatchObject({ decision: "deny" });
  const asserted = await client.call("check_action", { ...asked, grant: true });
  expect(asserted.facts).toMatchObject({ decision: "deny" });
  expect(asserted.text).toContain("ignored: grant");
});

it("takes no other branch for the base that a person has named", async () => {
  const { repository, start: open } = start(POLICY + ENVELOPE);
  repository.git("config", "agentops.base", "main");
  const client = await open("worker");
  repository.commit(
    { ".agentops/config.yaml": `${POLICY}envelope: { write: ["**"] }\n` },
    "grants itself more",
  );
  repository.git("branch", "-qD", "main");
  expect((await claim(client)).text).toContain("agentops.base names main, which is not here");
  const asked = await client.call("check_action", { action: "write", target: ["src/a.ts"] });
  expect(asked.text).toContain("CONFIG_INVALID");
});

it("says what decides and who to ask, follows links and dots, and records what it denies", async () => {
  const { repository, start: open } = start(POLICY + ENVELOPE);
  const client = await open("worker");
  writeFiles(repository.dir, { "src/a.ts": "x\n" });
  symlinkSync("/etc", path.join(repository.dir, "etc-link"));
  symlinkSync("../secrets", path.join(repository.dir, "src/link"));
  const ask = async (action: string, ...target: string[]) =>
    (await client.call("check_action", { action, target })).facts;
  const allowed = [
    await ask("write", "src/a.ts"),
    await ask("write", `${repository.dir}/src/new/b.ts`),
    await ask("read", "README.md"),
    await ask("run", "npm", "test", "--", "a"),
    await ask("fetch", "https://registry.npmjs.org/zod"),
    await ask("fetch", "a.example.org"),
  ];
  expect(allowed.map(({ decision }) => decision)).toEqual(allowed.map(() => "allow"));
  expect(allowed[0]).toMatchObject({ rule: "write: src/**" });
  const denials = () => journalFiles(repository).filter((file) => file.includes(":denial/"));
  expect(denials()).toEqual([]);
  const denied = [
    await ask("write", "src/../package.json"),
    await ask("write", "src/link/x"),
    await ask("write", "etc-link/passwd"),
    await ask("read", "etc-link/passwd"),
    await ask("write", "src/../../outside"),
    await ask("write", ".GIT/config"),
    await ask("write", "src/.git/hooks/x"),
    await ask("read", "SECRETS/key"),
    await ask("write", "src/a\nb"),
    await ask("write", "~/x"),
    await ask("write", "file:///etc/passwd"),
    await ask("run", "npm", "install"),
    await ask("fetch", "https://registry.npmjs.org@evil.test/"),
    await ask("fetch", "https://evilexample.org"),
  ];
  expect(denied.map(({ decision }) => decision)).toEqual(denied.map(() => "deny"));
  const line = await ask("run", "npm test; rm -rf x");
  expect(line).toMatchObject({ decision: "ask", judged_as: "a line that only a shell reads" });
  expect(denied[0]?.ask).toContain("envelope.write in .agentops/config.yaml on main");
  expect(denials()).toHaveLength(denied.length + 1);
  const kept = denials().map((file) => repository.git("show", file));
  expect(kept.join("")).not.toMatch(/\/etc|rm -rf/);
});

it("narrows to the scope of the job that the session holds, and to nothing more", async () => {
  const { repository, start: open } = start(POLICY + ENVELOPE);
  const client = await open("worker");
  const other = await open("another");
  const ask = async (asking: typeof client, file: string) =>
    (await asking.call("check_action", { action: "write", target: [file] })).facts;
  const job = await client.call("start_job", {
    title: "Update the parser",
    write: ["src/parser/**", "docs/**"],
  });
  expect(job.isError, job.text).toBe(false);
  expect(await ask(client, "src/parser/a.ts")).toMatchObject({ decision: "allow" });
  const narrowed = await ask(client, "src/printer/a.ts");
  expect(narrowed).toMatchObject({ decision: "deny", rule: `job ${job.facts.job}: write` });
  expect(await ask(client, "docs/a.md")).toMatchObject({ decision: "deny", rule: "write: no entry fits" });
  expect(await ask(other, "src/printer/a.ts")).toMatchObject({ decision: "allow" });
  repository.commit({ "src/printer/a.ts": "x\n" }, "beside the job");
  expect((await claim(client)).text).toContain("OUTSIDE_ENVELOPE");
});

it("grants nothing after its last day, and only notes what leaves it while on trial", async () => {
  const old = start(`${POLICY}envelope: { write: ["**"], expires: 2020-01-31 }\n`);
  const client = await old.start("worker");
  const late = await client.call("check_action", { action: "write", target: ["src/a.ts"] });
  expect(late.facts).toMatchObject({ decision: "deny", rule: "expires: 2020-01-31" });
  await old.close();
  const trial = start(`${POLICY}envelope: { enforce: warn, write: ["src/**"] }\n`);
  const claimed = await claim(await trial.start("worker"));
  expect(claimed.isError, claimed.text).toBe(false);
  expect(String(claimed.facts.notes)).toContain("value.txt (write: no entry fits)");
});

it("explains at the command line, and says where an envelope does not parse", async () => {
  const { repository } = start(POLICY + ENVELOPE);
  const line = ["envelope", "explain", "--json"];
  const explain = (...args: string[]) => command(repository.dir, [...line, ...args]);
  const denied = runCli(repository.dir, [...line, "package.json"], { home: EMPTY_HOME });
  expect(denied.code).toBe(1);
  expect(JSON.parse(denied.stdout)).toMatchObject({ decision: "deny", rule: "write: no entry fits" });
  expect(JSON.parse((await explain("src/a.ts")).stdout)).toMatchObject({
    decision: "allow",
    rule: "write: src/**",
  });
  expect(JSON.parse((await explain("npm", "test")).stdout)).toMatchObject({ rule: "commands: npm test" });
  expect(JSON.parse((await explain("npm test && x")).stdout)).toMatchObject({
    decision: "ask",
    rule: "shell: ask",
  });
  const asked = async (...args: string[]) => JSON.parse((await explain(...args)).stdout);
  expect(await asked("npm", "test", "-x", "--watch=a", "--", "--help")).toMatchObject({ action: "command" });
  expect(await asked("rm", "-rf", "x")).toMatchObject({ rule: "commands: no entry fits" });
  expect(await asked("--", "src/a.ts")).toMatchObject({ action: "write", decision: "allow" });
  expect(await asked("--write", "src/a b.ts")).toMatchObject({ action: "write", decision: "allow" });
  expect(await asked("--read", "secrets/a b")).toMatchObject({ action: "read", rule: "deny: secrets/**" });
  expect(await asked("--tool", "github/get_issue")).toMatchObject({ action: "tool", decision: "deny" });
  expect(await explain("--raed", "src/a.ts")).toMatchObject({ code: 2 });
  expect((await explain("src/a.ts", "--base", "main")).stdout).toContain("allow");
  repository.git("checkout", "-q", "main");
  repository.commit({ ".agentops/config.yaml": `${POLICY}envelope: { write: [../x] }\n` }, "broken");
  const broken = await explain("src/a.ts");
  expect(broken.code).toBe(2);
  expect(broken.stderr + broken.stdout).toMatch(/envelope\.write/);
});
