// Turns what a model was shown in two real sessions into the page docs/session.md.
import type { ModelRequest } from "./protocol.ts";
import { writePage } from "./write-page.ts";

interface Sessions {
  /** Requests of the session that fails, is helped and learns; and of the next one. */
  readonly first: readonly ModelRequest[];
  readonly second: readonly ModelRequest[];
  readonly prompt: string;
  /** Ids of lessons -> what the page calls them. Lessons without a name are left out. */
  readonly names: Readonly<Record<string, string>>;
}

const LESSON = /([0-9A-HJKMNP-TV-Z]{26})\n\[learning of [\s\S]*?\[end of learning\]/g;

/** Ids and dates are replaced, so that the page changes only when the sessions do. */
export async function writeTranscript({ first, second, prompt, names }: Sessions): Promise<void> {
  const named = (text: string) =>
    Object.entries(names)
      .reduce((now, [id, name]) => now.replaceAll(id, name), text)
      .replace(/\b\d{4}([-/])\d\d\1\d\d\b/g, "<date>")
      .replace(/clones\/\w+/g, "clones/<clone>")
      .replace(/\/\w[\w./-]*\/project\b/g, "<repository>")
      .replace(/-\w{6}\.md\b/g, "-<id>.md");
  const shown = (request: ModelRequest | undefined, marker: string) =>
    `\`\`\`text\n${named(injected(request?.context ?? "", marker, names))}\n\`\`\``;
  const [atStart, afterFailure, , , afterSaying, afterCiting, atEnd] = first;
  const answer = (request: ModelRequest | undefined, at: number) =>
    `\`\`\`text\n${named(request?.toolResults[at] ?? "").trim()}\n\`\`\``;
  const page = [
    "# One session, as the model saw it",
    "Written by `npm run test:e2e`: real sessions of Claude Code, configured by `agentops-mcp init` alone. The model is a script, so what it says and calls was decided before; what it is shown was not. Ids and dates are replaced, and lessons that have nothing to do with the task are left out.",
    "## The session starts",
    "Nobody has called a tool yet. The start hook puts the brief before the model:",
    shown(atStart, "# What this repository remembers"),
    `Then a person says: *${prompt}* The prompt hook looks for what fits:`,
    shown(atStart, "Lessons of earlier sessions that fit this task"),
    "## A command fails",
    `The model runs \`node move.mjs\`, and sees:`,
    answer(afterFailure, 0),
    "With it comes what an earlier session learned about this error:",
    shown(afterFailure, "What earlier sessions learned about this error"),
    "## The agent wants to end",
    'It follows the lesson, the command works, and it says "It is there." The stop hook holds it up once:',
    shown(afterSaying, "Before you end:"),
    "It calls `cite_learnings`:",
    answer(afterCiting, 3),
    "and `record_learning`:",
    answer(atEnd, 4),
    "Then it says that it is done, and is let go.",
    "## The next session",
    "starts with the new lesson, and with the one that proved right:",
    shown(second[0], "# What this repository remembers"),
  ];
  await writePage("docs/session.md", page);
}

/** A hook's text from its first words on: the words around the lessons, and those lessons that have a name. */
function injected(context: string, marker: string, names: Readonly<Record<string, string>>): string {
  const text = context.slice(context.lastIndexOf(marker));
  const end =
    /\n<\/system-reminder>|\nAvailable agent types|\nUserPromptSubmit hook|\n<system-reminder>|$/.exec(text);
  const own = text.slice(0, end?.index);
  const lessons = [...own.matchAll(LESSON)];
  const last = lessons.at(-1);
  const whole = last ? own.slice(0, last.index + last[0].length) : own;
  let leftOut = 0;
  const kept = whole.replace(LESSON, (lesson, id) => {
    if (names[id] !== undefined) return lesson;
    leftOut += 1;
    return "";
  });
  const count = leftOut === 0 ? "" : `\n\n[${leftOut} other lessons]`;
  return `${kept.replace(/\n{3,}/g, "\n\n").trim()}${count}`;
}
