// The protocol's own tests, of both eras and of the skills extension: each check passes, or is named with its reason. And the Inspector finds nothing.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { configuredServer } from "../support/client.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { REASONS } from "./conformance-reasons.ts";
import { type Bridge, openBridge } from "./http-bridge.ts";
import { installedNode, installedPackage } from "./installed-packages.ts";

const run = promisify(execFile);
const MINUTES = 60_000;
const Checks = z.array(z.object({ id: z.string(), status: z.string(), errorMessage: z.string().optional() }));

let node: string;
let home: string;
let repository: TestRepository;
let bridge: Bridge;
const server = (): [string, ...string[]] => [process.execPath, ...configuredServer().args];

beforeAll(async () => {
  node = await installedNode("22.23.5");
  home = mkdtempSync(path.join(tmpdir(), "agentops-conformance-"));
  repository = createRepository();
  repository.commit({ "a.txt": "a" });
  bridge = await openBridge(server(), repository.dir);
}, 10 * MINUTES);

afterAll(() => {
  bridge.close();
  repository.remove();
  rmSync(home, { recursive: true, force: true });
});

/** `scenario check` of all that were run, with what was wrong of those that failed. */
async function checksOf(...args: string[]): Promise<{ passed: number; failed: Map<string, string> }> {
  const tests = await installedPackage("@modelcontextprotocol/conformance", "0.2.0-alpha.12");
  const out = mkdtempSync(path.join(home, "out-"));
  const options = ["server", "--url", bridge.url, "--timeout", "20000", "-o", out, ...args];
  await run(node, [path.join(tests, "dist/index.js"), ...options], { cwd: home, timeout: 8 * MINUTES }).catch(
    () => {},
  );
  const failed = new Map<string, string>();
  let passed = 0;
  for (const folder of readdirSync(out)) {
    const scenario = folder.replace(/^server-(.*)-\d{4}-\d\d-\d\dT.*$/, "$1");
    for (const check of Checks.parse(
      JSON.parse(readFileSync(path.join(out, folder, "checks.json"), "utf8")),
    )) {
      if (check.status === "SUCCESS") passed += 1;
      if (check.status === "FAILURE" || check.status === "WARNING")
        failed.set(`${scenario} ${check.id}`, check.errorMessage ?? check.status);
    }
  }
  return { passed, failed };
}

describe("the protocol's own tests", () => {
  it.each([
    ["2025-11-25", 40],
    ["2026-07-28", 70],
  ])(
    "of %s pass, but for what is named",
    async (revision, atLeast) => {
      const { passed, failed } = await checksOf("--requirements", revision);
      const unexplained = [...failed].filter(([check]) => !REASONS.some(([of]) => of.test(check)));
      expect(unexplained).toEqual([]);
      expect(passed).toBeGreaterThan(atLeast);
    },
    10 * MINUTES,
  );

  it.each(["enumeration", "manifest", "directory"])(
    "of the extension for skills pass: %s",
    async (scenario) => {
      const { passed, failed } = await checksOf("--scenario", `sep-2640-skills-${scenario}`);
      expect([...failed]).toEqual([]);
      expect(passed).toBeGreaterThan(0);
    },
    3 * MINUTES,
  );
});

describe("the Inspector", () => {
  const inspect = async (args: readonly string[], role: string) => {
    const inspector = await installedPackage("@modelcontextprotocol/inspector", "2.12.0");
    const command = [path.join(inspector, "clients/launcher/build/index.js"), "--cli", ...args];
    const env = { PATH: process.env.PATH, HOME: home };
    return run(node, [...command, ...server(), "--role", role, "--dir", repository.dir], { env, cwd: home });
  };

  it.each(["legacy", "modern"])(
    "has nothing to say of the tools of any role, in the %s era",
    async (era) => {
      for (const role of ["worker", "supervisor", "judge"]) {
        const { stderr } = await inspect(["--protocol-era", era, "--method", "tools/list", "--strict"], role);
        expect(stderr, role).toBe("");
      }
    },
    3 * MINUTES,
  );

  it(
    "verifies each skill by its digest",
    async () => {
      const options = [
        "--protocol-era",
        "modern",
        "--method",
        "skills/list",
        "--verify",
        "--require-digests",
      ];
      const { stderr } = await inspect(options, "worker");
      expect(stderr).toMatch(/Verified 5 skills and 5 files: no conformance errors/);
    },
    3 * MINUTES,
  );
});
