// Names the variable by which Cursor and VS Code refer to the open project in their configuration.
import path from "node:path";
import type { Launch } from "./launch.ts";
import type { StoredEntry } from "./runtime.ts";

const VARIABLE = "\x24{workspaceFolder}";

/**
 * The server's arguments with the open project named, as the folder in which these two start their servers is not
 * documented. `inProject` tells that paths are relative to the project.
 */
export function argumentsForWorkspace({ args }: Launch, inProject: boolean): string[] {
  const fromAnywhere = args.map((arg) =>
    inProject && isRelative(arg) ? `${VARIABLE}/${path.posix.normalize(arg)}` : arg,
  );
  return [...fromAnywhere, "--dir", VARIABLE];
}

/** True for a file that is found from the top of the project. */
export const isRelative = (arg: string): boolean =>
  /^\.{1,2}[\\/]/.test(arg) || (/\.[cm]?js$/.test(arg) && !path.isAbsolute(arg));

/** The entry as the runtime starts it in `project`. */
export function expandWorkspaceFolder(entry: StoredEntry, project: string): StoredEntry {
  const fill = (text: string) => text.replaceAll(VARIABLE, project);
  return { ...entry, command: fill(entry.command), args: entry.args.map(fill) };
}
