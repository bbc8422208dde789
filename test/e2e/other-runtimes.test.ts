// Every Node that is promised, and Bun and Deno in its place: a lesson of one session comes back, and one that a client records is found.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asTestClient, connectClient, ROOT } from "../support/client.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { installedPackage } from "./installed-packages.ts";
import { NODE } from "./runtimes/installed.ts";

const run = promisify(execFile);
const SERVER = path.join(ROOT, "dist/agentops-mcp.js");
const DENO =
  process.platform === "linux"
    ? `@deno/linux-${process.arch}-glibc`
    : `@deno/${process.platform}-${process.arch}`;
/** The package, its version, the program in it, and what comes before the file that it runs. */
const LANES: readonly (readonly [
  name: string,
  version: string,
  program: string,
  first: readonly string[],
])[] = [
  [NODE, "20.12.2", "bin/node", []],
  [NODE, "22.23.5", "bin/node", []],
  [NODE, "24.22.3", "bin/node", []],
  [NODE, "26.12.1", "bin/node", []],
  [`@oven/bun-${process.platform}-${process.arch}`, "1.4.5", "bin/bun", []],
  [DENO, "2.9.6", "deno", ["run", "-A"]],
];
const LESSON = {
  title: "npm test hangs in CI when TMPDIR is a RAM disk",
  kind: "gotcha",
  body: "vitest waits for ever in this repository when TMPDIR points to a full tmpfs; set TMPDIR=/var/tmp before npm test in CI.",
};

let home: string;
let repository: TestRepository;

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), "agentops-runtimes-"));
  repository = createRepository();
  repository.commit({ "a.txt": "a" });
});

afterAll(() => {
  repository.remove();
  rmSync(home, { recursive: true, force: true });
});

describe.each(LANES)("%s %s", (name, version, file, first) => {
  test("runs the program and serves", async () => {
    const program = path.join(await installedPackage(name, version), file);
    await chmod(program, 0o755);
    const env = {
      PATH: `${path.dirname(program)}:${process.env.PATH}`,
      HOME: home,
      AGENTOPS_SESSION: version,
    };
    const call = (...args: readonly string[]) =>
      run(program, [...first, SERVER, ...args], { cwd: repository.dir, env });
    expect((await call("try")).stdout).toContain("EXDEV");
    const transport = { command: program, args: [...first, SERVER, "serve"], cwd: repository.dir, env };
    const client = await connectClient(new StdioClientTransport({ ...transport, stderr: "ignore" }));
    const title = `${LESSON.title} of ${path.basename(program)} ${version}`;
    const recorded = await asTestClient(client).call("record_learning", {
      ...LESSON,
      title,
      distinct_because: `it was seen with ${name} ${version}`,
    });
    await client.close();
    expect(recorded.facts.state, recorded.text).toBe("admitted");
    expect((await call("search", `vitest hangs in CI ${version}`)).stdout).toContain("TMPDIR");
  });
});
