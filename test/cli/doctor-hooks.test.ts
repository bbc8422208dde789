// `doctor` on hooks: they are run as the runtime would run them, and each planted fault is named.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
/** Puts another program in place of ours, as what `init` has noted of this machine. */
function replaceProgram(text: string): void {
  const file = path.join(place.programs, "agentops-mcp.js");
  writeFileSync(file, text);
  writeFiles(repository.dir, { ".git/agentops/program": `${file}\n` });
}
/** Puts another command in place of the one of this event. */
function replaceCommand(event: string, command: string): void {
  const { hooks } = JSON.parse(read(SETTINGS));
  hooks[event][0].hooks[0].command = command;
  writeFiles(repository.dir, { [SETTINGS]: JSON.stringify({ hooks }) });
}

it("runs them, and leaves no trace of that in the repository", () => {
  init("--runtime", "claude");
  const before = repository.git("status", "--porcelain", "-uall");
  expect(onHooks()).toMatchObject([
    {
      name: `claude hooks ${SETTINGS}`,
      // A machine under load makes a slow answer of it, which is told as that.
      level: expect.stringMatching(/^(?:ok|warn)$/),
      found: expect.stringMatching(/^9 events, answer .* \d+ ms(?:$|: the agent waits)/),
    },
  ]);
  expect(repository.git("status", "--porcelain", "-uall")).toBe(before);
  expect(cloneRefs(repository)).toEqual([]);
});

describe("planted faults", () => {
  it("hooks of a version whose failure let the call go ahead", () => {
    init("--runtime", "claude");
    replaceCommand("PreToolUse", `node ${BUILT} hook --runtime claude PreToolUse`);
    expect(onHooks()).toMatchObject([
      { level: "warn", found: expect.stringMatching(/PreToolUse are of an older version/) },
    ]);
    expect(init("--runtime", "claude").code).toBe(0);
    expect(onHooks()).toMatchObject([{ found: expect.stringMatching(/^9 events, answer/) }]);
  });

  it("a page of shell that an older version wrote, and takes it out for the script", () => {
    init("--runtime", "claude");
    const short = read(SETTINGS);
    replaceCommand(
      "PreToolUse",
      `sh -c 'exec "$@"' agentops-hook node ${BUILT} hook --runtime claude PreToolUse`,
    );
    expect(onHooks()).toMatchObject([{ level: "warn", found: expect.stringMatching(/of an older version/) }]);
    init("--runtime", "claude");
    expect(JSON.parse(read(SETTINGS))).toEqual(JSON.parse(short));
  });

  it("a script that is gone, changed or of another version", () => {
    init("--runtime", "claude");
    const script = read(".agentops/hook");
    for (const [text, said] of [
      [script.replace(/form \d+/, "form 0"), /another version/],
      [script.replace("guards=yes", "guards="), /not as init writes it/],
      [script.replaceAll("\n", "\r\n"), /line ends/],
    ] as const) {
      writeFiles(repository.dir, { ".agentops/hook": text });
      expect(onHooks()).toMatchObject([{ level: "warn", found: expect.stringMatching(said) }]);
    }
    rmSync(path.join(repository.dir, ".agentops/hook"));
    expect(onHooks()).toMatchObject([{ level: "warn", found: expect.stringMatching(/is missing/) }]);
    init("--runtime", "claude");
    expect(read(".agentops/hook")).toBe(script);
  });

  it("a hook that answers as for another event, and one that sees too few tools", () => {
    init("--runtime", "claude");
    const right = read(SETTINGS);
    replaceCommand("PostToolUse", `node ${BUILT} hook --runtime claude Stop`);
    expect(onHooks()).toMatchObject([
      { level: "warn", found: "the one for PostToolUse answers as for Stop" },
    ]);
    writeFiles(repository.dir, { [SETTINGS]: right.replace('"matcher": ".*"', '"matcher": "Bash"') });
    expect(onHooks()).toMatchObject([
      { level: "warn", found: "the one for PreToolUse is for Bash instead of .*" },
    ]);
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
    const { SubagentStart: _, Stop: __, ...hooks } = JSON.parse(read(SETTINGS)).hooks;
    writeFiles(repository.dir, { [SETTINGS]: JSON.stringify({ hooks }) });
    expect(onHooks()).toMatchObject([{ level: "warn", found: "none for SubagentStart, Stop" }]);
  });

  it("a command that is gone", () => {
    init("--runtime", "claude");
    writeFiles(repository.dir, { ".git/agentops/program": "/gone/agentops-mcp.js\n" });
    expect(onHooks()).toMatchObject([
      {
        level: "fail",
        found: expect.stringMatching(/agentops-mcp is not installed here/),
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
      { found: expect.stringMatching(/^9 events, answer/) },
      { found: expect.stringMatching(/^9 events, answer/) },
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
