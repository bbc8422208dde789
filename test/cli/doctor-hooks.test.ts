// `doctor` on hooks: they are run as the runtime would run them, and each planted fault is named.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cloneRefs } from "../support/journal.ts";
import { createRepository, type TestRepository, writeFiles } from "../support/repository.ts";
import { BUILT, createHome, runCli } from "./run-cli.ts";
import { type Check, runDoctor } from "./run-doctor.ts";

let repository: TestRepository;
let place: ReturnType<typeof createHome>;

beforeEach(() => {
  repository = createRepository();
  place = createHome();
});

afterEach(() => {
  repository.remove();
  place.remove();
});

const SETTINGS = ".claude/settings.json";
const init = (...args: string[]) => runCli(repository.dir, ["init", "--yes", ...args], place);
const read = (file: string): string => readFileSync(path.join(repository.dir, file), "utf8");
const onHooks = (): Check[] =>
  runDoctor(repository.dir, { home: place.home }).checks.filter(({ name }) => / hooks\b/.test(name));
/** Puts another program in place of ours; its path ends as ours does, by which doctor knows it. */
function replaceProgram(text: string): void {
  const file = path.join(place.programs, "agentops-mcp.js");
  writeFileSync(file, text);
  writeFiles(repository.dir, { [SETTINGS]: read(SETTINGS).replaceAll(BUILT, file) });
}

it("runs them, and leaves no trace of that in the repository", () => {
  init("--runtime", "claude");
  const before = repository.git("status", "--porcelain", "-uall");
  expect(onHooks()).toMatchObject([
    {
      name: `claude hooks ${SETTINGS}`,
      level: "ok",
      found: expect.stringMatching(/^9 events, answer .* \d+ ms$/),
    },
  ]);
  expect(repository.git("status", "--porcelain", "-uall")).toBe(before);
  expect(cloneRefs(repository)).toEqual([]);
});

describe("planted faults", () => {
  it("hooks of a version whose failure let the call go ahead", () => {
    init("--runtime", "claude");
    const old = read(SETTINGS).replace(/sh -c '[^']*' agentops-hook /, "");
    writeFiles(repository.dir, { [SETTINGS]: old });
    expect(onHooks()).toMatchObject([
      { level: "warn", found: expect.stringMatching(/PreToolUse are of an older version/) },
    ]);
    expect(init("--runtime", "claude").code).toBe(0);
    expect(onHooks()).toMatchObject([{ level: "ok" }]);
  });

  it("no hooks beside the server", () => {
    init("--runtime", "claude", "--no-hooks");
    expect(onHooks()).toMatchObject([
      {
        name: "claude hooks",
        level: "warn",
        found: expect.stringMatching(/none/),
        fix: expect.stringMatching(/init/),
      },
    ]);
  });

  it("an event without a hook", () => {
    init("--runtime", "claude");
    const { Stop: _, ...hooks } = JSON.parse(read(SETTINGS)).hooks;
    writeFiles(repository.dir, { [SETTINGS]: JSON.stringify({ hooks }) });
    expect(onHooks()).toMatchObject([{ level: "warn", found: "none for Stop" }]);
  });

  it("a command that is gone", () => {
    init("--runtime", "claude");
    writeFiles(repository.dir, { [SETTINGS]: read(SETTINGS).replaceAll(BUILT, "/gone/agentops-mcp.js") });
    expect(onHooks()).toMatchObject([
      {
        level: "fail",
        found: expect.stringMatching(/\/gone\/agentops-mcp\.js .* exit code 1/),
        fix: expect.stringMatching(/init/),
      },
    ]);
  });

  it("a command that says nothing, what is no answer, or ends with what would block the agent", () => {
    init("--runtime", "claude");
    replaceProgram("process.stdin.resume();");
    expect(onHooks()).toMatchObject([{ level: "fail", found: expect.stringMatching(/no answer/) }]);
    replaceProgram('console.log("Hello!"); process.stdin.resume();');
    expect(onHooks()).toMatchObject([{ level: "fail", found: expect.stringMatching(/no answer/) }]);
    replaceProgram("process.exitCode = 2; process.stdin.resume();");
    expect(onHooks()).toMatchObject([{ level: "fail", found: expect.stringMatching(/exit code 2/) }]);
  });

  it("a setting that switches all hooks off, wherever it is", () => {
    init("--runtime", "claude,gemini");
    writeFiles(repository.dir, { ".claude/settings.local.json": '{ "disableAllHooks": true }' });
    mkdirSync(path.join(place.home, ".gemini"));
    writeFileSync(path.join(place.home, ".gemini/settings.json"), '{ "hooksConfig": { "enabled": false } }');
    expect(onHooks()).toMatchObject([
      { level: "warn", found: "switched off by disableAllHooks in .claude/settings.local.json" },
      { level: "warn", found: "switched off by hooksConfig.enabled in ~/.gemini/settings.json" },
    ]);
  });

  it("hooks that nobody has trusted in Codex", () => {
    init("--runtime", "codex");
    expect(onHooks()).toMatchObject([
      {
        name: "codex hooks .codex/hooks.json",
        level: "warn",
        found: expect.stringMatching(/skips them in silence.*SessionStart.*SessionEnd/),
        fix: expect.stringMatching(/\/hooks/),
      },
    ]);
    const key = `${path.join(repository.dir, ".codex/hooks.json")}:stop:0:0`;
    mkdirSync(path.join(place.home, ".codex"));
    writeFileSync(
      path.join(place.home, ".codex/config.toml"),
      `[hooks.state."${key}"]\ntrusted_hash = "sha256:0"\n`,
    );
    expect(onHooks()).toMatchObject([
      { level: "warn", found: expect.stringMatching(/SessionEnd; those for Stop have changed since/) },
    ]);
  });

  it("the same hooks twice, and a file that does not parse", () => {
    init("--runtime", "claude");
    init("--runtime", "claude", "--scope", "user");
    expect(onHooks()).toMatchObject([
      { level: "ok" },
      { level: "ok" },
      {
        name: "claude hooks",
        level: "warn",
        found: expect.stringMatching(/and ~\/\.claude\/settings\.json: .*twice/),
      },
    ]);
    writeFiles(repository.dir, { [SETTINGS]: `${read(SETTINGS)}}` });
    expect(onHooks()[0]).toMatchObject({ level: "fail", found: expect.stringMatching(/does not parse/) });
  });
});
