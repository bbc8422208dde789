// A path is judged alike however it is spelled: asked of check_action, given as a job's scope, and sent by a runtime's tool.
import { symlinkSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli, runOnTerminal } from "../cli/run-cli.ts";
import { ready } from "../hooks/run-hook.ts";
import { askHere, BEFORE, call } from "../hooks/stored-command.ts";
import type { TestClient } from "../support/client.ts";
import { clientsIn } from "../support/clients.ts";
import { EMPTY_HOME } from "../support/journal.ts";
import { writeFiles } from "../support/repository.ts";
import { SPELLED, SPELLINGS, type SpelledFile, spelledFile } from "../support/spellings.ts";

const ENVELOPE = `envelope:
  write: ["packages/app/src/**"]
  deny: ["linked/keys/**"]
`;
const GLOB = "packages/app/src/*.ts";
const isGlob = (at: number) => SPELLINGS[at] === "as a glob";

let spelled: SpelledFile;
const clients = clientsIn(() => spelled.cwd, { ownRuntime: true });

beforeAll(async () => {
  spelled = spelledFile({
    ".agentops/config.yaml": ENVELOPE,
    "packages/app/keys/a.ts": "x\n",
    "lib/a.ts": "x\n",
  });
  symlinkSync("/etc", path.join(spelled.cwd, "etc"));
  await ready(spelled.repository.dir);
});
afterAll(async () => {
  await clients.closeAll();
  spelled.remove();
});

const ask = async (client: TestClient, target: string, action = "write") =>
  (await client.call("check_action", { action, target: [target] })).facts;

describe("check_action", () => {
  let client: TestClient;
  beforeAll(async () => {
    client = await clients.start("asking");
  });

  it("allows a file by the same rule in each of fourteen spellings, and a new one beside it", async () => {
    const fresh = spelled.forms
      .filter((_, at) => !isGlob(at))
      .map((form) => form.replace(/café\.ts|cafe\u0301\.ts/, "new.ts"));
    for (const form of [...spelled.forms, ...fresh])
      expect({ form, ...(await ask(client, form)) }).toMatchObject({
        form,
        decision: "allow",
        rule: "write: packages/app/src/**",
      });
  });

  it("denies by name and by place in each spelling, also what a link has as its name", async () => {
    const keys = [
      "../../../linked/keys/a.ts",
      "linked/keys/a.ts:3",
      "linked\\keys\\a.ts",
      `file://${spelled.repository.dir}/linked/keys/a.ts`,
    ];
    for (const form of keys)
      expect({ form, ...(await ask(client, form, "read")) }).toMatchObject({
        form,
        rule: "deny: linked/keys/**",
      });
    const beside = [
      "lib/a.ts",
      "lib/a.ts:42",
      "lib\\a.ts",
      "../../../lib/a.ts#L3",
      `file://${spelled.repository.dir}/lib/a.ts`,
    ];
    for (const form of beside)
      expect({ form, ...(await ask(client, form)) }).toMatchObject({ form, rule: "write: no entry fits" });
  });

  it.each([
    ["from the root", "/etc/passwd:1"],
    ["as an address", "file:///etc/passwd"],
    ["through a link", "etc/passwd:3"],
    ["through a link, with Windows' separators", "etc\\passwd"],
    ["on another disk", "C:\\keys\\a.ts"],
    ["beside the repository", "../../../../other/a.ts:4"],
    ["in the home", "~/notes.md"],
  ])("a place outside stays outside: %s", async (_, form) =>
    expect(await ask(client, form)).toMatchObject({ decision: "deny" }),
  );

  it("a file that is called like a line of another is judged by its own name", async () => {
    writeFiles(spelled.repository.dir, { "lib/a.ts:42": "x\n" });
    symlinkSync("../lib", path.join(spelled.repository.dir, "packages/lib"));
    expect(await ask(client, "../../lib/a.ts:42")).toMatchObject({ rule: "write: no entry fits" });
    // `..` behind a link: a program that opens it and one that tidies it first mean two places.
    expect(await ask(client, "../../lib/../app/src/new.ts:3")).toMatchObject({ decision: "deny" });
  });
});

