// Installs or unpacks each package into an empty home and speaks to the server that comes out of it.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isInstalled, NODE, runtimeFolder } from "../../test/e2e/runtimes/installed.ts";
import type { Runtime } from "../../test/e2e/runtimes/runtime.ts";
import type { PluginCheck } from "./clients.ts";
import { type Command, emptyHome, repositoryToTry, run, speak } from "./speak.ts";

/** npm's own way to put a program on PATH, below an empty home; returns PATH with it. */
export function installGlobally(tarball: string, home: string): string {
  const prefix = path.join(home, "npm");
  mkdirSync(prefix, { recursive: true });
  const options = ["--global", "--prefix", prefix, "--offline", "--no-audit", "--no-fund"];
  run("npm", ["install", ...options, tarball], { cwd: home, home });
  return [path.join(prefix, "bin"), process.env.PATH].join(path.delimiter);
}

export async function tryTarball(tarball: string, command: string): Promise<string> {
  const home = emptyHome();
  const withProgram = installGlobally(tarball, home);
  return speak({ command, args: [] }, { home, repository: repositoryToTry(), path: withProgram });
}

/** What a desktop program does: unpack, fill in what the person has chosen, start. */
export async function tryBundle(mcpb: string, file: string): Promise<string> {
  const home = emptyHome();
  const folder = path.join(home, "bundle");
  run(process.execPath, [mcpb, "unpack", file, folder], { cwd: home, home });
  const { server } = JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8"));
  const repository = repositoryToTry();
  const fill = (text: string) =>
    text.replaceAll("\u0024{__dirname}", folder).replaceAll("\u0024{user_config.repository}", repository);
  const { command, args }: Command = server.mcp_config;
  return speak({ command, args: args.map(fill) }, { home, repository });
}

export async function tryPlugin(check: PluginCheck, plugins: string, tarball: string): Promise<string> {
  if (!isInstalled(check.runtime))
    return `not tried: ${check.runtime.title} is not installed (npm run test:e2e fetches it)`;
  const home = emptyHome();
  const withProgram = installGlobally(tarball, home);
  const repository = repositoryToTry();
  const [program, ...first] = startOf(check.runtime);
  const env = {
    PATH: withProgram,
    COPILOT_OFFLINE: "true",
    GEMINI_CLI_NO_RELAUNCH: "true",
    GEMINI_CLI_TRUST_WORKSPACE: "true",
  };
  const ask = (args: readonly string[]) =>
    run(program, [...first, ...args.map((arg) => arg.replace("<plugins>", plugins))], {
      cwd: repository,
      home,
      env,
    });
  for (const args of check.install) ask(args);
  const { said, warned } = ask(check.list);
  const listed = said + warned;
  if (!listed.includes("agentops")) throw new Error(`${check.runtime.title} lists no agentops: ${listed}`);
  const file = path.join(
    check.servers.startsWith("<plugins>") ? "" : home,
    check.servers.replace("<plugins>", plugins),
  );
  return speak(serverIn(file), { home, repository, path: withProgram });
}

/** A plugin that no program here can load is read as its documentation says. */
export async function tryEntry(file: string, tarball: string): Promise<string> {
  const home = emptyHome();
  const withProgram = installGlobally(tarball, home);
  return speak(serverIn(file), { home, repository: repositoryToTry(), path: withProgram });
}

function serverIn(file: string): Command {
  const { mcpServers } = JSON.parse(readFileSync(file, "utf8"));
  return mcpServers.agentops;
}

function startOf(runtime: Runtime): [string, ...string[]] {
  const folder = runtimeFolder(runtime);
  const entry = path.join(folder, "node_modules", runtime.package, runtime.entry);
  if (runtime.nativeBy !== null) return [entry];
  const own = path.join(folder, "node_modules", NODE, "bin/node");
  return [runtime.node !== null && existsSync(own) ? own : process.execPath, entry];
}
