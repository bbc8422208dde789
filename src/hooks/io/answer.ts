// Answers an event: looks up what fits, notes what was seen, and lets the session's notes decide what is new and affordable.

import { createHash } from "node:crypto";
import path from "node:path";
import { joinBrief } from "../../briefing/brief-text.ts";
import type { Place } from "../../git/place.ts";
import type { InjectionReason } from "../../learnings/records/injection.ts";
import { snippet } from "../../retrieval/snippet.ts";
import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import { type HookAnswer, type HookEvent, type HookTool, SILENCE } from "../../runtimes/hooks/event.ts";
import { SEARCH_COMMAND, TAKES_BACK } from "../../shared/text/command-words.ts";
import { readsAsFailure, signatureOf, symptomLines } from "../../shared/text/symptoms.ts";
import { countTokens } from "../../shared/text/tokens.ts";
import {
  hitsForCommand,
  hitsForError,
  hitsForTask,
  injectionText,
  MOST_FOR_ERROR,
  MOST_FOR_TASK,
  trapsNear,
} from "../injection.ts";
import { type HookNote, stateOfNotes } from "../notes.ts";
import { questionAtStop } from "../question-at-stop.ts";
import { appendNotes, hasNotes, readNotes } from "./notes-file.ts";
import type { HookView } from "./view-file.ts";

export interface HookPorts {
  readonly place: Place;
  /** The session's notes. */
  readonly notes: string;
  readonly runtime: string;
  view(): Promise<HookView>;
  /** A new name for an injection. */
  key(): string;
}

/** Enough hits that some survive the demand that they be dead ends or traps. */
const COMMAND_CANDIDATES = 10;

export async function answerTo(event: HookEvent, ports: HookPorts): Promise<HookAnswer> {
  switch (event.event) {
    case "session-start":
      return { ...SILENCE, context: await brief(ports) };
    case "prompt":
      return { ...SILENCE, context: await forTask(event.prompt ?? "", ports) };
    case "before-tool":
      if (!speaksBeforeTools(ports.runtime)) return SILENCE;
      return { ...SILENCE, context: event.tool && (await beforeTool(event, event.tool, ports)) };
    case "after-tool":
      return { ...SILENCE, context: event.tool && (await afterTool(event, event.tool, ports)) };
    case "before-compaction":
      if (hasNotes(ports.notes))
        appendNotes(ports.notes, [{ t: "handoff", at: timeNow(), runtime: ports.runtime }]);
      return SILENCE;
    case "stop":
      return { ...SILENCE, ask: atStop(event, ports) };
    case "session-end":
      return SILENCE;
  }
}

async function brief(ports: HookPorts): Promise<string | null> {
  const view = await ports.view();
  const { head, lessons } = view.brief;
  const items = lessons.map(({ id, text }) => [id, countTokens(text) + 1] as const);
  // A repository without lessons has only its head to say, and says that once.
  if (items.length === 0 && [...stateOfNotes(readNotes(ports.notes)).injections.values()].some(isBrief))
    return null;
  const taken = take("brief", countTokens(head), items, view.budget, ports);
  if (taken === null) return null;
  return joinBrief({ head, lessons: lessons.filter(({ id }) => taken.includes(id)) });
}

const isBrief = ({ reason }: { reason: InjectionReason }): boolean => reason === "brief";

async function forTask(prompt: string, ports: HookPorts): Promise<string | null> {
  if (prompt.trim() === "") return null;
  const view = await ports.view();
  const hits = hitsForTask(view.engine.search({ task: prompt, paths: [], limit: MOST_FOR_TASK }));
  return inject("task", idsOf(hits), prompt, view, ports);
}

