// Finds git processes at work in some folders, to tell the leftovers of a killed one from the work of a living one.
import { readdir, readFile, readlink } from "node:fs/promises";
import path from "node:path";

/** How many run one of these commands in one of these folders, or name one; null where processes can't be listed. */
export async function gitAtWork(
  folders: readonly string[],
  commands: ReadonlySet<string>,
): Promise<number | null> {
  if (process.platform !== "linux") return null;
  const ids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  if (ids.length === 0) return null;
  const found = await Promise.all(ids.map((id) => isAtWork(id, folders, commands)));
  return found.filter(Boolean).length;
}

async function isAtWork(
  id: string,
  folders: readonly string[],
  commands: ReadonlySet<string>,
): Promise<boolean> {
  const command = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
  const [program = "", ...args] = command.split("\0");
  const name = /(?:^|\/)git(?:-([a-z-]+))?$/.exec(program);
  if (!name || ![name[1] ?? "", ...args].some((word) => commands.has(word))) return false;
  const cwd = await readlink(`/proc/${id}/cwd`).catch(() => "");
  return folders.some((folder) => isInside(cwd, folder) || args.some((arg) => arg.includes(folder)));
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative === "" || (!relative.startsWith("..") && !path.isAbsolute(relative));
}
