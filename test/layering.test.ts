// The floors of the house: a folder imports only from floors below it, so that a newcomer finds the room for a change.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./support/client.ts";
import { FLOORS } from "./support/floors.ts";

/** Packages that only these places may import. */
const ONLY_IN: Record<string, readonly string[]> = {
  "@modelcontextprotocol/sdk": ["src/mcp"],
  "@modelcontextprotocol/server": ["src/mcp"],
  "jsonc-parser": ["src/runtimes"],
  "smol-toml": ["src/runtimes"],
  pino: ["src/shared/log.ts"],
  "simple-git": ["src/git"],
  "node:child_process": [
    "src/git",
    "src/checks",
    "src/claims/signatures/io",
    "src/cli/doctor/hook-run.ts",
    "src/cli/open-program.ts",
    "src/cli/processes-above.ts",
    "src/ui/io/views-process.ts",
  ],
};

/** Steps of the move that are still to be made; each goes with its split. */

interface Import {
  readonly file: string;
  readonly target: string;
}

const files = ["src", "tools", "resources"].flatMap(listFiles);
const imports = files.flatMap(importsOf);
const ours = imports.filter(({ target }) => isOurs(target));

describe("layers", () => {
  it("reads the project", () => {
    expect(files.length).toBeGreaterThan(40);
    expect(imports.length).toBeGreaterThan(files.length);
    expect(files.filter((file) => floorOf(file) < 0)).toEqual([]);
  });

  it.each(FLOORS.flat())("%s imports only from floors below it", (room) => {
    const wrong = ours.filter(
      ({ file, target }) => isIn(file, room) && !isIn(target, room) && floorOf(target) >= floorOf(file),
    );
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  it.each(["tools", "src/cli/commands"])("no file of %s imports another one of them", (room) => {
    const wrong = ours.filter(({ file, target }) => isIn(file, room) && isIn(target, room));
    expect(wrong).toEqual([]);
  });

  it("only the build's catalog imports a tool", () => {
    expect(ours.filter(({ target }) => isIn(target, "tools"))).toEqual([]);
  });

  it.each(Object.entries(ONLY_IN))("%s is imported only in %s", (name, places) => {
    const users = imports.filter(({ target }) => target === name || target.startsWith(`${name}/`));
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter(({ file }) => !places.some((place) => isIn(file, place)))).toEqual([]);
  });

  it("has no circle, types counted", () => {
    const graph = new Map(files.map((file) => [file, ours.filter((each) => each.file === file)]));
    expect(files.flatMap((file) => circleFrom(file, graph, []))).toEqual([]);
  });
});

const done = new Set<string>();

function circleFrom(file: string, graph: Map<string, Import[]>, trail: string[]): string[] {
  if (trail.includes(file)) return [named(trail.slice(trail.indexOf(file)))];
  if (done.has(file)) return [];
  const found = (graph.get(file) ?? []).flatMap(({ target }) => circleFrom(target, graph, [...trail, file]));
  done.add(file);
  return found;
}

/** A circle has one name, wherever the search comes upon it. */
function named(circle: string[]): string {
  const first = circle.indexOf([...circle].sort()[0] ?? "");
  return [...circle.slice(first), ...circle.slice(0, first + 1)].join(" -> ");
}

function listFiles(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder)).flatMap((name) => {
    const file = `${folder}/${name}`;
    if (statSync(path.join(ROOT, file)).isDirectory()) return listFiles(file);
    return file.endsWith(".ts") && !file.endsWith(".d.ts") ? [file] : [];
  });
}

/** Both forms of import, types among them: a file that is read to understand another one lies below it. */
function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  const found = text.matchAll(
    /(?:^(?:import|export)\s+(?:type\s)?[^"();]*?from\s*|\bimport\(\s*|^import\s+)"([^"]+)"/gm,
  );
  return [...found].map(([, target = ""]) => ({
    file,
    target: target.startsWith(".") ? path.posix.join(path.posix.dirname(file), target) : target,
  }));
}

function floorOf(file: string): number {
  return FLOORS.findIndex((rooms) => rooms.some((room) => isIn(file, room)));
}

function isOurs(target: string): boolean {
  return /^(src|tools|resources)\//.test(target);
}

function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}
