// `agentops-mcp why`: tells a person what was decided about a file or folder.
import { shortId } from "../../history/past.ts";
import { bylineOf } from "../../learnings/text-source.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import type { Skin } from "../../skin/skin.ts";
import { type Decisions, decisionsBehind } from "../../use-cases/decisions-behind.ts";
import { defineCommand } from "../define-command.ts";
import { line, paragraph, reading } from "../reading.ts";

export default defineCommand({
  summary: "what was decided about a file or folder: lessons that name it, past commits that give a reason",
  positionals: "<path>",
  options: {},
  examples: ["agentops-mcp why src/auth.ts", "agentops-mcp why src/billing --json"],

  /** Exit code 1 when nothing is known. */
  async run(input) {
    const [path, ...more] = input.positionals;
    if (path === undefined || more.length > 0) {
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "why takes one file or folder.",
        "For example: agentops-mcp why src/auth.ts. For words: agentops-mcp search <words>.",
      );
    }
    return reading(input, async (context) => {
      const found = await decisionsBehind(context, path);
      const state = await context.state();
      const { kinds } = (await context.skin()).words;
      const known = found.lessons.length + found.commits.length > 0;
      const text = known
        ? textOf(found, kinds, (each) => bylineOf(state, each))
        : `Nothing known of ${line(found.path)}.`;
      input.terminal.answer({ ...found }, text);
      return known ? 0 : 1;
    });
  },
});

function textOf(
  { lessons, commits }: Decisions,
  kinds: Skin["kinds"],
  by: (lesson: Decisions["lessons"][number]) => string,
): string {
  return [
    ...lessons.map((lesson) =>
      [
        `${kinds[lesson.kind]}: ${line(lesson.title)}`,
        `  ${lesson.id}  ${lesson.at.slice(0, 10)} by ${line(by(lesson))}`,
        paragraph(lesson.body, "    "),
      ].join("\n"),
    ),
    ...commits.map((commit) => {
      const fate = commit.revertedBy === null ? "" : `, taken back by ${commit.revertedBy.slice(0, 12)}`;
      return `${line(commit.subject)}\n  commit ${shortId(commit)} of ${commit.day}${fate}\n${paragraph(commit.body, "    ")}`;
    }),
  ].join("\n\n");
}
