// Says on one screen what init would write, what it leaves out, and how to see it work.
import type { Part } from "../../api/define.ts";
import { isHookScript } from "../../runtimes/hook-script.ts";
import type { Runtime } from "../../runtimes/runtime.ts";
import { sanitise } from "../../shared/text/safe-text.ts";
import type { FileChange } from "./draft.ts";

export interface Summary {
  readonly chosen: readonly { readonly runtime: Runtime; readonly because: string }[];
  /** The server's command line. */
  readonly command: string;
  readonly parts: readonly Part[];
  readonly private: boolean;
  readonly changes: readonly FileChange[];
  readonly base: string | null;
  /** Commands that a person may want next, each with its purpose. */
  readonly offers: readonly (readonly [purpose: string, command: string])[];
  readonly notes: readonly string[];
  /** For a reader who wants all of them. */
  readonly allNotes?: boolean;
}

/** With the outcome below, this fits a screen of 24 lines. */
const MOST_FILES = 7;
const MOST_NOTES = 3;
const WIDTH = 76;

export function summaryText(summary: Summary): string {
  const { chosen, command, parts, changes, base, offers, notes } = summary;
  const who = chosen.map(({ runtime, because }) => `${runtime.label} (${because})`).join(", ");
  const kept = summary.private ? ", for you alone: nothing that git shows" : "";
  const shown = changes.length > MOST_FILES ? changes.slice(0, MOST_FILES - 1) : changes;
  const rest = changes.slice(shown.length);
  const more =
    notes.length > MOST_NOTES && summary.allNotes !== true ? notes.slice(0, MOST_NOTES - 1) : notes;
  const left = notes.length - more.length;
  return [
    clip(`${namesOf(parts)} for ${who}${kept}`),
    clip(`Server: ${command}`),
    ...shown.map((change) => `  ${clip(lineOf(change))}`),
    ...(rest.length === 0
      ? []
      : [`  and ${rest.length} more files: ${clip(rest.map(({ file }) => file).join(", "))}`]),
    ...(base === null ? [] : [`  git config agentops.base ${base}`]),
    ...offers.map(([purpose, offer]) => `${purpose}: ${offer}`),
    ...more.map((note) => `- ${note}`),
    ...(left === 0 ? [] : [`- ${left} more notes: agentops-mcp init --dry-run`]),
  ].join("\n");
}

const TITLES: Readonly<Record<Part, string>> = {
  memory: "Memory",
  checks: "checks",
  envelope: "envelope",
  jobs: "jobs",
};
const namesOf = (parts: readonly Part[]): string => parts.map((part) => TITLES[part]).join(", ");

/** A file, and how many lines are added or removed. */
export function lineOf({ file, before, after }: FileChange): string {
  if (after === null) return `${sanitise(file)} (removed)`;
  // Its length changes with each version and interests nobody.
  if (isHookScript(after)) return `${sanitise(file)} (the script that hooks run)`;
  const fresh = countLines(after);
  if (before === null) return `${sanitise(file)} (new, ${lines(fresh)})`;
  const more = fresh - countLines(before);
  const change = more === 0 ? "changed" : `${more > 0 ? "+" : ""}${lines(more)}`;
  return `${sanitise(file)} (${change})`;
}

const lines = (count: number): string => `${count} ${Math.abs(count) === 1 ? "line" : "lines"}`;

const countLines = (text: string | null): number => (text ?? "").split("\n").filter(Boolean).length;

const clip = (line: string): string => (line.length <= WIDTH * 2 ? line : `${line.slice(0, WIDTH * 2 - 1)}…`);

/** `again` is the command that does it without a question. */
export function outcomeText(open: boolean, written: boolean, again: string): string {
  if (!open) return `Nothing to do: all of it is there. ${SEE_IT}`;
  return written
    ? `Written. ${SEE_IT}`
    : `Nothing was written. To write it: ${again}\nEach line of it: --dry-run in place of --yes`;
}

const SEE_IT =
  "See one lesson come back: agentops-mcp try. Start full, from earlier sessions: agentops-mcp backfill. Check your runtimes: agentops-mcp doctor";
