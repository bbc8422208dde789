// Remembers of each remote what a person agreed to and which refs it had, so that a rewound one is noticed.
import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { makeFolder } from "../git/objects.ts";
import { fileFailure } from "../git/run.ts";

const Memory = z.record(
  z.string(),
  z.object({
    /** The url that a person agreed to push to; null before. */
    agreed: z.string().nullable(),
    /** Ref name -> commit, as the remote had them last. */
    seen: z.record(z.string(), z.string()),
  }),
);
type Memory = z.output<typeof Memory>;
export type RemoteMemory = Memory[string];

const fileIn = (folder: string): string => path.join(folder, "remotes.json");

/** A memory that is gone or damaged costs one more question. */
export async function recall(folder: string, remote: string): Promise<RemoteMemory> {
  return (await all(folder))[remote] ?? { agreed: null, seen: {} };
}

export async function remember(folder: string, remote: string, memory: RemoteMemory): Promise<void> {
  const file = fileIn(folder);
  const temporary = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    await makeFolder(folder);
    await writeFile(temporary, `${JSON.stringify({ ...(await all(folder)), [remote]: memory })}\n`);
    await rename(temporary, file);
  } catch (error) {
    throw fileFailure(error);
  }
}

async function all(folder: string): Promise<Memory> {
  try {
    return Memory.parse(JSON.parse(await readFile(fileIn(folder), "utf8")));
  } catch {
    return {};
  }
}
