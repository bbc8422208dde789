// Writes a set of files so that a failure leaves all of them as they were and nobody ever reads half of one.
import { randomBytes } from "node:crypto";
import { access, chown, constants, mkdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { AgentOpsError } from "../../shared/errors.ts";
import { renameOver } from "../../shared/rename-over.ts";
import type { FileChange } from "./draft.ts";
import { fileProblem } from "./file-problem.ts";

/** Throws READ_ONLY, DISK_FULL or CONFIG_INVALID before the first file is replaced. */
export async function writeChanges(changes: readonly FileChange[]): Promise<void> {
  const madeFolders: string[] = [];
  const written: { temporary: string; target: string }[] = [];
  try {
    for (const { file, target, before, after } of changes) {
      try {
        if (before !== null) await access(target, constants.W_OK);
        await checkUnchanged(target, before, file);
        if (after === null) await access(path.dirname(target), constants.W_OK);
        else {
          const made = await mkdir(path.dirname(target), { recursive: true });
          if (made !== undefined) madeFolders.push(made);
          written.push({ temporary: await writeBeside(target, after), target });
        }
      } catch (error) {
        throw fileProblem(error, file);
      }
    }
  } catch (error) {
    await Promise.all(written.map(({ temporary }) => rm(temporary, { force: true })));
    await Promise.all(madeFolders.map((folder) => rm(folder, { recursive: true, force: true })));
    throw error;
  }
  for (const { temporary, target } of written) await renameOver(temporary, target);
  for (const { target, after } of changes) if (after === null) await removeFile(target);
}

/** A person may take long to answer, and some runtimes write their settings while they run. */
async function checkUnchanged(target: string, before: string | null, file: string): Promise<void> {
  const now = await readFile(target, "utf8").catch(() => null);
  if (now === before) return;
  throw new AgentOpsError(
    "CONFIG_INVALID",
    `${file} was changed by another program in the meantime.`,
    "Close the sessions of that runtime and run this again; nothing was written.",
  );
}

/** A new file in the target's folder, with the target's mode and, where allowed, its owner. */
async function writeBeside(target: string, text: string): Promise<string> {
  const temporary = `${target}.${randomBytes(4).toString("hex")}.tmp`;
  const old = await stat(target).catch(() => null);
  try {
    await writeFile(temporary, text, { flag: "wx", mode: old ? old.mode & 0o777 : 0o644 });
    if (old) await chown(temporary, old.uid, old.gid).catch(() => {});
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

/** A runtime's own folder, which the next `init` would take for a sign of use if it were left empty. */
export const OWN_FOLDER =
  /[\\/](\.git[\\/]agentops|\.(agentops|agents|amp|claude|codex|copilot|cursor|factory|gemini|github|grok|junie|kilo|kiro|qwen|roo|trae|vscode|warp|zed)|\.(cursor|trae)[\\/]rules|\.junie[\\/]mcp|\.kiro[\\/](settings|steering)|\.(github|copilot)[\\/]hooks|\.gemini[\\/]config|\.config[\\/](amp|zed)|opencode|kilo|crush|Code[\\/]User)$/;

/** Together with the folders that are empty then and that only this file needed. */
async function removeFile(target: string): Promise<void> {
  await rm(target);
  const folder = path.dirname(target);
  if (!OWN_FOLDER.test(folder)) return;
  const emptied = await rmdir(folder).then(
    () => true,
    () => false,
  );
  if (emptied && /[\\/](rules|hooks|User|mcp|settings|steering|config)$/.test(folder))
    await rmdir(path.dirname(folder)).catch(() => {});
}
