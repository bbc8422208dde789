// Tells the lessons in a repository from what else could lie in their folder, which no claim is about.

export const LESSONS = ".agentops/learnings";

/** True for what no subject holds, by its path in a commit. */
export const isLeftOut = (file: string): boolean => file === LESSONS || file.startsWith(`${LESSONS}/`);

/** Files that runtimes take for instructions in whatever folder they lie. */
const INSTRUCTIONS =
  /^(?:claude|agents?|gemini|qwen|copilot|copilot-instructions|warp|crush|skill)\b.*\.md$/i;

/** True for a lesson's place: a Markdown file right in the folder, in this very spelling, that no runtime obeys by its name. */
export function isLessonFile(file: string): boolean {
  const name = file.startsWith(`${LESSONS}/`) ? file.slice(LESSONS.length + 1) : "";
  return /^[^./\\][^/\\]*\.md$/.test(name) && !INSTRUCTIONS.test(name);
}
