// Remembers of each remote what a person agreed to, its refs (so that a rewound one is noticed) and the last sync.
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { fileFailure } from "../git/run.ts";
import { makeFolders, replaceFile } from "../shared/files.ts";

const Memory = z.record(
  z.string(),
  z.object({
    /** The URL that a person agreed to push to; null before. */
    agreed: z.string().nullable(),
    /** Ref name -> commit, as the remote last had them. */
    seen: z.record(z.string(), z.string()),
    last: z
      .object({
        /** ISO 8601. */
        at: z.string(),
        status: z.enum(["done", "not agreed", "unreachable", "refused", "failed"]),
        problem: z.string().nullable(),
      })
      .nullable()
      .default(null),
  }),
);
type Memory = z.output<typeof Memory>;
export type RemoteMemory = Memory[string];
export type LastSync = NonNullable<RemoteMemory["last"]>;

const fileIn = (folder: string): string => path.join(folder, "remotes.json");

/** A missing or damaged file costs one more question. */
export async function recall(folder: string, remote: string): Promise<RemoteMemory> {
  return (await all(folder))[remote] ?? { agreed: null, seen: {}, last: null };
}

/** Remotes that somebody agreed to push to. */
export async function agreedRemotes(folder: string): Promise<string[]> {
  return Object.entries(await all(folder)).flatMap(([name, { agreed }]) => (agreed === null ? [] : [name]));
}

export async function remember(folder: string, remote: string, memory: RemoteMemory): Promise<void> {
  const file = fileIn(folder);
  try {
    await makeFolders(folder);
    await replaceFile(file, `${JSON.stringify({ ...(await all(folder)), [remote]: memory })}\n`);
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