describe("the scope of a job", () => {
  it("is stored as the repository names it in each of fourteen spellings, and narrows by that", async () => {
    const client = await clients.start("worker");
    for (const [at, form] of spelled.forms.entries()) {
      const { facts, text, isError } = await client.call("start_job", {
        title: `Work on spelling ${at}`,
        write: [form],
        reason: "each spelling is a job",
      });
      expect(isError, `${form}: ${text}`).toBe(false);
      expect(facts.write, form).toEqual([isGlob(at) ? GLOB : SPELLED]);
      expect(await ask(client, form)).toMatchObject({ decision: "allow" });
      expect(await ask(client, "packages/app/src/sub/other.ts")).toMatchObject({
        decision: "deny",
        rule: `job ${facts.job}: write`,
      });
      await client.call("finish_job", {
        outcome: "failed",
        handoff: { goal: "g", done: "d", decisions: "none", next: "n" },
        none_because: "nothing new",
      });
    }
  });

  it("of a queued job and of a file of jobs is named so too, and a glob stays one", async () => {
    const boss = await clients.start("boss", ["--role", "supervisor"]);
    const queued = await boss.call("create_job", {
      title: "Tidy the sources",
      write: [`${spelled.cwd}/**`, "linked\\src\\*.ts", "lib/", "docs/**"],
      read: ["*.ts", "**/*.md"],
    });
    expect(queued.isError, queued.text).toBe(false);
    expect(queued.facts.write).toEqual(["packages/app/src/**", GLOB, "lib", "docs/**"]);
    writeFiles(spelled.repository.dir, {
      "packages/app/src/jobs.json": JSON.stringify([
        { title: "Sort the library", write: ["../../../lib/**"] },
      ]),
    });
    const added = runOnTerminal(spelled.cwd, ["jobs", "add", "--file", "jobs.json"], { home: EMPTY_HOME });
    expect(added.output).toContain("Sort the library");
    const { jobs } = JSON.parse(runCli(spelled.cwd, ["jobs", "--json"], { home: EMPTY_HOME }).stdout);
    expect(jobs).toContainEqual(expect.objectContaining({ title: "Sort the library", write: ["lib/**"] }));
  });

  it.each([
    "/etc/**",
    "../../../../other/**",
    "file:///etc",
    "~/notes/**",
    "C:\\keys\\**",
    "etc/passwd/../../.git/config",
    "../../../.git/hooks",
    "src/*/../../../../.git/config",
    "!packages/app/src/keys/**",
  ])("%s is refused by the name of its field", async (glob) => {
    const boss = await clients.start(`boss-${glob.length}`, ["--role", "supervisor"]);
    const { text } = await boss.call("create_job", { title: "Leave", write: ["lib/**", glob] });
    expect(text).toMatch(/^INVALID_ARGUMENT: write\.1: /);
  });
});

describe.each(BEFORE)("before a tool of $runtime runs", (at) => {
  const wrote = (form: string, cwd = spelled.cwd) =>
    askHere(spelled.repository.dir, at, call(at.write, { file_path: form, content: "x" }, { cwd }));

  it("its path is what the tool opens: a spelling that leads there is let go, and one that leads elsewhere judged there", async () => {
    const opened = ["absolute", "from here", "up and down again", "in another working tree"];
    for (const [place, form] of spelled.forms.entries())
      if (opened.includes(SPELLINGS[place] ?? ""))
        expect({ form, ...(await wrote(form)) }).toMatchObject({ form, decision: "allow" });
    expect(await wrote(`${spelled.repository.dir}/linked/src/café.ts`)).toMatchObject({ decision: "allow" });
    for (const form of [
      "../../../lib/a.ts",
      `${spelled.repository.dir}/linked/keys/a.ts`,
      "/etc/passwd",
      "file:///etc/passwd",
    ])
      expect({ form, ...(await wrote(form)) }).toMatchObject({ form, decision: "deny" });
    const { dir } = spelled.repository;
    // Opened there, they are new files beside the scope, whatever lies under such a path elsewhere.
    for (const [form, cwd] of [
      [SPELLED, path.join(dir, "lib")],
      [SPELLED.replaceAll("/", "\\"), dir],
      [pathToFileURL(path.join(dir, SPELLED)).href, dir],
      ["../app/src/café.ts", path.join(dir, "lib")],
    ] as const)
      expect({ form, ...(await wrote(form, cwd)) }).toMatchObject({ form, decision: "deny" });
  });
});
