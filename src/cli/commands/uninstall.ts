// `agentops-mcp uninstall`: takes our entries and texts out of the runtimes' files again, and with --purge what was recorded.
import { existsSync } from "node:fs";
import path from "node:path";
import { findRepository, type Repository } from "../../git/repository.ts";
import { RUNTIMES } from "../../runtimes/all.ts";
import { removeEntry, storedEntry } from "../../runtimes/edit.ts";
import { removeHooks } from "../../runtimes/edit-hooks.ts";
import { removeBlock } from "../../runtimes/instructions.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { defineCommand } from "../define-command.ts";
import { showChange } from "../init/diff.ts";
import { createDraft, type FileChange } from "../init/draft.ts";
import { agreed, namedRuntimes, SHARED_OPTIONS, type Where, whereOf } from "../init/options.ts";
import { filesOf, hookFileOf } from "../init/place.ts";
import { isNothing, type Purge, planPurge, purge, showPurge } from "../init/purge.ts";
import { writeChanges } from "../init/write.ts";

export default defineCommand({
  summary: "take the server out of the runtimes' files; --purge deletes what was recorded as well",
  positionals: "",
  options: {
    ...SHARED_OPTIONS,
    runtime: {
      type: "string",
      value: "<names>",
      description: "only these, separated by commas (default: all)",
    },
    purge: { type: "boolean", description: "also delete the journal, its cache and uncommitted learnings" },
  },
  examples: [
    "agentops-mcp uninstall --dry-run",
    "agentops-mcp uninstall --scope user --yes",
    "agentops-mcp uninstall --purge",
  ],

  /** Exit code 1 when something is to be removed and nobody agreed. */
  async run(input) {
    const { options, terminal } = input;
    const where = await whereOf(options);
    const changes = await plan(options.runtime, where);
    const journal = options.purge === true ? await journalOf(options.knowledge, where) : null;
    const loss = journal === null ? null : await planPurge(journal);
    const open = changes.length > 0 || (loss !== null && !isNothing(loss));
    const shown = show(changes, loss);
    const remove =
      open && (await agreed(input, shown, loss === null ? "Remove this?" : "Delete all of this?"));
    if (remove) {
      await writeChanges(changes);
      if (journal !== null && loss !== null) await purge(journal, loss);
    }
    const facts = {
      scope: where.scope,
      changes: changes.map((change) => ({ file: change.file, change: showChange(change) })),
      purge: loss,
      removed: remove,
    };
    const asked = terminal.interactive && options.yes !== true && options["dry-run"] !== true;
    const end = outcome(open, remove);
    terminal.answer(facts, asked || !open ? end : `${shown}\n\n${end}`);
    return open && !remove ? 1 : 0;
  },
});

/** The repository whose journal is to go. Throws NOT_A_REPOSITORY. */
async function journalOf(knowledge: unknown, { repository }: Where): Promise<Repository> {
  if (typeof knowledge === "string") return findRepository(path.resolve(knowledge));
  if (repository) return repository;
  throw new AgentOpsError(
    "NOT_A_REPOSITORY",
    "There is no journal to purge here.",
    "Run this in the repository.",
  );
}

async function plan(names: unknown, { scope, place }: Where): Promise<FileChange[]> {
  const draft = createDraft(place);
  for (const runtime of typeof names === "string" ? namedRuntimes(names) : RUNTIMES) {
    const files = filesOf(runtime, scope, place);
    const hookFile = hookFileOf(runtime, scope, place);
    const { hooks } = runtime;
    // Before the server's entry: a file of ours with both is recognised once it holds the entry alone.
    if (hooks && hookFile !== null && existsSync(hookFile)) {
      await draft.edit(hookFile, (text, shown) =>
        text.includes("agentops-mcp") ? removeHooks(hooks, text, shown) : text,
      );
    }
    for (const file of files?.config.filter((each) => existsSync(each)) ?? []) {
      await draft.edit(file, (text, shown) => {
        // A file that does not name us is not ours to complain about.
        const ours = text.includes("agentops") && storedEntry(runtime, text, shown) !== undefined;
        return ours ? removeEntry(runtime, text, shown) : text;
      });
    }
    const { instructions = null } = files ?? {};
    if (instructions !== null && existsSync(instructions))
      await draft.edit(instructions, (text, shown) => removeBlock(text, runtime.instructionsHead, shown));
  }
  return draft.changes();
}

function show(changes: readonly FileChange[], loss: Purge | null): string {
  return [...changes.map(showChange), ...(loss === null ? [] : [showPurge(loss)])].join("\n\n");
}

function outcome(open: boolean, removed: boolean): string {
  if (!open) return "Nothing to do: nothing of it is here.";
  return removed
    ? "Removed. Restart the sessions that still use the server."
    : "Nothing was removed. To remove it: agentops-mcp uninstall --yes, with the same options";
}
