// Confines a command on macOS by @anthropic-ai/sandbox-runtime, where the user has installed it. Untested.
import os from "node:os";
import path from "node:path";
import { type Confined, programFolders, type Sandbox } from "./sandbox.ts";
import { bare } from "./unconfined.ts";
import { WRAPPER } from "./wrapper.ts";

/** Not a dependency: its name is put together so that neither bundler nor compiler looks for it. */
const PACKAGE = ["@anthropic-ai", "sandbox-runtime"].join("/");

/** The part of its SandboxManager that is used; it is one for the whole process. */
interface Manager {
  isSupportedPlatform(): boolean;
  initialize(config: object, ask: () => Promise<boolean>): Promise<void>;
  wrapWithSandbox(command: string, shell: string | undefined, config: object): Promise<string>;
}

/** The sandbox, or why there is none. */
export async function findSrt(): Promise<Sandbox | string> {
  let network = false;
  try {
    const { importPackage } = await import("./import-package.ts");
    const { SandboxManager: manager } = (await importPackage(PACKAGE)) as { SandboxManager: Manager };
    if (!manager.isSupportedPlatform()) return `${PACKAGE} does not support this machine`;
    // Hosts that no list names are asked for one by one; a runner starts one command at a time.
    const config = { network: { allowedDomains: [], deniedDomains: [] }, filesystem: filesystem([], []) };
    await manager.initialize(config, async () => network);
    return {
      level: "srt",
      about: `${PACKAGE} (untested)`,
      leavesNothing: false,
      async prepare(command) {
        network = command.network;
        const launch = await bare(command);
        const quoted = ["/bin/sh", "-c", WRAPPER, ...command.argv].map(quote).join(" ");
        const places = [command.beside ?? command.files, command.scratch];
        const read = [...places, command.files, ...(command.visible ?? []), ...programs(command)];
        const only = { filesystem: filesystem(places, read) };
        return { ...launch, args: ["-c", await manager.wrapWithSandbox(quoted, undefined, only)] };
      },
    };
  } catch (error) {
    return `${PACKAGE} can't be used: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : error}`;
  }
}

const filesystem = (write: string[], read: string[]) => ({
  denyRead: [os.homedir()],
  allowRead: read,
  allowWrite: write,
  denyWrite: [],
});

const programs = ({ hidden }: Confined): string[] =>
  programFolders(hidden).map((folder) => path.dirname(folder));
const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
