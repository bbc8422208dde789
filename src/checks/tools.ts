// Reads the versions of the tools that a result depends on, once per program file.
import { execFile } from "node:child_process";
import { existsSync, realpathSync, statSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { programFolders } from "./sandbox.ts";

/** How each tells its version, and which other one it leans on. Nothing else is started to be asked. */
const KNOWN: Readonly<Record<string, { readonly ask: readonly string[]; readonly with?: string }>> = {
  git: { ask: ["--version"] },
  node: { ask: ["--version"] },
  npm: { ask: ["--version"], with: "node" },
  npx: { ask: ["--version"], with: "node" },
  pnpm: { ask: ["--version"], with: "node" },
  yarn: { ask: ["--version"], with: "node" },
  bun: { ask: ["--version"] },
  deno: { ask: ["--version"] },
  python: { ask: ["--version"] },
  python3: { ask: ["--version"] },
  uv: { ask: ["--version"] },
  go: { ask: ["version"] },
  cargo: { ask: ["--version"], with: "rustc" },
  rustc: { ask: ["--version"] },
  make: { ask: ["--version"] },
  java: { ask: ["--version"] },
  ruby: { ask: ["--version"] },
};
const ASK_MS = 10_000;

/** `{git, node, platform, arch}` and the tools among `programs`; `folder` keeps what was answered. */
export async function toolVersions(
  programs: readonly string[],
  folder: string,
  hidden: readonly string[],
): Promise<Record<string, string>> {
  const named = ["git", "node", ...programs].flatMap((name) => [
    name,
    ...(KNOWN[name]?.with ? [KNOWN[name].with] : []),
  ]);
  const wanted = [...new Set(named)].filter((name) => Object.hasOwn(KNOWN, name)).sort();
  const store = path.join(folder, "tools.json");
  const kept = await readKept(store);
  const fresh: Record<string, string> = {};
  const versions = await Promise.all(
    wanted.map(async (name) => {
      const file = programFile(name, hidden);
      if (file === null) return [];
      const { size, mtimeMs } = statSync(file);
      const key = `${file} ${size} ${mtimeMs}`;
      const version = kept[key] ?? (await ask(file, KNOWN[name]?.ask ?? [], hidden));
      if (version === null) return [];
      fresh[key] = version;
      return [[name, version] as const];
    }),
  );
  const known = { ...kept, ...fresh };
  if (Object.keys(known).length > Object.keys(kept).length)
    await writeFile(store, JSON.stringify(known)).catch(() => {});
  return {
    ...Object.fromEntries(versions.flat()),
    platform: `${process.platform} ${os.release()}`,
    arch: process.arch,
  };
}

/** What a program says its version is when asked with `--version`, kept in `folder` until one of the files changes. */
export async function versionOf(
  argv: readonly [string, ...string[]],
  files: readonly string[],
  folder: string,
  hidden: readonly string[],
): Promise<string | null> {
  const store = path.join(folder, "tools.json");
  const kept = await readKept(store);
  const key = files.map((file) => [file, statSync(file).size, statSync(file).mtimeMs].join(" ")).join(" ");
  const known = kept[key];
  if (known !== undefined) return known;
  const [program, ...args] = argv;
  const version = await ask(program, [...args, "--version"], hidden);
  if (version !== null) await writeFile(store, JSON.stringify({ ...kept, [key]: version })).catch(() => {});
  return version;
}

/** Those of the versions on which a program's own result depends. */
export function versionsBehind(
  program: string,
  tools: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = ["node", program, KNOWN[program]?.with ?? ""];
  return Object.fromEntries(names.flatMap((name) => (tools[name] ? [[name, tools[name]]] : [])));
}

/** A damaged store is one that is asked for again. */
async function readKept(store: string): Promise<Record<string, string>> {
  try {
    const kept: unknown = JSON.parse(await readFile(store, "utf8"));
    if (typeof kept !== "object" || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter(([, version]) => typeof version === "string"));
  } catch {
    return {};
  }
}

function programFile(name: string, hidden: readonly string[]): string | null {
  const folder = programFolders(hidden).find((each) => existsSync(path.join(each, name)));
  return folder === undefined ? null : path.join(realpathSync(folder), name);
}

function ask(file: string, args: readonly string[], hidden: readonly string[]): Promise<string | null> {
  const env = { PATH: programFolders(hidden).join(path.delimiter), HOME: os.homedir(), LANG: "C" };
  return new Promise((resolve) => {
    execFile(file, [...args], { cwd: os.tmpdir(), env, timeout: ASK_MS }, (error, stdout) => {
      const version = /(?<!\d)\d+\.\d+[\w.+-]*/.exec(stdout)?.[0];
      resolve(error ? null : (version ?? null));
    });
  });
}
