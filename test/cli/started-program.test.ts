// A command line answers the same in a program that goes on as in a process of its own, in whatever way it ends.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { createHome, runCli, runProcess } from "./run-cli.ts";

let repository: TestRepository;
let place: ReturnType<typeof createHome>;
beforeAll(() => {
  repository = createRepository();
  place = createHome();
  mkdirSync(path.join(repository.dir, "sub"));
  repository.commit({ ".agentops/config.yaml": "sync: manual\n", "notes.md": "# Notes\n" });
});
afterAll(() => {
  place.remove();
  repository.remove();
});

// Those that the recorded conversation leaves out, and others by the way that they end.
it.each(
  [
    ["drop", "nothing"],
    ["layer"],
    ["message", "boss", "are you there"],
    ["promote", "nothing"],
    ["report", "--dry-run"],
    ["try"],
    ["why", "notes.md"],
    ["jobs", "--json"],
    ["list"],
    ["search", "nothing that is there"],
    ["import", "../notes.md", "--dry-run"],
    ["import", "-"],
    ["sync", "--yes"],
    ["jobs", "--dir", "../nowhere"],
    ["no-such-command"],
    ["trace", "--no-such-option"],
  ].map((args) => ({ args, line: args.join(" ") })),
)("$line", ({ args }) => {
  const dir = path.join(repository.dir, "sub");
  const alone = runProcess(dir, args, place);
  expect(runCli(dir, args, place)).toEqual(alone);
  expect(alone.stdout + alone.stderr).not.toBe("");
  expect(alone.stderr).not.toContain("INTERNAL");
});
