// Puts the page where it is wanted, whole or not at all, and never over a file that is somebody else's.
import { constants } from "node:fs";
import { access, lstat, open } from "node:fs/promises";
import path from "node:path";
import { AgentOpsError } from "../shared/errors.ts";
import { codeOf, replaceFile } from "../shared/files.ts";
import { PAGE_START } from "./page.ts";

/** Throws INVALID_ARGUMENT for what is no earlier page of ours, unless `force`, and for a folder that can't be written. */
export async function refuseForeign(file: string, force: boolean): Promise<void> {
  await access(path.dirname(file), constants.W_OK).catch((error) => {
    throw notWritable(file, error);
  });
  const found = await lstat(file).catch(() => null);
  if (found === null) return;
  if (!found.isFile())
    throw new AgentOpsError("INVALID_ARGUMENT", `--html: ${file} is no plain file.`, "Name another file.");
  if (force || (await startOf(file)) === PAGE_START) return;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `--html: ${file} is there, and is no page that this command wrote.`,
    "Name another file, or replace it with --force.",
  );
}

async function startOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PAGE_START.length), 0, PAGE_START.length, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Throws INVALID_ARGUMENT where the folder can't be written. */
export async function writePage(file: string, page: string, force: boolean): Promise<void> {
  await refuseForeign(file, force);
  try {
    await replaceFile(file, page);
  } catch (error) {
    throw notWritable(file, error);
  }
}

function notWritable(file: string, error: unknown): AgentOpsError {
  const why = codeOf(error) ?? String(error);
  return new AgentOpsError(
    "INVALID_ARGUMENT",
    `--html: ${file} can't be written (${why}).`,
    "Name a file in a folder that is there and that you may write to.",
  );
}
