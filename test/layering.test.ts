// Which folder may import which, so that effects stay at the edges and a newcomer finds the room for a change.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./support/client.ts";

/** Folder or file -> what it may import of this project. A folder may always import from itself. */
const MAY_IMPORT: Record<string, string[]> = {
  "src/errors.ts": [],
  "src/nearest.ts": [],
  "src/process-start.ts": [],
  "src/load-program.ts": [],
  "src/log.ts": [],
  "src/glob.ts": [],
  "src/domain": ["src/errors.ts"],
  "src/define.ts": ["src/domain", "src/context.ts"],
  "src/context.ts": ["src/domain"],
  "src/git": ["src/domain", "src/errors.ts", "src/context.ts"],
  "src/journal": [
    "src/domain",
    "src/errors.ts",
    "src/context.ts",
    "src/git",
    "src/process-start.ts",
    "src/yaml.ts",
  ],
  "src/retrieval": ["src/domain", "src/errors.ts"],
  "src/directory": ["src/domain", "src/errors.ts", "src/git", "src/journal"],
  "src/checks": [
    "src/domain",
    "src/errors.ts",
    "src/git",
    "src/glob.ts",
    "src/nearest.ts",
    "src/process-start.ts",
  ],
  "src/judges": ["src/domain", "src/errors.ts", "src/git", "src/checks"],
  "src/claims": [
    "src/domain",
    "src/errors.ts",
    "src/context.ts",
    "src/git",
    "src/journal",
    "src/checks",
    "src/judges",
    "src/config.ts",
    "src/settings.ts",
    "src/identity.ts",
    "src/process-start.ts",
    "src/glob.ts",
    "src/signing",
    "src/envelope",
  ],
  "src/signing": ["src/domain", "src/errors.ts"],
  "src/calibration": ["src/domain", "src/errors.ts", "src/git", "src/judges", "src/claims"],
  "src/jobs": ["src/domain", "src/errors.ts", "src/context.ts", "src/git", "src/journal", "src/config.ts"],
  "src/envelope": [
    "src/domain",
    "src/errors.ts",
    "src/context.ts",
    "src/git",
    "src/glob.ts",
    "src/config.ts",
    "src/settings.ts",
    "src/hook/place.ts",
  ],
  "src/page": ["src/domain", "src/errors.ts"],
  "src/goals": [
    "src/domain",
    "src/errors.ts",
    "src/context.ts",
    "src/git",
    "src/checks",
    "src/settings.ts",
    "src/settings-reader.ts",
  ],
  "src/import": ["src/domain", "src/errors.ts", "src/context.ts", "src/yaml.ts"],
  "src/transcripts": ["src/domain", "src/errors.ts", "src/runtimes/hooks"],
  "src/runtimes": ["src/domain", "src/errors.ts"],
  "src/hook": [
    "src/domain",
    "src/envelope",
    "src/errors.ts",
    "src/git",
    "src/identity.ts",
    "src/retrieval",
    "src/runtimes/hooks",
  ],
  "src/identity.ts": ["src/runtime-process.ts"],
  "src/mcp": [
    "src/define.ts",
    "src/context.ts",
    "src/domain",
    "src/errors.ts",
    "src/log.ts",
    "src/nearest.ts",
  ],
  tools: ["src/define.ts", "src/context.ts", "src/domain", "src/errors.ts"],
  resources: ["src/define.ts", "src/context.ts", "src/domain", "src/errors.ts"],
};

/** Packages that only these places may import. */
const ONLY_IN: Record<string, string[]> = {
  "@modelcontextprotocol/sdk": ["src/mcp"],
  lunr: ["src/retrieval"],
  "jsonc-parser": ["src/runtimes"],
  "smol-toml": ["src/runtimes"],
  picomatch: ["src/glob.ts"],
  pino: ["src/log.ts"],
  "simple-git": ["src/git"],
  "node:child_process": ["src/git", "src/checks", "src/signing", "src/cli/doctor/hook-run.ts"],
};

/** Packages that pure code may import. */
const PURE = new Set(["zod"]);

interface Import {
  readonly file: string;
  readonly target: string;
  /** A type leaves no trace in the program, so it can cross a layer but not close a circle. */
  readonly typeOnly: boolean;
}

const files = ["src", "tools", "resources"].flatMap(listFiles);
const imports = files.flatMap(importsOf);

describe("layers", () => {
  it("reads the project", () => {
    expect(files.length).toBeGreaterThan(40);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  it.each(Object.entries(MAY_IMPORT))("%s imports only what lies below it", (layer, allowed) => {
    const own = imports.filter(({ file, target }) => isIn(file, layer) && isOurs(target));
    const wrong = own.filter(({ target }) => ![layer, ...allowed].some((each) => isIn(target, each)));
    expect(wrong).toEqual([]);
  });

  it("keeps effects out of the domain", () => {
    const outside = imports.filter(({ file, target }) => isIn(file, "src/domain") && !isOurs(target));
    expect(outside.filter(({ target }) => !PURE.has(target))).toEqual([]);
  });

  it.each(Object.entries(ONLY_IN))("%s is imported only in %s", (name, places) => {
    const users = imports.filter(({ target }) => target === name || target.startsWith(`${name}/`));
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter(({ file }) => !places.some((place) => isIn(file, place)))).toEqual([]);
  });

  it("has no circle", () => {
    const graph = new Map(
      files.map((file) => [
        file,
        imports.filter((each) => each.file === file && isOurs(each.target) && !each.typeOnly),
      ]),
    );
    const circles = files.flatMap((file) => circleFrom(file, graph, []));
    expect(circles).toEqual([]);
  });
});

const done = new Set<string>();

function circleFrom(file: string, graph: Map<string, Import[]>, trail: string[]): string[] {
  if (trail.includes(file)) return [[...trail.slice(trail.indexOf(file)), file].join(" -> ")];
  if (done.has(file)) return [];
  const found = (graph.get(file) ?? []).flatMap(({ target }) => circleFrom(target, graph, [...trail, file]));
  done.add(file);
  return found;
}

function listFiles(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder)).flatMap((name) => {
    const file = `${folder}/${name}`;
    if (statSync(path.join(ROOT, file)).isDirectory()) return listFiles(file);
    return file.endsWith(".ts") && !file.endsWith(".d.ts") ? [file] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  const found = text.matchAll(
    /(?:^(?:import|export)\s+(type\s)?[^"();]*?from\s*|\bimport\(\s*|^import\s+)"([^"]+)"/gm,
  );
  return [...found].map(([, type, target = ""]) => ({
    file,
    target: target.startsWith(".") ? path.posix.join(path.posix.dirname(file), target) : target,
    typeOnly: type !== undefined,
  }));
}

const isOurs = (target: string): boolean => /^(src|tools|resources)\//.test(target);
const isIn = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);
