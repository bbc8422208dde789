// Reads what a session's command was for: only looking, trying something out, or working on the repository.
import { SEARCH_COMMAND } from "../shared/text/command-words.ts";
import { isInlineScript, scratchScript, temporaryPath } from "../shared/text/tool-noise.ts";

/** What is longer is a script with its data, and reading its ends again and again would take long. */
const LONGEST = 2_000;

/** Where the output goes is for the agent's eyes, and no part of what was run. */
const OUTPUT_ENDS =
  /(?:\s*(?:\d?>{1,2}|&>{1,2})\s*(?:&\d|(?:\/private)?\/(?:tmp|dev)\/\S+)|\s*\|\s*(?:tail|head|tee|cat|grep|less)\b[^|;&]*|\s*;\s*echo\b[^;&|]*|\s*;\s*(?:tail|head|cat|grep)\b[^;&|]*)\s*$/;
/** Where an agent goes first; every session has its own place. */
const GO_THERE = /^\s*(?:cd|pushd)\s+(?:"[^"]*"|'[^']*'|[^\s;&|]+)\s*(?:&&|;)\s*/;

/** The command without the folder that it begins in, and without what only shows its output. */
export function essence(command: string): string {
  if (command.length > LONGEST) return command.trim();
  const start = GO_THERE.exec(command)?.[0] ?? "";
  // The folder of a trial tells that it is one.
  let text = temporaryPath(start) === null ? command.slice(start.length) : command;
  for (let before = ""; before !== text; ) {
    before = text;
    text = text.replace(OUTPUT_ENDS, "");
  }
  return text.trim() || command.trim();
}

/** True where the exit code is that of a program that only showed the output. */
export const isPiped = (command: string): boolean =>
  /\|\s*(?:tail|head|tee|cat|grep|less)\b|;\s*(?:echo|tail|head|cat|grep)\b/.test(command);

const LOOKS =
  /^(?:sudo\s+)?(?:cat|ls|head|tail|sed\s+-n|wc|stat|file|which|type|command\s+-v|pwd|cd|tree|du|df|ps|env|printenv|echo|printf|true|sleep|kill|pkill|pgrep|lsof|jobs|wait|touch|mkdir|rm|cp|mv|chmod|chown|apt(?:-get)?|apk|brew|dnf|yum|git\s+(?:status|log|diff|show|branch|blame|rev-parse|ls-files|cat-file|remote|config)|npm\s+(?:view|ls|info|outdated|audit|fund|config|search)|pip3?\s+(?:list|show|config)|\S+\s+(?:--version|-[vV]|--help))(?=\s|$)/;

/** True for a command that only looks, tidies or sets up the machine: that it fails tells nothing of the repository. */
export const onlyLooks = (command: string): boolean =>
  command
    .slice(0, LONGEST)
    .split(/\s*(?:&&|\|\||;|\n)\s*/)
    .every((part) => part.trim() === "" || LOOKS.test(part.trim()) || SEARCH_COMMAND.test(part));

/** True for a trial that leaves nothing in the repository. */
export const isTrial = (command: string): boolean =>
  temporaryPath(command) !== null || scratchScript(command) !== null || isInlineScript(command);

/** Files that a command removes: what a session has written and removed again was scratch. */
export function removedBy(command: string): string[] {
  const all = command
    .slice(0, LONGEST)
    .matchAll(/(?:^|[;&|\n]\s*)(?:git\s+)?rm\s+((?:-\S+\s+)*)([^;&|\n]+)/g);
  return [...all].flatMap(([, , names = ""]) => names.trim().split(/\s+/));
}
