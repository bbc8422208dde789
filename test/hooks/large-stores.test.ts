// In a large store a hook answers from what it had and what came since is looked up apart; what was taken out is gone at once.

import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createGenerator } from "../bench/generated.ts";
import { draft, WRITER } from "../support/journal.ts";
import { curation } from "../support/records.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { append, bash, hook, ready, store } from "./run-hook.ts";

/** More than a hook makes a view of while a model waits. */
const MANY = 501;

let repository: TestRepository;
let ids: string[];
const generator = createGenerator(4);
const lessons = Array.from({ length: MANY }, () => generator.learning());

beforeAll(async () => {
  repository = createRepository();
  ids = await store(repository.dir, ...lessons);
});
afterAll(() => repository.remove());

const asked = async (session: string, error: string): Promise<string> =>
  (await hook(repository.dir, "PostToolUseFailure", bash(session, "npm test", { error }))).context ?? "";

it("a lesson that came since is known to the next hook but one", async () => {
  const fresh = generator.learning();
  const [id = ""] = await append(repository.dir, [draft({ ...fresh })], WRITER);
  expect(await asked("first", lessons[7]?.title ?? "")).toContain(ids[7]);
  expect(await asked("second", fresh.title)).toContain(id);
});

it("a lesson that was retired is not shown again", async () => {
  const [first = ""] = ids;
  expect(await asked("before", lessons[0]?.title ?? "")).toContain(first);
  const {
    v: _v,
    id: _id,
    at: _at,
    clone: _clone,
    commit: _commit,
    ...retired
  } = curation(1, first, "retire", {
    attested: "terminal",
  });
  await append(repository.dir, [retired], { ...WRITER, session: "tuesday", role: "supervisor" });
  expect(await asked("after", lessons[0]?.title ?? "")).not.toContain(first);
});

it("a view is found by whoever comes by a link, and one that is not as it was written is believed by nobody", async () => {
  await ready(repository.dir);
  const folder = path.join(repository.dir, ".git/agentops/cache");
  const views = () => readdirSync(folder).filter((name) => /^hooks-[0-9a-f]+$/.test(name));
  const [view = ""] = views();
  const file = path.join(folder, view);
  expect(statSync(file).size).toBeGreaterThan(1 << 20);
  const link = `${repository.dir}-link`;
  symlinkSync(repository.dir, link);
  try {
    const error = { error: lessons[9]?.title ?? "" };
    const given = await hook(link, "PostToolUseFailure", bash("linked", "npm test", error));
    expect(given.context).toContain(ids[9]);
    expect(views()).toEqual([view]);
  } finally {
    rmSync(link);
  }
  const bytes = readFileSync(file);
  for (const damaged of [bytes.fill(0, 4096), bytes.subarray(0, bytes.length / 2), Buffer.alloc(2 << 20)]) {
    writeFileSync(file, damaged);
    expect(await asked(`damaged-${damaged.length}`, lessons[11]?.title ?? "")).toContain(ids[11]);
  }
});
