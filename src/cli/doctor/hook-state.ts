// Finds a setting that switches a runtime's hooks off although they are there.
import path from "node:path";
import { RUNTIMES } from "../../runtimes/all.ts";
import { parseConfiguration } from "../../runtimes/edit.ts";
import type { HookSettings } from "../../runtimes/hook-settings.ts";
import { isTable } from "../../runtimes/table.ts";
import { readText } from "../../shared/files.ts";
import { type Place, shownPath } from "../init/place.ts";

/** The file and the setting that switch all hooks off; null where there is none. */
export async function offSwitch({ off }: HookSettings, place: Place): Promise<string | null> {
  for (const file of off?.files(place) ?? []) {
    const full = path.resolve(place.top ?? place.home, file);
    const value = off?.at.reduce<unknown>(
      (now, key) => (isTable(now) ? now[key] : undefined),
      await settingsIn(full),
    );
    if (value === off?.value) return `${off?.at.join(".")} in ${shownPath(full, place)}`;
  }
  return null;
}

/** Null for a missing or broken file, which switches nothing off and trusts nobody. */
export async function settingsIn(file: string): Promise<unknown> {
  const text = await readText(file);
  const reader = RUNTIMES.find(({ name }) => name === (file.endsWith(".toml") ? "codex" : "gemini"));
  try {
    return text === null || !reader ? null : parseConfiguration(reader, text, file);
  } catch {
    return null;
  }
}
