// Defines the notes of one session's hooks: what they have seen and said, as lines that many processes append. The order of
// the lines decides.

import type { DenialRecord } from "../envelope/records/denial.ts";
import type { InjectionReason } from "../learnings/records/injection.ts";
import type { HookEvent } from "../runtimes/hooks/event.ts";
import { parseNoteLines } from "../shared/note-lines.ts";

/** Times are ISO 8601 in UTC; hashes and keys 16 hex digits. */
export type HookNote =
  | InjectEntry
  /** The text of that `inject` has left the process, or never will. */
  | { readonly t: "said" | "unsaid"; readonly at: string; readonly key: string }
  /** The model starts with an empty window, or goes on with a summary of it. */
  | {
      readonly t: "window";
      readonly at: string;
      readonly source: NonNullable<HookEvent["source"]>;
      readonly agent?: string;
    }
  /** A task was handed to a subagent of that type, and these learnings fit it. */
  | { readonly t: "delegated"; readonly at: string; readonly type: string; readonly ids: readonly string[] }
  | { readonly t: "failed"; readonly at: string; readonly command: string; readonly error: string }
  | { readonly t: "passed"; readonly at: string; readonly command: string }
  | { readonly t: "touched"; readonly at: string; readonly path: string }
  | { readonly t: "cited"; readonly at: string; readonly ids: readonly string[]; readonly stores?: Stores }
  | { readonly t: "reverted" | "searched" | "recorded" | "asked"; readonly at: string }
  /** The model was told how to ask for lessons, as none fitted its task. */
  | { readonly t: "hinted"; readonly at: string }
  /** These past commits or talks were named to the model; `tokens` is what talks cost. */
  | {
      readonly t: "past";
      readonly at: string;
      readonly ids: readonly string[];
      readonly tokens?: number;
      readonly agent?: string;
    }
  | { readonly t: "handoff"; readonly at: string; readonly runtime: string }
  /** The model was told a message. */
  | { readonly t: "delivered"; readonly at: string; readonly runtime: string; readonly message: string }
  /** The model was told of a rule on trial. */
  | { readonly t: "told"; readonly at: string; readonly rule: string; readonly agent?: string }
  | DeniedEntry;

/** For items of other layers, by id: the folder of the store that has each, as it goes nowhere else. */
export type Stores = Readonly<Record<string, string>>;

/** What the envelope refused, or would have refused on trial. */
export interface DeniedEntry
  extends Pick<DenialRecord, "action" | "target" | "decision" | "rule" | "enforced" | "policy"> {
  readonly t: "denied";
  readonly at: string;
  readonly runtime: string;
}

/**
 * Asks to put these items before the model. The first line to name an item has it, and a line that finds no room in the
 * budget gets nothing, so every reader of the same lines comes to the same answer without a lock. It counts as given once a
 * `said` follows, and holds its items until then, or until the asking process is over.
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
  /** Items that the brief has already named, with the cost of a line that points at each. */
  readonly again?: readonly (readonly [id: string, tokens: number])[];
  readonly stores?: Stores;
  /** When the asking process is over; missing in lines of versions that noted only what they then printed. */
  readonly until?: string;
  /** The subagent that it is for; missing for the session itself. */
  readonly agent?: string;
}

/** Reads the lines of a file of notes; leaves out a torn or unknown line. */
export const parseNotes = (text: string): HookNote[] => parseNoteLines(text, isEntry);

function isEntry(entry: Record<string, unknown>): boolean {
  const texts = (...names: string[]) => names.every((name) => typeof entry[name] === "string");
  if (!texts("t", "at") || Number.isNaN(Date.parse(String(entry.at)))) return false;
  switch (entry.t) {
    case "inject":
      return (
        texts("key", "runtime", "reason") &&
        Number.isFinite(entry.budget) &&
        Number.isFinite(entry.frame) &&
        areCosts(entry.items) &&
        (entry.again === undefined || areCosts(entry.again)) &&
        (entry.until === undefined || !Number.isNaN(Date.parse(String(entry.until)))) &&
        isAgent(entry.agent)
      );
    case "said":
    case "unsaid":
      return texts("key");
    case "window":
      return texts("source") && isAgent(entry.agent);
    case "delegated":
      return texts("type") && areTexts(entry.ids);
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
    case "delivered":
      return texts("runtime", "message");
    case "told":
      return texts("rule") && isAgent(entry.agent);
    case "past":
      return areTexts(entry.ids) && isAgent(entry.agent);
    case "touched":
      return texts("path");
    case "cited":
      return areTexts(entry.ids);
    default:
      return ["reverted", "searched", "recorded", "asked", "hinted"].includes(String(entry.t));
  }
}

const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

const isAgent = (value: unknown): boolean => value === undefined || typeof value === "string";

/** A list of ids, each with its tokens. */
const areCosts = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((item) => Array.isArray(item) && typeof item[0] === "string" && Number.isFinite(item[1]));

const ACTIONS: ReadonlySet<string> = new Set<DenialRecord["action"]>([
  ...(["read", "write", "command", "shell", "network", "tool"] as const),
]);
