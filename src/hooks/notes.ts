// Keeps what one session's hooks have seen and said, as lines that many processes append. The order of the lines decides.

import type { DenialRecord } from "../envelope/records/denial.ts";
import type { InjectionReason } from "../learnings/records/injection.ts";

/** Times are ISO 8601 in UTC; hashes and keys 16 hex digits. */
export type HookNote =
  | InjectEntry
  | { readonly t: "failed"; readonly at: string; readonly command: string; readonly error: string }
  | { readonly t: "passed"; readonly at: string; readonly command: string }
  | { readonly t: "touched"; readonly at: string; readonly path: string }
  | { readonly t: "cited"; readonly at: string; readonly ids: readonly string[] }
  | { readonly t: "reverted" | "searched" | "recorded" | "asked"; readonly at: string }
  | { readonly t: "handoff"; readonly at: string; readonly runtime: string }
  /** The model was told of a rule that is only on trial. */
  | { readonly t: "told"; readonly at: string; readonly rule: string }
  | DeniedEntry;

/** What the envelope has refused, or would have in a trial. */
export interface DeniedEntry
  extends Pick<DenialRecord, "action" | "target" | "decision" | "rule" | "enforced" | "policy"> {
  readonly t: "denied";
  readonly at: string;
  readonly runtime: string;
}

/**
 * Asks to put these items before the model. Of all that ask, the first to name an item has it, and who finds no room
 * left in the budget has nothing: every reader of the same lines comes to the same answer, without a lock.
 */
export interface InjectEntry {
  readonly t: "inject";
  readonly at: string;
  readonly key: string;
  readonly runtime: string;
  readonly reason: InjectionReason;
  /** The session's budget and the cost of the words around the items, in tokens. */
  readonly budget: number;
  readonly frame: number;
  /** Id and cost of each item. */
  readonly items: readonly (readonly [id: string, tokens: number])[];
}

export interface Injected {
  readonly at: string;
  readonly key: string;
  readonly runtime: string;
  readonly reason: InjectionReason;
  readonly served: readonly string[];
  readonly tokens: number;
}

export interface Failure {
  readonly at: string;
  readonly command: string;
  readonly error: string;
  readonly overcome: boolean;
}

export interface NotesState {
  /** Accepted injections in their order, by key. */
  readonly injections: ReadonlyMap<string, Injected>;
  /** Item -> the reason it was injected for. */
  readonly items: ReadonlyMap<string, InjectionReason>;
  readonly tokens: number;
  /** By command, the latest failure of each. */
  readonly failures: ReadonlyMap<string, Failure>;
  readonly touched: ReadonlySet<string>;
  readonly cited: ReadonlySet<string>;
  /** Failures overcome, reverts and searches since the last lesson was recorded. */
  readonly sinceLesson: {
    readonly overcome: number;
    readonly reverts: number;
    /** The longest row of searches without an edit between them. */
    readonly searches: number;
  };
  readonly asked: boolean;
  /** Rules on trial that the model has been told of. */
  readonly told: ReadonlySet<string>;
}

/** Reads the lines of a file of notes; a line that is torn or unknown is left out. */
export function parseNotes(text: string): HookNote[] {
  return text.split("\n").flatMap((line) => {
    if (line === "") return [];
    try {
      const entry: unknown = JSON.parse(line);
      return isEntry(entry) ? [entry] : [];
    } catch {
      return [];
    }
  });
}

function isEntry(value: unknown): value is HookNote {
  if (typeof value !== "object" || value === null) return false;
  const entry = value as Record<string, unknown>;
  const texts = (...names: string[]) => names.every((name) => typeof entry[name] === "string");
  if (!texts("t", "at") || Number.isNaN(Date.parse(String(entry.at)))) return false;
  switch (entry.t) {
    case "inject":
      return (
        texts("key", "runtime", "reason") &&
        Number.isFinite(entry.budget) &&
        Number.isFinite(entry.frame) &&
        Array.isArray(entry.items) &&
        entry.items.every(
          (item) => Array.isArray(item) && typeof item[0] === "string" && Number.isFinite(item[1]),
        )
      );
    case "failed":
      return texts("command", "error");
    case "passed":
      return texts("command");
    case "handoff":
      return texts("runtime");
    case "denied":
      return (
        texts("runtime", "action", "target", "decision", "rule") &&
        ACTIONS.has(String(entry.action)) &&
        (entry.decision === "deny" || entry.decision === "ask") &&
        typeof entry.enforced === "boolean" &&
        (entry.policy === null || /^[0-9a-f]{64}$/.test(String(entry.policy)))
      );
    case "told":
      return texts("rule");
    case "touched":
      return texts("path");
    case "cited":
      return Array.isArray(entry.ids) && entry.ids.every((id) => typeof id === "string");
    default:
      return ["reverted", "searched", "recorded", "asked"].includes(String(entry.t));
  }
}

const ACTIONS: ReadonlySet<string> = new Set<DenialRecord["action"]>([
  ...(["read", "write", "command", "shell", "network", "tool"] as const),
]);

export function stateOfNotes(entries: readonly HookNote[]): NotesState {
  const injections = new Map<string, Injected>();
  const items = new Map<string, InjectionReason>();
  const failures = new Map<string, Failure>();
  const touched = new Set<string>();
  const cited = new Set<string>();
  const told = new Set<string>();
  let sinceLesson = { overcome: 0, reverts: 0, searches: 0 };
  let row = 0;
  let tokens = 0;
  let asked = false;
  for (const entry of entries) {
    switch (entry.t) {
      case "inject": {
        const accepted = accept(entry, items, tokens);
        if (accepted === null || injections.has(entry.key)) break;
        injections.set(entry.key, accepted);
        for (const id of accepted.served) items.set(id, entry.reason);
        tokens += accepted.tokens;
        break;
      }
      case "failed":
        failures.set(entry.command, {
          at: entry.at,
          command: entry.command,
          error: entry.error,
          overcome: false,
        });
        break;
      case "passed": {
        const failure = failures.get(entry.command);
        if (!failure || failure.overcome) break;
        failures.set(entry.command, { ...failure, overcome: true });
        sinceLesson.overcome += 1;
        break;
      }
      case "touched":
        touched.add(entry.path);
        row = 0;
        break;
      case "cited":
        for (const id of entry.ids) cited.add(id);
        break;
      case "recorded":
        sinceLesson = { overcome: 0, reverts: 0, searches: 0 };
        row = 0;
        break;
      case "reverted":
        sinceLesson.reverts += 1;
        break;
      case "searched":
        row += 1;
        sinceLesson.searches = Math.max(sinceLesson.searches, row);
        break;
      case "asked":
        asked = true;
        break;
      case "told":
        told.add(entry.rule);
        break;
      case "denied":
      case "handoff":
        break;
    }
  }
  return { injections, items, tokens, failures, touched, cited, sinceLesson, asked, told };
}

/** What of an entry is new and fits; null when nothing is. */
function accept(entry: InjectEntry, known: ReadonlyMap<string, unknown>, used: number): Injected | null {
  const served: string[] = [];
  let tokens = entry.frame;
  for (const [id, cost] of entry.items) {
    if (known.has(id) || served.includes(id) || used + tokens + cost > entry.budget) continue;
    served.push(id);
    tokens += cost;
  }
  // The brief of a repository without lessons is a frame alone.
  if (served.length === 0 && (entry.items.length > 0 || used + tokens > entry.budget)) return null;
  const { at, key, runtime, reason } = entry;
  return { at, key, runtime, reason, served, tokens };
}
