// Proposes a first policy from a project's own files, for a person to read.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Document, isScalar, visit } from "yaml";

export interface ProposedCheck {
  readonly id: string;
  readonly run: readonly string[];
  readonly timeout?: number;
}

export interface ProposedSetup {
  readonly run: readonly string[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly network: true;
}

export interface Proposal {
  /** The file that it was found in. */
  readonly from: string;
  readonly checks: readonly ProposedCheck[];
  readonly setup: ProposedSetup | null;
}

/** In this order, so that what fails fastest comes first. */
const USUAL = ["lint", "typecheck", "type-check", "check", "build", "test"];
const TIMEOUT = 900;

/** The checks that files at the top of the project suggest; empty where they suggest none. */
export function proposeChecks(top: string): Proposal[] {
  const read = (name: string): string | null => {
    const file = path.join(top, name);
    return existsSync(file) ? readFileSync(file, "utf8") : null;
  };
  const proposals = [fromPackage, fromMakefile, fromPython, fromGo, fromCargo].flatMap(
    (each) => each(read) ?? [],
  );
  const taken = new Set<string>();
  // Only one set-up can be named, and a Makefile often calls what the language's own file says too.
  return proposals.flatMap((proposal, at) => {
    const checks = proposal.checks.filter(({ id }) => !taken.has(id) && taken.add(id));
    const setup = proposals.slice(0, at).some((earlier) => earlier.setup) ? null : proposal.setup;
    return checks.length === 0 && setup === null ? [] : [{ ...proposal, checks, setup }];
  });
}

/** The configuration's lines for them; empty without any. */
export function proposalText(proposals: readonly Proposal[]): string {
  const setup = proposals.find((each) => each.setup)?.setup;
  const checks = proposals.flatMap((each) => each.checks);
  if (checks.length === 0) return "";
  const document = new Document({ ...(setup ? { setup } : {}), checks });
  visit(document, {
    Seq(_, list) {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  document.commentBefore = ` Proposed by agentops-mcp init from ${proposals.map(({ from }) => from).join(", ")}. Try it with: agentops-mcp check`;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

type Read = (name: string) => string | null;

const LOCKFILES: readonly (readonly [file: string, program: string, install: readonly string[]])[] = [
  ["package-lock.json", "npm", ["npm", "ci", "--no-audit", "--no-fund"]],
  ["npm-shrinkwrap.json", "npm", ["npm", "ci", "--no-audit", "--no-fund"]],
  ["pnpm-lock.yaml", "pnpm", ["pnpm", "install", "--frozen-lockfile"]],
  ["yarn.lock", "yarn", ["yarn", "install", "--frozen-lockfile"]],
];
/** Scripts that package managers run while they install, with files that a set-up does not get. */
const INSTALL_SCRIPTS = ["preinstall", "install", "postinstall", "prepare"];

function fromPackage(read: Read): Proposal | null {
  const manifest = objectIn(read("package.json"));
  if (!manifest) return null;
  const scripts = Object.entries(objectOf(manifest.scripts) ?? {}).filter(
    ([, script]) => typeof script === "string" && !/no test specified/.test(script),
  );
  const names = scripts.map(([name]) => name);
  const [lockfile, program, install] = LOCKFILES.find(([file]) => read(file) !== null) ?? [null, "npm", []];
  const checks = USUAL.filter((name) => names.includes(name)).map((name) => ({
    id: name,
    run: name === "test" ? [program, "test"] : [program, "run", name],
    timeout: TIMEOUT,
  }));
  if (checks.length === 0) return null;
  const quiet = names.some((name) => INSTALL_SCRIPTS.includes(name)) ? ["--ignore-scripts"] : [];
  const setup: ProposedSetup | null =
    lockfile === null
      ? null
      : {
          run: [...install, ...quiet],
          inputs: [
            "**/package.json",
            lockfile,
            ...[".npmrc", "pnpm-workspace.yaml"].filter((file) => read(file) !== null),
          ],
          outputs: ["node_modules"],
          network: true,
        };
  return { from: "package.json", checks, setup };
}

function fromMakefile(read: Read): Proposal | null {
  const text = read("Makefile") ?? read("makefile") ?? "";
  const targets = new Set([...text.matchAll(/^([A-Za-z][\w-]*)\s*:(?!=)/gm)].map(([, name = ""]) => name));
  const checks = USUAL.filter((name) => targets.has(name)).map((name) => ({
    id: name,
    run: ["make", name],
    timeout: TIMEOUT,
  }));
  return checks.length === 0 ? null : { from: "Makefile", checks, setup: null };
}

function fromPython(read: Read): Proposal | null {
  const text = read("pyproject.toml");
  if (text === null) return null;
  const uses = (tool: string) => new RegExp(`^\\s*\\[tool\\.${tool}[.\\]]|["']${tool}\\b`, "m").test(text);
  const prefix = read("uv.lock") !== null ? ["uv", "run", "--offline", "--frozen"] : [];
  const modules = prefix.length > 0 ? [...prefix, "python", "-m"] : ["python3", "-m"];
  const checks = [
    ...(uses("ruff") ? [{ id: "ruff", run: [...modules, "ruff", "check", "."] }] : []),
    ...(uses("mypy") ? [{ id: "mypy", run: [...modules, "mypy", "."], timeout: TIMEOUT }] : []),
    ...(uses("pytest") ? [{ id: "pytest", run: [...modules, "pytest"], timeout: TIMEOUT }] : []),
  ];
  if (checks.length === 0) return null;
  const setup: ProposedSetup | null =
    prefix.length === 0
      ? null
      : {
          run: ["uv", "sync", "--frozen", "--no-install-project"],
          inputs: ["pyproject.toml", "uv.lock"],
          outputs: [".venv"],
          network: true,
        };
  return { from: "pyproject.toml", checks, setup };
}

function fromGo(read: Read): Proposal | null {
  if (read("go.mod") === null) return null;
  const checks = [
    { id: "go-vet", run: ["go", "vet", "./..."], timeout: TIMEOUT },
    { id: "go-test", run: ["go", "test", "./..."], timeout: TIMEOUT },
  ];
  if (read("go.sum") === null) return { from: "go.mod", checks, setup: null };
  // With a `vendor` folder Go reads its modules there, without a network.
  const setup: ProposedSetup = {
    run: ["go", "mod", "vendor"],
    inputs: ["go.mod", "go.sum", "**/*.go"],
    outputs: ["vendor"],
    network: true,
  };
  return { from: "go.mod", checks, setup: read("vendor/modules.txt") === null ? setup : null };
}

function fromCargo(read: Read): Proposal | null {
  if (read("Cargo.toml") === null) return null;
  // Cargo keeps crates in the home folder, which each check gets empty.
  const checks = [{ id: "cargo-test", run: ["cargo", "test"], timeout: 1800, network: true }];
  return { from: "Cargo.toml", checks, setup: null };
}

function objectIn(text: string | null): Record<string, unknown> | null {
  try {
    return text === null ? null : objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}

const objectOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : null;
