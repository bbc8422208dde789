// Tells if Codex runs our hooks: it keeps a hash of each hook that a person trusts, and silently skips others.

import { codex } from "../../runtimes/codex.ts";
import { isOurHook } from "../../runtimes/hook-settings.ts";
import { isTable } from "../../runtimes/table.ts";
import { sha256 } from "../../shared/sha256.ts";
import type { Place } from "../init/place.ts";
import { settingsIn } from "./hook-state.ts";

/** Events of our hooks in this file that nobody has trusted, and those that changed since they were trusted. */
export async function untrusted(file: string, place: Place): Promise<{ never: string[]; changed: string[] }> {
  const trusted = await trustedHashes(place);
  const ours = handlersIn(await settingsIn(file), file);
  return {
    never: ours.filter(({ key }) => !trusted.has(key)).map(({ event }) => event),
    changed: ours
      .filter(({ key, hash }) => trusted.has(key) && trusted.get(key) !== hash)
      .map(({ event }) => event),
  };
}

/** Key of a hook -> the hash that was trusted, from the user's configuration. */
async function trustedHashes(place: Place): Promise<Map<string, string>> {
  const config = await settingsIn(codex.user(place).config[0] ?? "");
  const { hooks } = isTable(config) ? config : {};
  const state = isTable(hooks) && isTable(hooks.state) ? Object.entries(hooks.state) : [];
  return new Map(
    state.flatMap(([key, value]): [string, string][] =>
      isTable(value) && typeof value.trusted_hash === "string" ? [[key, value.trusted_hash]] : [],
    ),
  );
}

function handlersIn(settings: unknown, file: string): { event: string; key: string; hash: string }[] {
  const events = isTable(settings) && isTable(settings.hooks) ? Object.entries(settings.hooks) : [];
  return events.flatMap(([event, groups]) =>
    (Array.isArray(groups) ? groups : []).flatMap((group, at) =>
      (isTable(group) && Array.isArray(group.hooks) ? group.hooks : []).flatMap((handler, place) => {
        if (!isTable(handler) || !isOurHook(handler.command)) return [];
        const name = event.replace(/\B[A-Z]/g, "_$&").toLowerCase();
        return [{ event, key: `${file}:${name}:${at}:${place}`, hash: hashOf(name, group, handler) }];
      }),
    ),
  );
}

/** As Codex 0.169.0 computes it: SHA-256 of the hook as JSON with sorted keys; the end-to-end tests compare it. */
function hashOf(
  event: string,
  { matcher }: Record<string, unknown>,
  handler: Record<string, unknown>,
): string {
  const { command, type } = handler;
  // Codex limits the timeout at a session's end, and hashes the limited value.
  const most = event === "session_end" ? 3 : Number.POSITIVE_INFINITY;
  const timeout = typeof handler.timeout === "number" ? Math.min(handler.timeout, most) : handler.timeout;
  const identity = { event_name: event, hooks: [{ async: false, command, timeout, type }], matcher };
  return `sha256:${sha256(JSON.stringify(identity))}`;
}
