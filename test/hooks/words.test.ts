// The hook's own program looks questions up in the lists that lie in a file beside it, and does without where that file is gone.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ROOT } from "../support/client.ts";
import {
  createRepository,
  removeFolder,
  type TestRepository,
  temporaryFolder,
} from "../support/repository.ts";
import { hookProcess } from "./hook-process.ts";
import { ready, store } from "./run-hook.ts";

let repository: TestRepository;
let id: string;
beforeEach(async () => {
  repository = createRepository();
  const [stored = ""] = await store(repository.dir, {
    title: "The connection pool times out under parallel tests",
    body: "Raise the timeout of the pool; each test holds a connection until its transaction ends.",
  });
  id = stored;
  await ready(repository.dir);
});
afterEach(() => repository.remove());

const ask = (prompt: string, program?: string) =>
  hookProcess(
    repository.dir,
    "UserPromptSubmit",
    { session_id: prompt, prompt },
    program === undefined ? {} : { program },
  );

it("a prompt in Chinese brings up a lesson in English", async () => {
  expect((await ask("并行测试的时候数据库连接超时")).context).toContain(id);
});

it("without the file no session is stopped", async () => {
  const folder = temporaryFolder();
  const dist = path.join(folder, "dist");
  mkdirSync(dist);
  cpSync(path.join(ROOT, "dist"), dist, { recursive: true });
  rmSync(path.join(dist, "hook-words.js"));
  const answer = await ask("connection pool timeout in parallel tests", path.join(dist, "agentops-mcp.js"));
  removeFolder(folder);
  expect(answer.code).toBe(0);
});
