// Knowledge in another repository: init writes where, hooks read and record there, and doctor says where they look.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createHome, runCli } from "../cli/run-cli.ts";
import { runDoctor } from "../cli/run-doctor.ts";
import { ready, store } from "../hooks/run-hook.ts";
import { startClient } from "../support/client.ts";
import { cloneRefs, journalFiles } from "../support/journal.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { callIn, runLine, startIn } from "./line.ts";

const TITLE = "The ledger loses a cent on refunds";

let code: TestRepository;
let notes: TestRepository;
let place: ReturnType<typeof createHome>;
beforeEach(async () => {
  [code, notes] = [createRepository(), createRepository()];
  place = createHome();
  await store(notes.dir, { title: TITLE, kind: "failure", paths: ["src/ledger.ts"] });
});
afterEach(() => {
  for (const each of [code, notes, place]) each.remove();
});

const init = (...options: string[]) =>
  runCli(code.dir, ["init", "--runtime", "claude", "--yes", ...options], place);
const onKnowledge = () =>
  runDoctor(code.dir, { home: place.home }).checks.find(({ name }) => name === "knowledge");

it("hooks give the lessons of the repository that init was told, and bring their notes there", async () => {
  expect(init("--knowledge", notes.dir).code).toBe(0);
  await ready(code.dir);
  expect(startIn(code.dir, place).context).toContain(TITLE);
  runLine(code.dir, "SessionStart", { source: "startup", session_id: "told" }, place);
  runLine(code.dir, "SessionEnd", { session_id: "told" }, place);
  expect(journalFiles(notes).some((file) => file.includes(":injection/"))).toBe(true);
  expect(cloneRefs(code)).toEqual([]);
});

it("what base allows stays for the code's own base to say", async () => {
  code.commit({ ".agentops/config.yaml": 'envelope: { write: ["src/**"] }\n' });
  notes.commit({ ".agentops/config.yaml": 'envelope: { write: ["**"] }\n' });
  expect(init("--knowledge", notes.dir).code).toBe(0);
  await ready(code.dir);
  expect(callIn(code.dir, "Write", { file_path: "x", content: "y" }, place).decision).toBe("deny");
  expect(callIn(code.dir, "Write", { file_path: "src/x", content: "y" }, place).decision).toBe("");
});

it("a server that is started with it tells hooks of a clone in which nobody ran init", async () => {
  expect(init().code).toBe(0);
  const client = await startClient(code.dir, { args: ["--knowledge", notes.dir] });
  await client.close();
  await ready(code.dir);
  expect(startIn(code.dir, place).context).toContain(TITLE);
});

it("doctor says where hooks look, and names a folder that is gone", () => {
  expect(init("--knowledge", notes.dir).code).toBe(0);
  expect(onKnowledge()).toMatchObject({ level: "ok", found: `in ${notes.dir}, for hooks too` });
  rmSync(notes.dir, { recursive: true });
  expect(onKnowledge()).toMatchObject({ level: "fail", fix: expect.stringContaining("init --knowledge") });
  expect(init().code).toBe(0);
  expect(existsSync(path.join(code.dir, ".git/agentops/knowledge"))).toBe(false);
  expect(onKnowledge()).toBeUndefined();
});