async function beforeTool(event: HookEvent, tool: HookTool, ports: HookPorts): Promise<string | null> {
  const { command } = tool;
  const words = command === null ? [] : command.split(/[\s'"=;|&<>()]+/).filter((word) => /[./]/.test(word));
  const files = [...tool.paths, ...words].flatMap((file) => inRepository(file, event.cwd, ports.place));
  if (files.length === 0 && command === null) return null;
  const view = await ports.view();
  if (view.traps.length === 0) return null;
  const near = trapsNear(view.traps, files);
  if (near.length > 0) return inject("path", near, files.join(" "), view, ports);
  if (command === null) return null;
  const traps = new Set(view.traps.map(([id]) => id));
  const hits = view.engine.search({ task: command, paths: [], limit: COMMAND_CANDIDATES });
  const fitting = hitsForCommand(hits, (id) => traps.has(id));
  return inject("command", idsOf(fitting), command, view, ports);
}

/** Where it does not, what is known of a tool's files comes with its answer: an edit mostly follows a reading. */
const speaksBeforeTools = (runtime: string): boolean => HOOK_DIALECTS[runtime]?.tellsBeforeTools === true;

async function afterTool(event: HookEvent, tool: HookTool, ports: HookPorts): Promise<string | null> {
  const output = tool.output ?? "";
  const failed = tool.failed ?? (tool.command !== null && readsAsFailure(output));
  noteWork(event, tool, failed, ports);
  if (!failed) return speaksBeforeTools(ports.runtime) ? null : beforeTool(event, tool, ports);
  const lines = symptomLines(output);
  if (lines.length === 0) return null;
  const view = await ports.view();
  const error = lines.join("\n");
  const hits = hitsForError(view.engine.search({ task: error, paths: [], limit: MOST_FOR_ERROR }));
  return inject("error", idsOf(hits), error, view, ports);
}

/** Tools that look for something; reading what was found is no search. */
const SEARCHES = /grep|glob|search|find/i;
const EDITS = /edit|write|patch|replace|create/i;

function noteWork(event: HookEvent, tool: HookTool, failed: boolean, { notes, place }: HookPorts): void {
  const at = timeNow();
  const entries: HookNote[] = [];
  if (tool.command !== null) {
    const command = hashOf(tool.command.trim());
    if (failed) entries.push({ t: "failed", at, command, error: hashOf(signatureOf(tool.output ?? "")) });
    else if (stateOfNotes(readNotes(notes)).failures.get(command)?.overcome === false)
      entries.push({ t: "passed", at, command });
    if (!failed && TAKES_BACK.test(tool.command)) entries.push({ t: "reverted", at });
    if (SEARCH_COMMAND.test(tool.command)) entries.push({ t: "searched", at });
  } else if (!failed && EDITS.test(tool.name)) {
    const files = tool.paths.flatMap((file) => inRepository(file, event.cwd, place));
    entries.push(...files.map((file): HookNote => ({ t: "touched", at, path: file })));
  } else if (SEARCHES.test(tool.name)) entries.push({ t: "searched", at });
  appendNotes(notes, entries);
}

function atStop(event: HookEvent, { notes }: HookPorts): string | null {
  if (event.stopActive || event.subagent !== null) return null;
  const question = questionAtStop(stateOfNotes(readNotes(notes)));
  if (question !== null) appendNotes(notes, [{ t: "asked", at: timeNow() }]);
  return question;
}

/** The text of those items that this process is the first to take, as far as the budget reaches; null for none. */
function inject(
  reason: Exclude<InjectionReason, "brief">,
  ids: readonly string[],
  task: string,
  view: HookView,
  ports: HookPorts,
): string | null {
  if (ids.length === 0) return null;
  const items = ids.flatMap((id) => view.item(id) ?? []);
  const {
    head,
    frame,
    items: texts,
  } = injectionText(reason, items, (body, most) => snippet(body, task, most));
  const costs = texts.map(({ id, tokens }) => [id, tokens] as const);
  const taken = take(reason, frame, costs, view.budget, ports);
  if (taken === null || taken.length === 0) return null;
  const shown = texts.filter(({ id }) => taken.includes(id)).map(({ text }) => text);
  return [head, ...shown].join("\n\n");
}

/** Asks in the session's notes for items; what comes back is this process's alone. Null where there is room for nothing. */
function take(
  reason: InjectionReason,
  frame: number,
  items: readonly (readonly [string, number])[],
  budget: number,
  { notes, runtime, key }: HookPorts,
): readonly string[] | null {
  const known = stateOfNotes(readNotes(notes)).items;
  const fresh = items.filter(([id]) => !known.has(id));
  if (fresh.length === 0 && items.length > 0) return null;
  const name = key();
  appendNotes(notes, [
    { t: "inject", at: timeNow(), key: name, runtime, reason, budget, frame, items: fresh },
  ]);
  return stateOfNotes(readNotes(notes)).injections.get(name)?.served ?? null;
}

/** A file as the repository names it; none for what lies outside. */
function inRepository(file: string, cwd: string | null, { worktree }: Place): string[] {
  const relative = path.relative(worktree, path.resolve(cwd ?? worktree, file)).replaceAll("\\", "/");
  return relative === "" || relative.startsWith("../") || path.isAbsolute(relative) ? [] : [relative];
}

const idsOf = (hits: readonly { readonly id: string }[]): string[] => hits.map(({ id }) => id);
const timeNow = (): string => new Date().toISOString();
const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
