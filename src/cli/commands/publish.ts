// `agentops-mcp publish`: commits all learnings that base lacks to a branch for a pull request.

import { remoteNames } from "../../git/remote.ts";
import { isBacked } from "../../learnings/backing.ts";
import { type Published, publishLearnings } from "../../learnings/io/publish.ts";
import Learning, { type LearningRecord } from "../../learnings/records/learning.ts";
import { standingOf } from "../../learnings/standing.ts";
import { sourceOf } from "../../learnings/text-source.ts";
import { compareIds } from "../../shared/ids.ts";
import { defineCommand } from "../define-command.ts";
import { line, reading } from "../reading.ts";
import { withJournal } from "../with-journal.ts";

const BRANCH = "agentops/learnings";

export default defineCommand({
  summary: "put all learnings that are not on base yet on a branch, for a pull request",
  positionals: "",
  options: {
    branch: {
      type: "string",
      value: "<name>",
      description: `the branch that gets the commit (default: ${BRANCH})`,
    },
  },
  examples: [
    "agentops-mcp publish",
    "agentops-mcp publish --branch docs/lessons --base origin/develop",
    "agentops-mcp publish --json",
  ],

  /** Exit code 0 also when there is nothing new. */
  async run(input) {
    const { options, terminal } = input;
    const branch = typeof options.branch === "string" ? options.branch : BRANCH;
    return reading(input, async (context) => {
      const state = await context.state();
      // Lessons that are only in the working tree are for a person to commit.
      const served = state
        .all(Learning)
        .filter(
          (each) =>
            sourceOf(state, each.id) === undefined && standingOf(state, each, context.now).withheld === null,
        );
      const own = await context.ownClones();
      const behind = (each: LearningRecord): number => (isBacked(state, each, own) ? 0 : 1);
      const ordered = served.toSorted((a, b) => behind(a) - behind(b) || compareIds(a, b));
      return withJournal(input, async ({ journal, base: findBase }) => {
        const base = await findBase();
        const published = await publishLearnings(journal, ordered, branch, base.commit);
        const remotes = await remoteNames(journal.repository.commonDir);
        const remote = remotes.includes("origin") ? "origin" : (remotes[0] ?? null);
        const push = remote === null ? null : `git push ${remote} ${branch}`;
        terminal.answer(
          { branch, base: base.name, ...published, push },
          textOf(published, branch, base.name, push),
        );
        return 0;
      });
    });
  },
});

function textOf(
  { commit, files, left }: Published,
  branch: string,
  base: string,
  push: string | null,
): string {
  if (commit === null) return `Nothing new: ${base} and ${branch} hold every served learning.`;
  return [
    `${branch} is now ${commit.slice(0, 12)}, with ${files.length} ${files.length === 1 ? "learning" : "learnings"} that ${base} lacks:`,
    ...files.map(({ title, path }) => `  ${line(path)}: ${line(title)}`),
    ...(left === 0 ? [] : [`${left} more wait: agentops-mcp publish`]),
    push === null ? "There is no remote to push it to." : `For a pull request: ${push}`,
  ].join("\n");
}
