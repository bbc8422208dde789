// What silences a runtime's hooks although they are there: a setting, or nobody's trust.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { RUNTIMES } from "../../runtimes/all.ts";
import { parseConfiguration } from "../../runtimes/edit.ts";
import type { HookEntry, HookSettings } from "../../runtimes/hook-settings.ts";
import { isTable } from "../../runtimes/runtime.ts";
import { type Place, shownPath } from "../init/place.ts";

/** The file whose setting switches all hooks off, with the setting; null where none does. */
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

/** Events for which Codex has noted nobody's trust; it keeps that in the user's configuration, by file, event and place in the list. */
export async function untrustedEvents(
  file: string,
  stored: readonly HookEntry[],
  place: Place,
): Promise<string[]> {
  const codex = RUNTIMES.find(({ name }) => name === "codex");
  const config = await settingsIn(codex?.user(place).config[0] ?? "");
  const { hooks } = isTable(config) ? config : {};
  const state = isTable(hooks) && isTable(hooks.state) ? Object.entries(hooks.state) : [];
  const trusted = state.flatMap(([key, value]) =>
    isTable(value) && typeof value.trusted_hash === "string" ? [key] : [],
  );
  const snake = (event: string) => event.replace(/\B[A-Z]/g, "_$&").toLowerCase();
  const lacks = ({ event }: HookEntry) => !trusted.some((key) => key.startsWith(`${file}:${snake(event)}:`));
  return stored.filter(lacks).map(({ event }) => event);
}

/** Null for a file that is missing or broken: it switches nothing off and trusts nobody. */
async function settingsIn(file: string): Promise<unknown> {
  const text = await textOf(file);
  const reader = RUNTIMES.find(({ name }) => name === (file.endsWith(".toml") ? "codex" : "gemini"));
  try {
    return text === null || !reader ? null : parseConfiguration(reader, text, file);
  } catch {
    return null;
  }
}

/** Null for a file that can't be read. */
export const textOf = (file: string): Promise<string | null> => readFile(file, "utf8").catch(() => null);
