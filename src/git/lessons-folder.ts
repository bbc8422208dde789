// Tells lessons from anything else in their folder, which no claim is about.

export const LESSONS = ".agentops/learnings";

/** True for a path in a commit that subjects leave out. */
export const isLeftOut = (file: string): boolean => file === LESSONS || file.startsWith(`${LESSONS}/`);

/** Files that runtimes take for instructions in any folder. */
const INSTRUCTIONS =
  /^(?:claude|agents?|gemini|qwen|copilot|copilot-instructions|warp|crush|skill)\b.*\.md$/i;

/**
 * True for a Markdown file directly in the folder, in exactly this spelling, whose name no runtime takes for instructions.
 */
export function isLessonFile(file: string): boolean {
  const name = file.startsWith(`${LESSONS}/`) ? file.slice(LESSONS.length + 1) : "";
  return /^[^./\\][^/\\]*\.md$/.test(name) && !INSTRUCTIONS.test(name);
}
