// `check_action` asked about several files at once, and about a line as a shell tool takes it.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TestClient } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { journalRecords } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
let client: TestClient;
beforeAll(async () => {
  repository = createRepository();
  repository.commit({
    ".agentops/config.yaml": 'envelope: { write: ["src/**"], deny: ["**/.env*"], commands: [[npm, test]] }\n',
  });
  client = await inProcess(repository.dir);
});
afterAll(async () => {
  await client.close();
  repository.remove();
});

const check = async (action: string, ...target: string[]) =>
  (await client.call("check_action", { action, target })).facts;
const denials = () => journalRecords<{ target: string }>(repository, "denial").map(({ target }) => target);

it("an allow says the rule and nothing else", async () => {
  expect(await check("write", "src/a.ts", "src/b.ts")).toEqual({ decision: "allow", rule: "write: src/**" });
  expect(denials()).toEqual([]);
});

it("of several files each that is refused is named with its reason, and recorded", async () => {
  const facts = await check("write", "src/a.ts", "lib/b.ts", "src/.env");
  expect(facts).toMatchObject({ decision: "deny", rule: "write: no entry fits" });
  expect(facts.ask).toMatch(
    /^lib\/b\.ts: No entry of `write` names it\. src\/\.env: It is denied by name\. /,
  );
  expect(facts.ask).not.toContain("src/a.ts");
  expect(denials().toSorted()).toEqual(["lib/b.ts", "src/.env"]);
});

it("a line is split where every shell agrees on its words", async () => {
  expect(await check("run", "npm test -- a.test.ts")).toEqual({
    decision: "allow",
    rule: "commands: npm test",
    judged_as: "[npm] [test] [--] [a.test.ts]",
  });
  expect(await check("run", "cat src/.env")).toMatchObject({ decision: "deny", rule: "deny: **/.env*" });
});

it("what only a shell reads is told as such, and never judged by its text", async () => {
  expect(await check("run", "npm test | tail")).toMatchObject({
    decision: "ask",
    rule: "shell: ask",
    judged_as: "a line that only a shell reads",
  });
});

it("words are taken as they are given, and never split again", async () => {
  expect(await check("run", "npm", "test", "a b; c")).toMatchObject({ decision: "allow" });
  expect(await check("run", "npm test", "x")).toMatchObject({ decision: "deny" });
});
