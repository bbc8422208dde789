// `agentops-mcp uninstall`: removes this program's entries and texts from the runtimes' files, and with --purge what was
// recorded.
import { rmdir } from "node:fs/promises";
import path from "node:path";
import { findRepository, type Repository } from "../../git/repository.ts";
import { tryGit } from "../../git/run.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { sanitise } from "../../shared/text/safe-text.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { showChange } from "../init/diff.ts";
import { agreed, SHARED_OPTIONS, type Where, whereOf } from "../init/options.ts";
import { isNothing, type Purge, planPurge, purge, showPurge } from "../init/purge.ts";
import { planRemoval, type Removal } from "../init/removal.ts";
import { lineOf } from "../init/summary.ts";
import { writeChanges } from "../init/write.ts";
import { startedAs } from "../started-as.ts";
import { withYes } from "../with-yes.ts";

export default defineCommand({
  summary: "take the server out of the runtimes' files; --purge deletes what was recorded as well",
  everyday: true,
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
    const journal = options.purge === true ? await journalOf(options.knowledge, where) : null;
    const { changes, kept, emptied } = await planRemoval(options.runtime, where, journal);
    const loss = journal === null ? null : await planPurge(journal);
    const base = options.runtime === undefined ? setBase(where) : null;
    const open = isAny({ changes, emptied, base, loss });
    const shown = show({ changes, kept, emptied, base, loss }, options["dry-run"] === true);
    const remove =
      open && (await agreed(input, shown, loss === null ? "Remove this?" : "Delete all of this?"));
    if (remove) {
      await takeOut({ changes, emptied, base }, where);
      if (journal !== null && loss !== null) await purge(journal, loss);
    }
    const facts = {
      scope: where.scope,
      changes: changes.map((change) => ({ file: change.file, change: showChange(change) })),
      git_config: base === null ? {} : { "agentops.base": base },
      kept: [...(kept === null ? [] : [kept]), ...(await ownSettings(options))],
      empty_folder: emptied,
      purge: loss,
      removed: remove,
    };
    const asked = terminal.interactive && options.yes !== true && options["dry-run"] !== true;
    const end = outcome(open, remove, input);
    const left = facts.kept.filter((each) => each !== kept);
    const text = [...(asked ? [] : [shown]), [end, ...left].join("\n")].join("\n\n");
    terminal.answer(facts, open ? text : [end, ...facts.kept].join("\n"));
    return open && !remove ? 1 : 0;
  },
});

/** Says that the user's own settings still have it, which a project's uninstall leaves alone; empty where they don't. */
async function ownSettings(options: CommandInput["options"]): Promise<string[]> {
  if (options.scope === "user" || options.runtime !== undefined) return [];
  const where = await whereOf({ ...options, scope: "user" });
  const { changes } = await planRemoval(undefined, where, null).catch(() => ({ changes: [] }));
  if (changes.length === 0) return [];
  const files = changes.map(({ file }) => sanitise(file)).join(", ");
  return [
    `Your own settings still have it, for all projects: ${files}. To take it out there: ${startedAs(process.env)} uninstall --scope user`,
  ];
}

/** The repository whose journal is to be deleted. Throws NOT_A_REPOSITORY. */
async function journalOf(knowledge: unknown, { repository }: Where): Promise<Repository> {
  if (typeof knowledge === "string") return findRepository(path.resolve(knowledge));
  if (repository) return repository;
  throw new AgentOpsError(
    "NOT_A_REPOSITORY",
    "There is no journal to purge here.",
    "Run this in the repository.",
  );
}

/** The base branch that init wrote into git's configuration; null where it wrote none, or in the user's scope. */
const setBase = ({ scope, repository }: Where): string | null =>
  scope === "user" ? null : (repository?.configuredBase ?? null);

const isAny = ({ changes, emptied, base, loss }: Omit<Shown, "kept">): boolean =>
  changes.length > 0 || emptied !== null || base !== null || (loss !== null && !isNothing(loss));

async function takeOut(
  { changes, emptied, base }: Omit<Shown, "kept" | "loss">,
  { repository }: Where,
): Promise<void> {
  await writeChanges(changes);
  if (base !== null && repository) await tryGit(repository.commonDir, ["config", "--unset", "agentops.base"]);
  // A worker may have started a job there in between.
  if (emptied !== null) await rmdir(emptied).catch(() => {});
}

interface Shown extends Removal {
  readonly base: string | null;
  readonly loss: Purge | null;
}

/** Each removed line, or only as many files as fit a screen. */
function show({ changes, kept, emptied, base, loss }: Shown, everyLine: boolean): string {
  return [
    ...(everyLine ? changes.map(showChange) : changes.length > 0 ? [changes.map(lineOf).join("\n")] : []),
    ...(emptied === null ? [] : [`${sanitise(emptied)} (removed: it is empty)`]),
    ...(kept === null ? [] : [kept]),
    ...(base === null || loss !== null ? [] : [`git config --unset agentops.base (${base})`]),
    ...(loss === null ? [] : [showPurge(loss)]),
  ].join("\n\n");
}

function outcome(open: boolean, removed: boolean, input: CommandInput): string {
  if (!open) return "Nothing to do: nothing of it is here.";
  if (!removed) return `Nothing was removed. To remove it: ${withYes("uninstall", input)}`;
  const kept = input.options.purge === true ? "" : " What was recorded stays: --purge deletes that as well.";
  return `Removed. Restart the sessions that still use the server.${kept}`;
}
