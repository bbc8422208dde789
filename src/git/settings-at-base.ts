// Reads a settings file as commits of the base branch hold it, and each of them only once.

import { MAX_SETTINGS_BYTES } from "../shared/settings-file.ts";
import { readBaseFile } from "./base-file.ts";
import type { ObjectReader } from "./object-reader.ts";

/** What the file says at a commit; throws CONFIG_INVALID at each call where it says nothing that can be read. */
export type SettingsReader<T> = (commit: string | null) => Promise<T>;

/** `standard` is what holds where the commit has no such file. */
export function createSettingsReader<T>(
  reader: ObjectReader,
  path: string,
  parse: (file: Buffer) => Promise<T>,
  standard: T,
): SettingsReader<T> {
  const known = new Map<string | null, Promise<T>>();

  async function read(commit: string | null): Promise<T> {
    const file = await readBaseFile(reader, commit, path, MAX_SETTINGS_BYTES);
    return file ? parse(file) : standard;
  }

  return (commit) => {
    const kept = known.get(commit);
    if (kept) return kept;
    const settings = read(commit);
    known.set(commit, settings);
    // It may be there later, such as an object that is fetched.
    settings.catch(() => known.delete(commit));
    return settings;
  };
}
