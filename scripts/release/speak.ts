// Speaks to an installed server as an MCP client does, in a new repository and an empty home, and tells what it saw.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { asTestClient, connectClient } from "../../test/support/client.ts";
import { createRepository, removeFolder } from "../../test/support/repository.ts";

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

export const LESSON = {
  title: "renameSync fails with EXDEV when the target is on another disk",
  kind: "gotcha",
  body: "`fs.renameSync` from /tmp into the project ends with `EXDEV: cross-device link not permitted`, as a rename can't cross disks. Copy the file with `fs.copyFileSync` and then delete it.",
};
export const TASK = "move the uploaded file from the temporary folder into the project with renameSync";

/** A folder that stands for a person's home, with nothing in it. */
export const emptyHome = (): string => noted(mkdtempSync(path.join(tmpdir(), "agentops-home-")));

/** Homes and repositories of this run. */
const made: string[] = [];
const noted = (folder: string): string => {
  made.push(folder);
  return folder;
};
process.once("exit", () => {
  for (const folder of made) removeFolder(folder);
});

export const repositoryToTry = (): string => {
  const repository = createRepository();
  repository.commit({ "src/upload.ts": "export const limit = 10;\n" }, "a small project");
  return noted(repository.dir);
};

/** One lesson is recorded in a session, and the next one gets it back; throws where it does not. */
export async function speak(
  start: Command,
  place: { home: string; repository: string; path?: string },
): Promise<string> {
  const fill = (text: string) => text.replaceAll("\u0024{workspaceFolder}", place.repository);
  const open = async (session: string) => {
    const transport = new StdioClientTransport({
      command: start.command,
      args: start.args.map(fill),
      cwd: place.repository,
      env: { PATH: place.path ?? process.env.PATH ?? "", HOME: place.home, AGENTOPS_SESSION: session },
      stderr: "ignore",
    });
    return connectClient(transport, "release-check");
  };
  const first = await open("first");
  const version = first.getServerVersion();
  const { tools } = await first.listTools();
  const recorded = await asTestClient(first).call("record_learning", LESSON);
  await first.close();
  if (recorded.isError) throw new Error(`record_learning said: ${recorded.text}`);
  const second = await open("second");
  const retrieved = await asTestClient(second).call("retrieve_context", { task: TASK });
  await second.close();
  if (!retrieved.text.includes("copyFileSync")) throw new Error(`retrieve_context said: ${retrieved.text}`);
  return `initialize: ${version?.name} ${version?.version}; tools/list: ${tools.length}; record_learning: ${recorded.facts.state}; retrieve_context in the next session: the lesson`;
}

export interface Ran {
  readonly said: string;
  readonly warned: string;
}

/** Runs a program to its end; throws what it said where it fails. */
export function run(
  program: string,
  args: readonly string[],
  place: { cwd: string; home?: string; env?: Record<string, string> },
): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: place.cwd,
    encoding: "utf8",
    timeout: 300_000,
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...(place.home === undefined ? process.env : { PATH: process.env.PATH, HOME: place.home }),
      ...place.env,
    },
  });
  if (error || status !== 0)
    throw new Error(`${program} ${args.join(" ")}\n${stdout}${stderr}${error?.message ?? ""}`);
  return { said: stdout, warned: stderr };
}

/** What a pinned tool of a packager is, installed into a folder of the cache and never a dependency of ours. */
export function installTool(cache: string, name: string, version: string): string {
  const folder = path.join(cache, `${name.replace(/^@/, "").replace("/", "-")}-${version}`);
  mkdirSync(folder, { recursive: true });
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--prefix", folder];
  run("npm", ["install", ...options, `${name}@${version}`], { cwd: folder });
  return path.join(folder, "node_modules", name);
}
