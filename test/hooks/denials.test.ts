// A denial is kept whatever the call named, and no credential stays in what hooks have noted.

import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appendNotes } from "../../src/hooks/io/notes-file.ts";
import type { DeniedEntry, HookNote } from "../../src/hooks/notes.ts";
import { runCli } from "../cli/run-cli.ts";
import { EMPTY_HOME, journalFiles } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { hookProcess } from "./hook-process.ts";
import { edit, hook, ready } from "./run-hook.ts";

const AT = "2026-03-01T12:00:00.000Z";
/** As the field's formats have them, made up here. */
const SECRETS = [
  `ghp_${"aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"}`,
  `AKIA${"QW3RT5YUI7OPAS2D"}`,
  "postgres://app:t7Hq9vXz2Lw4@db.internal/prod",
  "password=t7Hq9vXz2Lw4!kP",
];

let repository: TestRepository;
let dir: string;
let notesOf: (session: string) => string;
beforeEach(async () => {
  repository = createRepository();
  ({ dir } = repository);
  repository.commit({ ".agentops/config.yaml": 'envelope:\n  write: ["src/**"]\n' }, "policy");
  await ready(dir);
  notesOf = (session) => path.join(dir, ".git/agentops/sessions", `${session}.jsonl`);
});
afterEach(() => repository.remove());

/** As the runtime does when a session ends. */
const end = (session: string) => hook(dir, "SessionEnd", { session_id: session, reason: "exit" });

const stored = (kind: string) =>
  journalFiles(repository)
    .filter((file) => file.includes(`:${kind}/`))
    .map((file) => JSON.parse(repository.git("show", file)));

const denied = (target: string, changes: Partial<DeniedEntry> = {}): HookNote => ({
  t: "denied",
  at: AT,
  runtime: "claude",
  action: "write",
  target,
  decision: "deny",
  rule: "write: no entry fits",
  enforced: true,
  policy: null,
  ...changes,
});

/** Notes as an earlier version has left them. */
function noted(session: string, ...entries: HookNote[]): void {
  const file = notesOf(session);
  appendNotes(file, [{ t: "searched", at: AT }]);
  for (const entry of entries) appendFileSync(file, `${JSON.stringify(entry)}\n`);
}

it("a denied call that names a credential is recorded by its hash, and so are those around it", async () => {
  for (const name of ["keys/plain.txt", ...SECRETS.map((secret) => `keys/${secret}`), "keys/last.txt"]) {
    const answer = await hook(dir, "PreToolUse", { ...edit("one", path.join(dir, name)), cwd: dir });
    expect(answer.stdout).toContain("deny");
  }
  for (const secret of SECRETS) expect(readFileSync(notesOf("one"), "utf8")).not.toContain(secret);
  await end("one");
  await expect.poll(() => stored("denial").length, { timeout: 20_000 }).toBe(SECRETS.length + 2);
  const targets = stored("denial").map(({ target }) => target);
  expect(targets).toEqual(expect.arrayContaining(["keys/plain.txt", "keys/last.txt"]));
  expect(targets.filter((target) => /^sha256:[0-9a-f]{16}$/.test(target))).toHaveLength(SECRETS.length);
});

describe("notes that the journal would refuse", () => {
  it.each([
    ["a credential in a target", denied(`keys/${SECRETS[0]}`)],
    ["a credential in a rule", denied("a.txt", { rule: `write: ${SECRETS[0]}` })],
    ["an invisible character", denied("keys/a\u200bb.txt")],
    ["a name of a thousand characters", denied("a/".repeat(500))],
    ["an empty name", denied("")],
    ["a credential in an edited file's name", { t: "touched", at: AT, path: `keys/${SECRETS[0]}` }],
  ] as const)("%s keeps no denial of the session out", async (_, bad) => {
    noted("two", denied("first.txt"), bad, denied("last.txt"), {
      t: "handoff",
      at: AT,
      runtime: "claude",
    });
    await end("two");
    const targets = stored("denial").map(({ target }) => target);
    expect(targets).toEqual(expect.arrayContaining(["first.txt", "last.txt"]));
    expect(targets).toHaveLength(bad.t === "denied" ? 3 : 2);
    expect(stored("handoff")).toHaveLength(1);
    const left = readFileSync(notesOf("two"), "utf8");
    expect(left + JSON.stringify(stored("handoff"))).not.toContain(SECRETS[0]);
  });

  it("one that can't be kept in any form is left out alone, and doctor tells of it", async () => {
    const bad: HookNote = {
      t: "inject",
      at: AT,
      key: "not a hash",
      runtime: "claude",
      reason: "task",
      budget: 9,
      frame: 1,
      items: [["no id", 1]],
    };
    noted("three", denied("first.txt"), bad, { t: "said", at: AT, key: "not a hash" });
    await end("three");
    expect(stored("denial")).toHaveLength(1);
    const { stdout } = runCli(dir, ["doctor"], { home: EMPTY_HOME });
    expect(stdout).toMatch(/1 of session three were left out: .*injection/);
  });

  it("notes that come while credentials are taken out are not lost, and none is folded twice", async () => {
    noted("four", denied(`keys/${SECRETS[0]}`));
    const [first] = await Promise.all([
      hookProcess(dir, "SessionEnd", { session_id: "four", reason: "exit" }),
      ...Array.from({ length: 5 }, async (_, at) => noted("four", denied(`more-${at}.txt`))),
    ]);
    expect(first.code).toBe(0);
    await end("four");
    const targets = stored("denial").map(({ target }) => target);
    expect(new Set(targets).size).toBe(targets.length);
    expect(targets).toHaveLength(6);
  });
});
