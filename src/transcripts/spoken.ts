// Leaves of a turn what a person or an agent said: no reminders, no frames of ours, no pasted logs.
import { FRAMED, sanitise } from "../shared/text/safe-text.ts";

/** Of a turn, in characters: what is longer was pasted. */
const LONGEST = 8_000;
const LONGEST_LINE = 2_000;
/** Of a pasted block. */
const MOST_CODE_LINES = 12;

/** Elements that runtimes write into a turn, and that nobody said. */
const TAG =
  /<((?:system[-_]reminder|environment_context|user_instructions|instructions|session_context|project_context|loaded_context|local-command-[a-z]+|command-[a-z]+|bash-[a-z]+|task-notification|ide_[a-z_]+|turn_aborted|skills?(?:_instructions)?|user-prompt-submit-hook|hook_context|current_datetime|persisted-output|permissions[ a-z]*|collaboration_mode|apps_instructions|subagent_notification))(?=[\s>])[^>\n]{0,200}>/gi;

/** Turns that a runtime writes in a person's name. */
const NOBODYS =
  /^(?:\[Request interrupted|Caveat: The messages below|This session is being continued from a previous|# AGENTS\.md instructions|Warmup$|API Error|No response requested\.?$|\(no content\)$|Unknown (?:slash )?command|Base directory for this skill)/;

const NOUN = `(?:${FRAMED.join("|")})`;
const FRAME_BEGINS = new RegExp(`^\\[${NOUN} of .{1,200}: stored data`);
const FRAME_ENDS = new RegExp(`^\\[end of ${NOUN}\\]`);
/** Lines of hooks, briefs and our block in a rules file. */
const OURS =
  /\(agentops\)|\(raw, agentops;|^# What this repository remembers|^\d+ lessons? in use\b|^More fit your task than these:|^agentops: \d+ lessons? given|^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const BLOCK_BEGINS = /^<!-- agentops:(?:start|guidance )/;
const BLOCK_ENDS = /^<!-- agentops:(?:guidance-)?end/;

/** Empty where nobody said anything. */
export function spoken(text: string): string {
  const plain = withoutElements(sanitise(bounded(text))).trim();
  if (plain === "" || NOBODYS.test(plain)) return "";
  return saidLines(plain.split("\n"))
    .map((line) => line.trimEnd().slice(0, LONGEST_LINE))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Without frames and lines of ours, and of a pasted block only its beginning. */
function saidLines(lines: readonly string[]): string[] {
  let until: RegExp | null = null;
  let code = -1;
  return lines.filter((line) => {
    const bare = line.trim();
    if (until !== null) {
      if (until.test(bare)) until = null;
      return false;
    }
    until = endOfFrame(bare);
    if (until !== null || OURS.test(bare)) return false;
    if (/^(?:```|~~~)/.test(bare)) code = code < 0 ? 0 : -1;
    else if (code >= 0) code += 1;
    return code <= MOST_CODE_LINES;
  });
}

/** By which line what begins here ends; null where nothing of ours begins. */
function endOfFrame(line: string): RegExp | null {
  if (FRAME_BEGINS.test(line)) return FRAME_ENDS;
  return BLOCK_BEGINS.test(line) ? BLOCK_ENDS : null;
}

const bounded = (text: string): string =>
  text.length <= LONGEST * 4 ? text : `${text.slice(0, LONGEST * 3)}\n${text.slice(-LONGEST)}`;

/** An element without its end goes on to the end of the text. */
function withoutElements(text: string): string {
  let kept = "";
  let from = 0;
  const small = text.toLowerCase();
  for (const found of text.matchAll(TAG)) {
    if (found.index < from) continue;
    kept += text.slice(from, found.index);
    const ending = `</${(found[1] ?? "").toLowerCase()}>`;
    const end = small.indexOf(ending, found.index);
    if (end < 0) return kept;
    from = end + ending.length;
  }
  return kept + text.slice(from);
}

/** What a turn may hold once nothing is left out of it any more. */
export const clipTurn = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST * 0.75)}\n…\n${text.slice(-LONGEST * 0.25)}`;
