// Holds the script that the hooks of a project run, and tells whether the one in a working tree is this one.
import HOOK_SCRIPT from "agentops:hook-script";

export { HOOK_SCRIPT };

/** Relative to the top of the working tree; the envelope guards it as it guards the settings that run it. */
export const HOOK_SCRIPT_FILE = ".agentops/hook";
/** In the repository's git folder: where the program lies on this machine, for clones in which nothing is installed. */
export const NOTED_PROGRAM = "agentops/program";

const FIRST_LINE = /^# agentops-mcp hook, form (\d+)\./;

/** True for a script of ours, of any version. */
export const isHookScript = (text: string): boolean => FIRST_LINE.test(text);

/** What is wrong with the script in a working tree, which is null where there is none; null where nothing is. */
export function scriptProblem(text: string | null): string | null {
  if (text === HOOK_SCRIPT) return null;
  if (text === null) return `${HOOK_SCRIPT_FILE}, which they run, is missing`;
  if (text.includes("\r")) return `${HOOK_SCRIPT_FILE} has line ends that no shell reads`;
  const form = FIRST_LINE.exec(text)?.[1];
  const own = FIRST_LINE.exec(HOOK_SCRIPT)?.[1];
  return form === own
    ? `${HOOK_SCRIPT_FILE} is not as init writes it`
    : `${HOOK_SCRIPT_FILE} is of another version`;
}
