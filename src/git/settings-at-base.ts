// Reads a settings file of the base commit, and again only when base has moved.

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
  let last: { readonly commit: string | null; readonly settings: T } | null = null;
  return async (commit) => {
    if (last?.commit === commit) return last.settings;
    const file = await readBaseFile(reader, commit, path, MAX_SETTINGS_BYTES);
    const settings = file ? await parse(file) : standard;
    last = { commit, settings };
    return settings;
  };
}
