// Tracks what each model of a session still has in its window; what a compaction removed counts as not given.
import type { InjectionReason } from "../learnings/records/injection.ts";
import type { HookNote } from "./notes.ts";

/** What was put before one model since its context began. */
export interface Window {
  /** Item -> the reason it was last injected for. */
  readonly items: ReadonlyMap<string, InjectionReason>;
  readonly tokens: number;
  /** Rules on trial that the model was told of. */
  readonly told: ReadonlySet<string>;
  /** Past commits and talks that were named to the model. */
  readonly past: ReadonlySet<string>;
  /** True once a brief was given, also one without lessons. */
  readonly briefed: boolean;
  take(ids: readonly string[], reason: InjectionReason, tokens: number): void;
}

interface Open {
  readonly window: Window;
  readonly told: Set<string>;
  readonly past: Set<string>;
  readonly start: Extract<HookNote, { t: "window" }> | null;
  /** True once anything but its start was noted. */
  used: boolean;
}

/** Two hooks of one event, as two settings files may name them, begin within this time. */
const ONE_START_MS = 15_000;

/** One window for each subagent, and with null for the session itself. */
export function createWindows(): { of(agent: string | null): Window; hear(entry: HookNote): void } {
  const open = new Map<string | null, Open>();
  const at = (agent: string | null): Open => {
    const known = open.get(agent) ?? openWindow(null);
    open.set(agent, known);
    return known;
  };
  return {
    of: (agent) => at(agent).window,
    hear(entry) {
      if (entry.t === "window") {
        const agent = entry.agent ?? null;
        if (!isSameStart(at(agent), entry)) open.set(agent, openWindow(entry));
        return;
      }
      if (entry.t === "told" || entry.t === "past") hearOfSaid(at(entry.agent ?? null), entry);
      if (entry.t === "said" || entry.t === "unsaid") return;
      if (entry.t === "inject" && entry.reason === "brief") return;
      for (const each of open.values()) each.used = true;
    },
  };
}

function hearOfSaid({ told, past, window }: Open, entry: Extract<HookNote, { t: "told" | "past" }>): void {
  if (entry.t === "told") {
    told.add(entry.rule);
    return;
  }
  for (const id of entry.ids) past.add(id);
  window.take([], "task", Number(entry.tokens) || 0);
}

function openWindow(start: Open["start"]): Open {
  const items = new Map<string, InjectionReason>();
  const told = new Set<string>();
  const past = new Set<string>();
  let tokens = 0;
  let briefed = false;
  const window: Window = {
    items,
    told,
    past,
    get tokens() {
      return tokens;
    },
    get briefed() {
      return briefed;
    },
    take(ids, reason, cost) {
      for (const id of ids) items.set(id, reason);
      tokens += cost;
      briefed ||= reason === "brief";
    },
  };
  return { window, told, past, start, used: false };
}

function isSameStart({ start, used }: Open, entry: Extract<HookNote, { t: "window" }>): boolean {
  if (start === null || used || start.source !== entry.source) return false;
  return Math.abs(Date.parse(entry.at) - Date.parse(start.at)) < ONE_START_MS;
}
