// Answers an event: looks up what fits, notes what was seen, and lets the session's notes decide what is new and affordable.

import type { Place } from "../../git/place.ts";
import { nameInRepository } from "../../git/repository-path.ts";
import { searchLog } from "../../retrieval/log-search.ts";
import { searchWordings } from "../../retrieval/wordings.ts";
import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import { type HookAnswer, type HookEvent, type HookTool, SILENCE } from "../../runtimes/hooks/event.ts";
import { sha256 } from "../../shared/sha256.ts";
import { SEARCH_COMMAND, TAKES_BACK } from "../../shared/text/command-words.ts";
import { readsAsFailure, signatureOf } from "../../shared/text/symptoms.ts";
import { countTokens } from "../../shared/text/tokens.ts";
import { delegatedTo } from "../delegated.ts";
import {
  hitsForCommand,
  hitsForError,
  hitsForTask,
  howToAsk,
  MOST_FOR_ERROR,
  MOST_FOR_TASK,
  tellText,
  trapsNear,
} from "../injection.ts";
import type { HookNote } from "../notes.ts";
import { questionAtStop } from "../question-at-stop.ts";
import { type Given, give, giveBrief } from "./give.ts";
import { appendNotes, hasNotes } from "./notes-file.ts";
import { type PastPorts, pastBehindFile, pastOn } from "./past-files.ts";
import type { MoreProgram } from "./programs.ts";
import type { HookView } from "./view-file.ts";

export interface HookPorts extends Omit<PastPorts, "view" | "place"> {
  readonly place: Place;
  readonly session: string;
  readonly runtime: string;
  view(): Promise<HookView>;
  more(): MoreProgram;
}

/** Enough hits that some are left once only dead ends and traps count. */
const COMMAND_CANDIDATES = 10;

/** What the answer puts before the model counts as given once the caller has told `speech` that it was printed. */
export async function answerTo(event: HookEvent, ports: HookPorts): Promise<HookAnswer> {
  switch (event.event) {
    case "session-start":
      noteWindow(event, ports);
      return saying(both(await waitingMessages([], ports), await brief(ports)));
    case "subagent-start":
      return saying(await startOfSubagent(event, ports));
    case "prompt":
      return saying(both(await waitingMessages([], ports), await forTask(event.prompt ?? "", ports)));
    case "before-tool":
      if (event.delegates) await noteDelegation(event.delegates, ports);
      if (!speaksBeforeTools(ports.runtime)) return SILENCE;
      return saying(event.tool && (await beforeTool(event, event.tool, ports)));
    case "after-tool":
      return saying(event.tool && (await afterTool(event, event.tool, ports)));
    case "before-compaction":
      beforeCompaction(event, ports);
      return SILENCE;
    case "stop":
      return { ...SILENCE, ask: atStop(event, ports) };
    case "session-end":
      return SILENCE;
  }
}

/** Messages reach the session and not its subagents. */
async function waitingMessages(files: readonly string[], ports: HookPorts): Promise<Given | null> {
  const { messages } = await ports.view();
  if (ports.agent !== null || messages.length === 0) return null;
  return ports.more().messagesFor(messages, { ...ports, folder: ports.place.folder, files });
}

const saying = (given: Given | null): HookAnswer => ({
  ...SILENCE,
  context: given?.text ?? null,
  tell: given && tellText(given.titles),
});

function beforeCompaction(event: HookEvent, ports: HookPorts): void {
  const { notes, runtime } = ports;
  if (!hasNotes(notes)) return;
  appendNotes(notes, [{ t: "handoff", at: timeNow(), runtime }]);
  if (HOOK_DIALECTS[runtime]?.startsAfterCompaction === false)
    noteWindow({ ...event, source: "compact" }, ports);
}

/** However the window began, nothing that was given before is in it. */
function noteWindow({ source, subagent }: HookEvent, { notes }: HookPorts): void {
  const agent = subagent === null ? {} : { agent: subagent };
  if (source !== null) appendNotes(notes, [{ t: "window", at: timeNow(), source, ...agent }]);
}

const brief = async (ports: HookPorts): Promise<Given | null> =>
  giveBrief(await ports.view(), ports.runtime, ports.speech);

/** The lessons of its task are chosen first and given whole; the brief names the others. */
async function startOfSubagent(event: HookEvent, ports: HookPorts): Promise<Given | null> {
  const view = await ports.view();
  const { prompt, subagentType } = event;
  const ids =
    prompt === null
      ? delegatedTo(subagentType, ports.speech.state().delegated, Date.now())
      : taskIds(prompt, view);
  const task = give("task", ids, prompt ?? "", { ...ports, view });
  return both(giveBrief(view, ports.runtime, ports.speech), task);
}

/** Notes which lessons fit the task and not the task, as no word of a prompt is kept. */
async function noteDelegation(
  { type, task }: NonNullable<HookEvent["delegates"]>,
  { notes, view }: HookPorts,
): Promise<void> {
  const ids = taskIds(task, await view());
  if (ids.length > 0) appendNotes(notes, [{ t: "delegated", at: timeNow(), type: type ?? "", ids }]);
}

const taskIds = (task: string, view: HookView): string[] =>
  idsOf(hitsForTask(searchWordings(view.engine.search, { task, paths: [], limit: MOST_FOR_TASK })));

const both = (first: Given | null, second: Given | null): Given | null =>
  first && second
    ? { text: `${first.text}\n\n${second.text}`, titles: [...first.titles, ...second.titles] }
    : (first ?? second);

