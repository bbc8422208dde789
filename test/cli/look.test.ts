// How commands look on a terminal: within its width, with colours where it has them, and plain everywhere else.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fitted, type Look, lookOf, PLAIN, widthOf } from "../../src/cli/look.ts";
import { withClient } from "../support/clients.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { BUILT, createHome, runCli, runOnTerminal, SYSTEM_PATH } from "./run-cli.ts";

const at = (columns: number): Look => ({ ...PLAIN, columns });
const ESCAPE = "\u001b";

describe("a line that is too long", () => {
  it.each([
    ["goes on below its text", "one  two three four", 12, "one  two\n     three\n     four"],
    ["keeps its indent", "    one two three four", 12, "    one two\n    three\n    four"],
    ["begins its rest with two spaces", "one two three four", 9, "one two\n  three\n  four"],
    ["breaks where a script has no spaces", "在渲染条件改变时调用", 12, "在渲染条件改\n  变时调用"],
    [
      "keeps a long word whole",
      "see src/a/very/long/path.ts here",
      12,
      "see\n  src/a/very/long/path.ts\n  here",
    ],
    [
      "does not count what colours are made of",
      `${ESCAPE}[1mone two${ESCAPE}[22m x`,
      9,
      `${ESCAPE}[1mone two${ESCAPE}[22m x`,
    ],
  ])("%s", (_, text, columns, lines) => expect(fitted(text, at(columns))).toBe(lines));

  it("is left as it is where no terminal shows it", () => {
    const text = "a ".repeat(500);
    expect(fitted(text, PLAIN)).toBe(text);
  });

  it("counts wide signs as two columns and combining ones as none", () => {
    expect([widthOf("漢字"), widthOf("e\u0301"), widthOf("🎉"), widthOf("abc")]).toEqual([4, 1, 2, 3]);
  });
});

describe("colours", () => {
  const has = (isTTY: boolean, env: Record<string, string>): boolean =>
    lookOf({ isTTY, columns: 80 }, env).paint("bad", "x") !== "x";
  it.each([
    ["a terminal has them", true, { TERM: "xterm" }, true],
    ["a pipe has none", false, { TERM: "xterm" }, false],
    ["NO_COLOR takes them away", true, { TERM: "xterm", NO_COLOR: "1" }, false],
    ["an empty NO_COLOR says nothing", true, { TERM: "xterm", NO_COLOR: "" }, true],
    ["a dumb terminal has none", true, { TERM: "dumb" }, false],
    ["one that says nothing of itself has none", true, {}, process.platform === "win32"],
    ["FORCE_COLOR gives them to a pipe", false, { FORCE_COLOR: "1" }, true],
    ["FORCE_COLOR=0 takes them away", true, { FORCE_COLOR: "0" }, false],
    ["FORCE_COLOR goes before NO_COLOR", false, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  ] as const)("%s", (_, isTTY, env, expected) => expect(has(isTTY, env)).toBe(expected));

  it("the width is the terminal's, within bounds", () => {
    const columns = (shows: { isTTY?: boolean; columns?: number }) => lookOf(shows, {}).columns;
    expect(
      [{ isTTY: true, columns: 61 }, { isTTY: true }, { isTTY: true, columns: 500 }, { columns: 61 }].map(
        columns,
      ),
    ).toEqual([61, 80, 200, null]);
  });
});

describe("on a real terminal", () => {
  let repository: TestRepository;
  let home: ReturnType<typeof createHome>;
  let id = "";
  beforeAll(async () => {
    repository = createRepository();
    home = createHome();
    repository.commit({ "src/net.ts": "1\n" });
    await withClient(repository.dir, { session: "monday" }, async (client) => {
      const { facts } = await client.call("record_learning", {
        title:
          "The proxy in front of the net closes idle sockets after 55 s, long before the usual keep-alive ends",
        kind: "gotcha",
        body: "The proxy in front of src/net.ts closes idle sockets after 55 s, so that a request on a kept connection ends with ECONNRESET. Set keep-alive to 50 s, below its limit.",
        paths: ["src/net.ts"],
      });
      id = String(facts.id);
      await client.call("start_job", {
        title: "Keep sockets of the proxy alive for less than its limit, in all callers",
        write: ["src/**"],
      });
    });
  });
  afterAll(() => {
    repository.remove();
    home.remove();
  });
  const commands = (): string[][] => [
    ["list"],
    ["show", id],
    ["show"],
    ["show", "session", "monday"],
    ["show", "sessions"],
    ["why", "src/net.ts"],
    ["why", id],
    ["jobs"],
    ["measure", "--dry-run"],
  ];

  it.each([60, 80, 120, 200])("of %d columns every line fits, and has colours", (columns) => {
    for (const args of commands()) {
      const env = { TERM: "xterm" };
      const { output } = runOnTerminal(repository.dir, args, { home: home.home, env, columns });
      expect([args, output.includes(`${ESCAPE}[`)]).toEqual([args, true]);
      const beyond = output.split("\n").filter((line) => widthOf(line) > columns);
      expect([args, beyond]).toEqual([args, []]);
      expect(output.replace(/\s+/g, " ").length).toBeGreaterThan(20);
    }
  });

  it("neither a pipe nor --json has a colour or a broken line", () => {
    for (const args of commands()) {
      const { stdout } = runCli(repository.dir, args, { home: home.home });
      expect([args, stdout.includes(ESCAPE)]).toEqual([args, false]);
      const json = runOnTerminal(repository.dir, [...args, "--json"], {
        home: home.home,
        env: { TERM: "xterm" },
      });
      expect([args, json.output.trim().split("\n").length, json.output.includes(ESCAPE)]).toEqual([
        args,
        1,
        false,
      ]);
    }
    const forced = runCli(repository.dir, ["list"], { home: home.home, env: { FORCE_COLOR: "1" } });
    expect(forced.stdout).toContain(`${ESCAPE}[1mThe proxy`);
  });

  it.each([
    ["jobs", ["jobs", "--watch", "--json"]],
    ["sessions", ["show", "sessions", "--watch", "--json"]],
  ])("--watch tells of %s again when something has changed, until it is ended", async (what, args) => {
    const child = spawn(process.execPath, [BUILT, ...args], {
      cwd: repository.dir,
      stdio: ["ignore", "pipe", "inherit"],
      env: { PATH: SYSTEM_PATH, HOME: home.home, GIT_CONFIG_NOSYSTEM: "1" },
    });
    const ended = once(child, "exit");
    let told = "";
    const lines = (): string[] => told.split("\n").filter((line) => line.endsWith("}"));
    const grown = async (count: number): Promise<void> => {
      while (lines().length < count) await once(child.stdout, "data");
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      told += text;
    });
    await grown(1);
    const before = lines().length;
    await withClient(repository.dir, { session: `watched-${what}` }, async (client) => {
      await client.call("start_job", { title: `A job that ${what} see`, write: [`${what}/**`] });
    });
    await grown(before + 1);
    while (!told.includes(`watched-${what}`)) await once(child.stdout, "data");
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    expect(JSON.parse(lines()[0] ?? "")).toHaveProperty(what);
  });

  it("--watch is refused where there is nothing to watch", () => {
    for (const args of [
      ["show", "--watch"],
      ["jobs", "j-12345678", "--watch"],
    ])
      expect(runCli(repository.dir, args, { home: home.home }).code).toBe(2);
  });
});
