// init proposes checks from the files that projects of each kind have.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/config.ts";
import { createRepository, type TestRepository, writeFiles } from "../support/repository.ts";
import { createHome, runCli } from "./run-cli.ts";

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

const init = (...args: string[]) =>
  runCli(repository.dir, ["init", "--with", "checks", "--runtime", "claude", ...args], place);
const file = () => path.join(repository.dir, ".agentops/config.yaml");

/** The checks and the set-up that init writes for these files. */
async function proposed(files: Record<string, string>) {
  writeFiles(repository.dir, files);
  expect(init("--yes").code).toBe(0);
  const { checks, setup } = await parseConfig(readFileSync(file()));
  return { checks: checks.map(({ id, run }) => [id, ...run].join(" ")), setup: setup?.run.join(" ") };
}

const scripts = (given: object) => JSON.stringify({ name: "app", scripts: given });

describe("proposed checks", () => {
  it("are shown first, written only when agreed, and never a second time", () => {
    writeFiles(repository.dir, { "package.json": scripts({ test: "vitest" }), "package-lock.json": "{}" });
    const shown = init("--dry-run");
    expect(shown.code).toBe(1);
    expect(shown.stdout).toMatch(/config\.yaml \(new\).*Proposed by agentops-mcp init from package\.json/s);
    expect(shown.stdout).toContain("+   - id: test");
    expect(shown.stdout).toContain("takes effect once it is committed on the base branch");
    expect(existsSync(file())).toBe(false);
    expect(init("--yes").code).toBe(0);
    const written = readFileSync(file(), "utf8");
    writeFiles(repository.dir, { Makefile: "lint:\n\ttrue\n" });
    expect(init("--yes")).toMatchObject({ code: 0, stdout: expect.stringMatching(/Nothing to do/) });
    expect(readFileSync(file(), "utf8")).toBe(written);
  });

  it("leave a configuration alone that is there, also an empty one", () => {
    for (const text of ["", "# none wanted\n", "phases: [prepare]\n"]) {
      writeFiles(repository.dir, {
        ".agentops/config.yaml": text,
        "package.json": scripts({ test: "vitest" }),
      });
      runCli(repository.dir, ["init", "--runtime", "claude", "--yes"], place);
      expect(readFileSync(file(), "utf8")).toBe(text);
    }
  });

  it("are added to a configuration without any, where somebody asks for them", async () => {
    const text = "# ours\nsync: auto\nsetup: { run: [make, deps], inputs: [Makefile], outputs: [deps] }";
    writeFiles(repository.dir, {
      ".agentops/config.yaml": text,
      "package.json": scripts({ test: "vitest" }),
      "package-lock.json": "{}",
    });
    expect(init("--yes").code).toBe(0);
    const written = readFileSync(file(), "utf8");
    expect(written.startsWith(`${text}\n`)).toBe(true);
    expect(await parseConfig(readFileSync(file()))).toMatchObject({
      sync: "auto",
      setup: { run: ["make", "deps"] },
      checks: [{ id: "test" }],
    });
  });

  it("go along with phases in a new file", async () => {
    writeFiles(repository.dir, { "go.mod": "module x\n" });
    expect(init("--phases", "prepare", "--yes").code).toBe(0);
    expect(await parseConfig(readFileSync(file()))).toMatchObject({
      phases: ["prepare"],
      checks: [{ id: "go-vet" }, { id: "go-test" }],
    });
  });

  it("come from the scripts of package.json, with the set-up of its lockfile", async () => {
    const all = { test: "vitest", lint: "biome", build: "tsc", prepare: "husky", deploy: "x" };
    expect(await proposed({ "package.json": scripts(all), "package-lock.json": "{}", ".npmrc": "" })).toEqual(
      {
        checks: ["lint npm run lint", "build npm run build", "test npm test"],
        setup: "npm ci --no-audit --no-fund --ignore-scripts",
      },
    );
    expect((await parseConfig(readFileSync(file()))).setup).toMatchObject({
      inputs: ["**/package.json", "package-lock.json", ".npmrc"],
      outputs: ["node_modules"],
      network: true,
    });
  });

  it("come from pnpm and yarn as those are called", async () => {
    expect(await proposed({ "package.json": scripts({ test: "x" }), "pnpm-lock.yaml": "" })).toEqual({
      checks: ["test pnpm test"],
      setup: "pnpm install --frozen-lockfile",
    });
  });

  it("come from Makefile, pyproject.toml, go.mod and Cargo.toml, each name once", async () => {
    const found = await proposed({
      Makefile: "VERSION := 1\n.PHONY: test\ntest: build\n\tgo test\nlint:\n\ttrue\nbuild:\n\ttrue\n",
      "pyproject.toml": '[project]\ndependencies = ["pytest>=8"]\n[tool.ruff]\nline-length = 100\n',
      "package.json": scripts({ test: 'echo "Error: no test specified" && exit 1', lint: "biome" }),
      "go.mod": "module x\n",
      "go.sum": "",
      "Cargo.toml": "[package]\n",
    });
    expect(found).toEqual({
      checks: [
        ...["lint npm run lint", "build make build", "test make test", "ruff python3 -m ruff check ."],
        ...[
          "pytest python3 -m pytest",
          "go-vet go vet ./...",
          "go-test go test ./...",
          "cargo-test cargo test",
        ],
      ],
      setup: "go mod vendor",
    });
  });

  it("are none where nothing says how, or what says it can't be read", () => {
    writeFiles(repository.dir, {
      "package.json": "{ broken",
      "pyproject.toml": "[project]\n",
      Makefile: "x:\n",
    });
    expect(init("--yes").code).toBe(0);
    expect(existsSync(file())).toBe(false);
    expect(init("--scope", "user", "--yes").code).toBe(0);
  });
});