async function forTask(prompt: string, ports: HookPorts): Promise<Given | null> {
  if (prompt.trim() === "") return null;
  const view = await ports.view();
  const ids = taskIds(prompt, view);
  const lessons = ids.length === 0 ? null : give("task", ids, prompt, { ...ports, view });
  const past = await pastOn(prompt, { ...ports, view }, "task");
  return both(lessons, past) ?? (ids.length === 0 ? hint(prompt, view, ports) : null);
}

/** Once a session, as far as its budget allows. */
function hint(prompt: string, view: HookView, { notes, speech }: HookPorts): Given | null {
  const text = howToAsk(prompt, view.stored);
  if (text === null || speech.state().hinted) return null;
  if (speech.window().tokens + countTokens(text) > view.budget) return null;
  speech.whenSaid(() => appendNotes(notes, [{ t: "hinted", at: timeNow() }]));
  return { text, titles: [] };
}

async function beforeTool(event: HookEvent, tool: HookTool, ports: HookPorts): Promise<Given | null> {
  const { command } = tool;
  const words = command === null ? [] : command.split(/[\s'"=;|&<>()]+/).filter((word) => /[./]/.test(word));
  const files = [...tool.paths, ...words].flatMap((file) => inRepository(file, event.cwd, ports.place));
  if (files.length === 0 && command === null) return null;
  const view = await ports.view();
  const messages = await waitingMessages(files, { ...ports, view: async () => view });
  const known = view.traps.length === 0 ? null : trapsOn(files, command, { ...ports, view });
  const traps = both(messages, known);
  const [file] = command === null && EDITS.test(tool.name) ? files : [];
  // The past of a file is of use before the first change to it.
  const isLater = speaksBeforeTools(ports.runtime) && file && ports.speech.state().touched.has(file);
  if (file === undefined || isLater) return traps;
  return both(traps, await pastBehindFile(file, { ...ports, view }));
}

function trapsOn(
  files: readonly string[],
  command: string | null,
  ports: Omit<HookPorts, "view"> & { readonly view: HookView },
): Given | null {
  const { view } = ports;
  const near = trapsNear(view.traps, files);
  if (near.length > 0) return give("path", near, files.join(" "), ports);
  if (command === null) return null;
  const traps = new Set(view.traps.map(([id]) => id));
  const hits = view.engine.search({ task: command, paths: [], limit: COMMAND_CANDIDATES });
  const fitting = hitsForCommand(hits, (id) => traps.has(id));
  return give("command", idsOf(fitting), command, ports);
}

/**
 * Where a runtime shows nothing before a tool, what is known of the files comes with the tool's answer, since an edit
 * mostly follows a reading.
 */
const speaksBeforeTools = (runtime: string): boolean => HOOK_DIALECTS[runtime]?.tellsBeforeTools === true;

async function afterTool(event: HookEvent, tool: HookTool, ports: HookPorts): Promise<Given | null> {
  const output = tool.output ?? "";
  const failed = tool.failed ?? (tool.command !== null && readsAsFailure(output));
  noteWork(event, tool, failed, ports);
  if (!failed) return speaksBeforeTools(ports.runtime) ? null : beforeTool(event, tool, ports);
  if (output.trim() === "") return null;
  const view = await ports.view();
  const { hits, task } = searchLog(view.engine.search, { task: output, paths: [], limit: MOST_FOR_ERROR });
  const lessons = give("error", idsOf(hitsForError(hits)), task, { ...ports, view });
  return both(lessons, await pastOn(task, { ...ports, view }, "error"));
}

/** Tools that look for something; reading what was found is no search. */
const SEARCHES = /grep|glob|search|find/i;
const EDITS = /edit|write|patch|replace|create/i;

function noteWork(
  event: HookEvent,
  tool: HookTool,
  failed: boolean,
  { notes, place, speech }: HookPorts,
): void {
  const at = timeNow();
  const entries: HookNote[] = [];
  if (tool.command !== null) {
    const command = hashOf(tool.command.trim());
    if (failed) entries.push({ t: "failed", at, command, error: hashOf(signatureOf(tool.output ?? "")) });
    else if (speech.state().failures.get(command)?.overcome === false)
      entries.push({ t: "passed", at, command });
    if (!failed && TAKES_BACK.test(tool.command)) entries.push({ t: "reverted", at });
    if (SEARCH_COMMAND.test(tool.command)) entries.push({ t: "searched", at });
  } else if (!failed && EDITS.test(tool.name)) {
    const files = tool.paths.flatMap((file) => inRepository(file, event.cwd, place));
    entries.push(...files.map((file): HookNote => ({ t: "touched", at, path: file })));
  } else if (SEARCHES.test(tool.name)) entries.push({ t: "searched", at });
  appendNotes(notes, entries);
}

function atStop(event: HookEvent, { notes, speech }: HookPorts): string | null {
  if (event.stopActive || event.plans || event.subagent !== null) return null;
  const question = questionAtStop(speech.state());
  if (question !== null) speech.whenSaid(() => appendNotes(notes, [{ t: "asked", at: timeNow() }]));
  return question;
}

/** The file as the repository names it; empty for one outside. */
function inRepository(file: string, cwd: string | null, place: Place): string[] {
  const from = cwd ?? place.worktree;
  // A tool makes a new file in its own folder.
  const { path, isInside } = nameInRepository(file, from, place, from);
  return isInside && path !== "." && path !== ".." && !path.startsWith("../") ? [path] : [];
}

const idsOf = (hits: readonly { readonly id: string }[]): string[] => hits.map(({ id }) => id);
const timeNow = (): string => new Date().toISOString();
const hashOf = (text: string): string => sha256(text).slice(0, 16);
