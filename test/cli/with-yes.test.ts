// The command that is printed for whoever did not agree, or only looked, does what was meant when a shell runs it.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withYes } from "../../src/cli/with-yes.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { BUILT, createHome, runCli, runOnTerminal, SYSTEM_PATH } from "./run-cli.ts";

let repository: TestRepository;
let place: ReturnType<typeof createHome>;
const run = (...args: string[]) => runCli(repository.dir, args, place);

beforeEach(() => {
  repository = createRepository();
  place = createHome();
  repository.commit({ "package.json": '{ "scripts": { "test": "true" } }', "src/a.ts": "1\n" });
});
afterEach(() => {
  repository.remove();
  place.remove();
});

/** The command of the last line that names one with --yes, run by a shell. */
function paste(printed: string): string {
  const [, words = ""] = /To (?:write|remove) it: agentops-mcp (.*)$/m.exec(printed) ?? [];
  expect(words).toContain("--yes");
  const script = `"$NODE" "$BUILT" ${words}`;
  return execFileSync("sh", ["-c", script], {
    cwd: repository.dir,
    encoding: "utf8",
    env: { PATH: SYSTEM_PATH, HOME: place.home, GIT_CONFIG_NOSYSTEM: "1", NODE: process.execPath, BUILT },
  });
}

it("keeps the options of init and uninstall, also of one that only looked", () => {
  expect(paste(run("init", "--runtime", "claude", "--with", "checks", "--dry-run").stdout)).toContain(
    "Written.",
  );
  expect(existsSync(path.join(repository.dir, ".agentops/config.yaml"))).toBe(true);
  const asked = run("uninstall", "--purge");
  expect(asked.stdout).toContain("agentops-mcp uninstall --purge --yes");
  paste(asked.stdout);
  expect(existsSync(path.join(repository.dir, ".git/agentops"))).toBe(false);
  expect(paste(run("init", "--private", "--runtime", "claude").stdout)).toContain("for you alone");
  expect(repository.git("status", "--porcelain")).toBe("");
});

it("has what a person answered before saying no", () => {
  const { output } = runOnTerminal(repository.dir, ["init", "--runtime", "claude"], place, "y\ny\nn\n");
  expect(output).toContain("agentops-mcp init --private --permit --runtime claude --yes");
});

it("quotes for a shell, and leaves out what only looks", () => {
  const options = { reason: "it's $HOME; `gone`", "dry-run": true, yes: undefined, dir: "-x" };
  const given = withYes("redact", { options, positionals: ["-a b"] }).replace(
    "agentops-mcp",
    "printf '%s\\n'",
  );
  const words = execFileSync("sh", ["-c", given], { encoding: "utf8" }).trimEnd().split("\n");
  expect(words).toEqual(["redact", "--reason", "it's $HOME; `gone`", "--dir=-x", "--yes", "--", "-a b"]);
});
