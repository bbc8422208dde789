// Reads which further stores of lessons a person has put beside this repository's, from two small files.
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { readTextNow, replaceFileNow } from "../shared/files.ts";

/** The repository's own store, or the one that `--knowledge` names. */
export const TEAM = "team";
export const PERSONAL = "personal";

/** A store that is read beside the team's. */
export interface NamedLayer {
  readonly name: string;
  /** A git repository. */
  readonly folder: string;
  /** `general`: also takes lessons that nobody has placed and that name nothing of the repository. */
  readonly takes: "asked" | "general";
}

export interface NamedLayers {
  /** In the person's home: in every repository. */
  readonly everywhere: readonly NamedLayer[];
  /** In the clone's git folder: in this repository alone. */
  readonly here: readonly NamedLayer[];
  /** Lines of either file that name no layer. */
  readonly unreadable: readonly string[];
}

export const LAYER_NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** In the home of the person: the list of layers, and the personal store itself. */
export const layersHome = (): string => path.join(homedir(), ".local", "share", "agentops");

export const everywhereFile = (): string => path.join(layersHome(), "layers");

/** In the git folder: layers of this clone alone. */
export const LAYERS_NOTE = "agentops/layers";

export const hereFile = (commonDir: string): string => path.join(commonDir, LAYERS_NOTE);

export function namedLayers(commonDir: string): NamedLayers {
  const [everywhere, here] = [everywhereFile(), hereFile(commonDir)].map(readLayers);
  const unreadable = [...(everywhere?.unreadable ?? []), ...(here?.unreadable ?? [])];
  return { everywhere: everywhere?.layers ?? [], here: here?.layers ?? [], unreadable };
}

/**
 * Those nearer than the team's and those farther away, each nearest first; where a name is used twice, this clone's counts.
 */
export function layersBeside(commonDir: string): {
  readonly nearer: readonly NamedLayer[];
  readonly farther: readonly NamedLayer[];
  readonly unreadable: readonly string[];
} {
  const { everywhere, here, unreadable } = namedLayers(commonDir);
  const all = [...here, ...everywhere.filter(({ name }) => !here.some((each) => each.name === name))];
  const isPersonal = ({ name }: NamedLayer): boolean => name === PERSONAL;
  return {
    nearer: all.filter(isPersonal),
    farther: all.filter((each) => !isPersonal(each)),
    unreadable,
  };
}

/** What a session is told of a layer that can't be read. */
export const cantRead = (name: string, reason: string): string =>
  `The layer ${name} can't be read: ${reason} All else is known. agentops-mcp layer says where it should be.`;

/** Replaces a file of layers. Throws where the disk can't be written. */
export function writeLayers(file: string, layers: readonly NamedLayer[]): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  replaceFileNow(file, layers.map((each) => `${JSON.stringify(each)}\n`).join(""));
}

function readLayers(file: string): { readonly layers: NamedLayer[]; readonly unreadable: string[] } {
  const lines = (readTextNow(file) ?? "").split("\n").filter((line) => line.trim() !== "");
  const read = lines.map((line) => layerIn(line));
  return {
    layers: read.flatMap((each) => each ?? []),
    unreadable: read.flatMap((each, at) => (each === null ? [`${file}, line ${at + 1}`] : [])),
  };
}

function layerIn(line: string): NamedLayer | null {
  try {
    const { name, folder, takes } = JSON.parse(line) as Record<string, unknown>;
    if (typeof name !== "string" || !LAYER_NAME.test(name) || name === TEAM) return null;
    if (typeof folder !== "string" || !path.isAbsolute(folder)) return null;
    return { name, folder, takes: takes === "general" ? "general" : "asked" };
  } catch {
    return null;
  }
}
