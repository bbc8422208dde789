// Without the program the shell alone decides: no comment, string or other spelling in the configuration talks it out of an envelope.
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/config.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { askHook, BEFORE, call, type Form } from "./stored-command.ts";

let repository: TestRepository;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.remove());

const [claude] = BEFORE;
const FORMS: readonly Form[] = ["project", "user"];
const asked = async (form: Form) => {
  const { decision } = await askHook(repository.dir, claude, call("Write", { file_path: "x" }), {
    form,
    program: ["/nowhere/agentops-mcp"],
  });
  return decision;
};
const under = async (policy: string) => {
  repository.commit({ ".agentops/config.yaml": policy }, "policy");
  return [await asked("project"), await asked("user")];
};
const stops = async (policy: string) => {
  try {
    const { envelope } = await parseConfig(Buffer.from(policy));
    return envelope !== null && envelope.enforce === "deny";
  } catch {
    return true;
  }
};

describe("what is an envelope in force stays one", () => {
  it.each([
    "envelope:\n  write: [src/**]\n",
    "envelope: { write: [src/**] }\n",
    "# enforce: warn\nenvelope:\n  write: [src/**]\n",
    "envelope:\n  # enforce: warn\n  write: [src/**]\n",
    "envelope: # enforce: warn\n  write: [src/**]\n",
    "envelope:\n  write: [src/**] # enforce: warn\n",
    'envelope:\n  write: ["enforce: warn"]\n',
    "envelope:\n  write:\n    - enforce: warn\n",
    'sync: manual # "\nenvelope:\n  write: [src/**]\n',
    'checks:\n  - { id: a, run: [echo, "#"] }\nenvelope:\n  write: ["a#b"]\n',
    '"envelope":\n  write: [src/**]\n',
    "'envelope':\n  write: [src/**]\n",
    '"\\x65nvelope":\n  write: [src/**]\n',
    '"envel\\u006fpe":\n  write: [src/**]\n',
    '"enve\\\n  lope":\n  write: [src/**]\n',
    "? envelope\n: write: [src/**]\n",
    "{envelope: {write: [src/**]}, sync: manual}\n",
    'checks:\n  - id: a\n    run:\n      - "\n        envelope:\n          enforce: warn\n        "\n"\\x65nvelope":\n  write: [src/**]\n',
    "envelope:\n  enforce: deny\n  write: [src/**]\n",
    "envelope:\n  enforce: warn\n  enforce: deny\n",
    "envelope:\r\n  write: [src/**]\r\n",
    "ENVELOPE:\n  write: [x]\n",
    "envelope: [\n",
    '{sync: manual, note: "x\n#", envelope: {write: [src/**]}}\n',
    "{sync: 'man\n  #', envelope: {write: [src/**]}}\n",
    'envelope:\n  enforce: warn\n  write: ["\n  #"]\n  # it\'s so: enforce: deny\n  x: 1\n',
  ])("%j", async (policy) => {
    expect(await stops(policy)).toBe(true);
    expect(await under(policy)).toEqual(["deny", "deny"]);
  });
});

it.each([
  "sync: manual\n",
  "sync: manual # no envelope\n",
  "",
  "# an envelope is not wanted here\nsync: manual\n",
  "# it's for the environment, don't change it\nsync: manual\n",
  "envelope:\n  enforce: warn\n  write: [src/**]\n",
  "# Proposed: envelope\nsync: manual\nenvelope:\n  # for a week\n  enforce: warn\n  write: [src/**]\n",
  "envelope:\r\n  enforce: warn\r\n",
])("%j, which is none in force, stops nothing", async (policy) => {
  expect(await stops(policy)).toBe(false);
  expect(await under(policy)).toEqual(["allow", "allow"]);
});

it("a trial in another form than init's is taken for an envelope in force", async () => {
  expect(await under("envelope: { enforce: warn }\n")).toEqual(["deny", "deny"]);
});

it("a link or a damaged object in its place is no permission", async () => {
  mkdirSync(path.join(repository.dir, ".agentops"));
  symlinkSync("x", path.join(repository.dir, ".agentops/config.yaml"));
  repository.commit({}, "a link");
  for (const form of FORMS) expect([form, await asked(form)]).toEqual([form, "deny"]);
  rmSync(path.join(repository.dir, ".agentops"), { recursive: true });
  expect(await under("sync: manual\n")).toEqual(["allow", "allow"]);
  const id = repository.git("rev-parse", "HEAD:.agentops/config.yaml").trim();
  rmSync(path.join(repository.dir, ".git/objects", id.slice(0, 2), id.slice(2)));
  for (const form of FORMS) expect([form, await asked(form)]).toEqual([form, "deny"]);
});

it("only commands that stand under setup once, in init's form, run without the program", async () => {
  const bash = async (policy: string, command: string) => {
    repository.commit({ ".agentops/config.yaml": policy }, "policy");
    const answer = await askHook(repository.dir, claude, call("Bash", { command }), {
      program: ["/nowhere/x.js"],
    });
    return answer.decision;
  };
  expect(await bash("envelope:\n  write: [x]\n  setup: [npm ci, pnpm install]\n", "npm ci")).toBe("allow");
  expect(await bash("envelope:\n  write: [x]\n  setup:\n    - npm ci\n", "npm ci")).toBe("allow");
  expect(await bash("envelope:\n  write: [x]\n  # setup: [rm -r src]\n", "rm -r src")).toBe("deny");
  expect(await bash("envelope:\n  write: [x] # , setup: [rm -r src]\n", "rm -r src")).toBe("deny");
  expect(await bash('envelope:\n  write: [" setup: [rm -r src]"]\n', "rm -r src")).toBe("deny");
  expect(await bash("setup:\n  run: [rm, -r]\nenvelope:\n  write: [x]\n", "rm -r")).toBe("deny");
});
