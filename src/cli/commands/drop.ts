// `agentops-mcp drop`: removes another clone's journal from this clone, such as one that is set aside.

import { remoteNames } from "../../git/remote.ts";
import { CLONE_REFS } from "../../journal/append.ts";
import { cloneNamed, dropClone, takeBack } from "../../journal/dropped.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { defineCommand } from "../define-command.ts";
import { withJournal } from "../with-journal.ts";
import { withYes } from "../with-yes.ts";

export default defineCommand({
  summary:
    "take another clone's records out of this clone and keep them out, such as those that doctor has set aside",
  positionals: "<clone>",
  options: {
    undo: { type: "boolean", description: "let the next sync bring them again" },
    yes: { type: "boolean", description: "do not ask" },
  },
  examples: ["agentops-mcp drop 0a1b2c3d4e", "agentops-mcp drop 0a1b2c3d4e --undo"],

  /** Exit code 1 when nobody agreed, or when there is no such drop to take back. */
  async run(input) {
    const { options, positionals, terminal } = input;
    const [typed = "", ...more] = positionals;
    const clone = more.length > 0 ? null : cloneNamed(typed);
    if (clone === null)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "drop needs the name of one clone: ten characters, as in refs/agentops/clones/<name>.",
        "agentops-mcp doctor names those that are set aside.",
      );
    return withJournal(input, async ({ journal }) => {
      if (options.undo === true) {
        const back = await takeBack(journal, clone);
        const text = back
          ? `The next sync brings the records of ${clone}.`
          : `${clone} was not dropped here.`;
        terminal.answer({ clone, dropped: false }, text);
        return back ? 0 : 1;
      }
      if ((await journal.ownClones()).has(clone))
        throw new AgentOpsError(
          "INVALID_ARGUMENT",
          `${clone} is this clone: its records are your own.`,
          "Take single records out with agentops-mcp redact <id>.",
        );
      if (options.yes !== true && !(await terminal.confirm(`Drop all that ${clone} has recorded?`, false))) {
        const text = `Nothing was dropped. To do it: ${withYes("drop", input)}`;
        terminal.answer({ clone, dropped: false }, text);
        return 1;
      }
      const refs = await dropClone(journal, clone);
      const names = await remoteNames(journal.repository.commonDir);
      const text = [
        `${clone} is dropped here: ${refs.length} refs, and no sync brings them back. agentops-mcp drop ${clone} --undo takes that back.`,
        ...names.map(
          (name) =>
            `Other clones still get it. To delete it for all: git push ${name} :${CLONE_REFS}${clone}`,
        ),
      ].join("\n");
      terminal.answer({ clone, dropped: true, refs }, text);
      return 0;
    });
  },
});
