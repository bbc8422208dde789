// `agentops-mcp init`: adds the server and a short text to the runtimes in use, after showing each line of it.
import { existsSync } from "node:fs";
import path from "node:path";
import { git } from "../../git/run.ts";
import { RUNTIMES } from "../../runtimes/all.ts";
import { setEntry } from "../../runtimes/edit.ts";
import { setBlock } from "../../runtimes/instructions.ts";
import type { Launch } from "../../runtimes/launch.ts";
import type { Runtime } from "../../runtimes/runtime.ts";
import { CONFIG_PATH } from "../../shared/settings-file.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { showChange } from "../init/diff.ts";
import { createDraft, type FileChange } from "../init/draft.ts";
import { EPHEMERAL_ADVICE, ephemeralSign } from "../init/ephemeral.ts";
import { draftHooks, draftScript, draftServerBelow, projectOf } from "../init/hooks.ts";
import { chooseLaunch } from "../init/launch.ts";
import { agreed, namedRuntimes, SHARED_OPTIONS, type Where, whereOf } from "../init/options.ts";
import { configOf, filesOf, foundBy } from "../init/place.ts";
import { proposalText, proposeChecks } from "../init/propose-checks.ts";
import { envelopeText, trackedAt } from "../init/propose-envelope.ts";
import { missingBase, parsePhases, setPhases } from "../init/settings.ts";
import { writeChanges } from "../init/write.ts";

interface Chosen {
  readonly runtime: Runtime;
  readonly because: string;
}

export default defineCommand({
  summary: "add the server to the runtimes in use, after showing each line",
  positionals: "",
  options: {
    ...SHARED_OPTIONS,
    runtime: {
      type: "string",
      value: "<names>",
      description: `only these, separated by commas: ${RUNTIMES.map(({ name }) => name).join(", ")} (default: those in use)`,
    },
    phases: {
      type: "string",
      value: "<names>",
      description: "offer the tools of these phases only, such as prepare or prepare,bound",
    },
    here: {
      type: "boolean",
      description:
        "also for sessions that are started in this very folder below the top, where some runtimes read no settings of the top",
    },
    "no-hooks": {
      type: "boolean",
      description: "leave the runtimes' hooks as they are: agents then get lessons only when they ask",
    },
  },
  examples: [
    "agentops-mcp init --dry-run",
    "agentops-mcp init --runtime claude,codex --yes",
    "agentops-mcp init --scope user",
    "agentops-mcp init --phases prepare",
    "agentops-mcp init --no-hooks",
    "agentops-mcp init --here --dir packages/web",
  ],

  /** Exit code 1 when something is to be written and nobody agreed, or when no runtime was found. */
  async run(input) {
    const { options, terminal } = input;
    const where = await whereOf(options);
    const chosen = choose(options, where);
    if (chosen.length === 0) {
      const known = RUNTIMES.map(({ name }) => name).join(", ");
      terminal.answer(
        { runtimes: [], changes: [] },
        `No runtime was found. Name one with --runtime: ${known}.`,
      );
      return 1;
    }
    const { launch, note } = chooseLaunch(where.scope, where.place);
    const full = { ...launch, args: [...launch.args, ...passedOn(options, where)] };
    const changes = await plan(options, where, chosen, full, launch);
    const base = where.repository === null ? null : await missingBase(where.repository);
    const notes = notesFor(where, chosen, note, changes);
    const open = changes.length > 0 || base !== null;
    const shown = show(chosen, full, changes, base, notes);
    const write = open && (await agreed(input, shown, "Write this?"));
    if (write) {
      await writeChanges(changes);
      if (base !== null && where.repository)
        await git(where.repository.commonDir, ["config", "agentops.base", base]);
    }
    const facts = {
      scope: where.scope,
      runtimes: chosen.map(({ runtime, because }) => ({ name: runtime.name, because })),
      command: [full.command, ...full.args],
      changes: changes.map((change) => ({ file: change.file, change: showChange(change) })),
      git_config: base === null ? {} : { "agentops.base": base },
      notes,
      written: write,
    };
    const asked = terminal.interactive && options.yes !== true && options["dry-run"] !== true;
    terminal.answer(facts, asked && open ? outcome(open, write) : `${shown}\n\n${outcome(open, write)}`);
    return open && !write ? 1 : 0;
  },
});

function choose(options: CommandInput["options"], { place }: Where): Chosen[] {
  if (typeof options.runtime === "string")
    return namedRuntimes(options.runtime).map((runtime) => ({ runtime, because: "named" }));
  return RUNTIMES.flatMap((runtime) => {
    const because = foundBy(runtime, place);
    return because === null ? [] : [{ runtime, because: `found ${because}` }];
  });
}

/** Launch options that the runtimes must give as well. */
function passedOn(options: CommandInput["options"], { scope, place }: Where): string[] {
  const { knowledge, base } = options;
  const folder = typeof knowledge === "string" ? path.resolve(knowledge) : null;
  const named = folder === null || scope === "user" ? folder : `./${path.relative(place.top ?? "", folder)}`;
  return [
    ...(named === null ? [] : ["--knowledge", named]),
    ...(typeof base === "string" ? ["--base", base] : []),
  ];
}

async function plan(
  options: CommandInput["options"],
  where: Where,
  chosen: readonly Chosen[],
  launch: Launch,
  hookLaunch: Launch,
): Promise<FileChange[]> {
  const { scope, place } = where;
  const draft = createDraft(place);
  const project = await projectOf(options, where, hookLaunch);
  for (const { runtime } of chosen) {
    const files = filesOf(runtime, scope, place);
    const config = files && configOf(files);
    if (!config) continue;
    const entry = runtime.entry(launch, scope === "project");
    await draft.edit(config, (text, shown) => setEntry(runtime, text, entry, shown));
    if (options["no-hooks"] !== true) await draftHooks({ draft, place }, runtime, hookLaunch, project);
    if (project) await draftServerBelow(draft, runtime, launch, project);
    if (files.instructions !== null)
      await draft.edit(files.instructions, (text, shown) => setBlock(text, runtime.instructionsHead, shown));
  }
  if (project && options["no-hooks"] !== true && chosen.some(({ runtime }) => runtime.hooks))
    await draftScript(draft, project, hookLaunch);
  if (place.top !== null) {
    const config = path.join(place.top, CONFIG_PATH);
    const proposal = scope === "user" || existsSync(config) ? "" : await propose(place.top);
    if (typeof options.phases === "string") {
      const phases = parsePhases(options.phases);
      await draft.edit(config, (text, shown) => setPhases(text, phases, shown));
    }
    // A person's own entries, and what a person left out, stay as they are.
    if (proposal !== "") await draft.edit(config, (text) => text + proposal);
  }
  return draft.changes();
}

/** A first policy, for a person to look at: nothing of it is in force until it is committed on base. */
async function propose(top: string): Promise<string> {
  const checks = proposeChecks(top);
  const texts = [proposalText(checks), envelopeText(top, await trackedAt(top), checks)];
  return texts.filter((text) => text !== "").join("\n");
}

function notesFor(
  { scope, place, repository }: Where,
  chosen: readonly Chosen[],
  onLaunch: string | null,
  changes: readonly FileChange[],
): string[] {
  const sign = repository === null ? null : ephemeralSign(repository.commonDir, place.env);
  return [
    ...(onLaunch === null ? [] : [onLaunch]),
    ...(changes.some(({ file }) => file === CONFIG_PATH)
      ? [`${CONFIG_PATH} takes effect once it is committed on the base branch.`]
      : []),
    ...(sign === null ? [] : [`This clone may be short-lived: ${sign}. ${EPHEMERAL_ADVICE}`]),
    ...chosen.flatMap(({ runtime }) =>
      runtime.notes.filter((note) => note.scope === null || note.scope === scope).map(({ text }) => text),
    ),
  ];
}

function show(
  chosen: readonly Chosen[],
  { command, args }: Launch,
  changes: readonly FileChange[],
  base: string | null,
  notes: readonly string[],
): string {
  return [
    chosen.map(({ runtime, because }) => `${runtime.label} (${because})`).join(", "),
    `Server: ${[command, ...args].join(" ")}`,
    ...changes.map((change) => `\n${showChange(change)}`),
    ...(base === null ? [] : [`\ngit config agentops.base ${base}`]),
    ...(notes.length === 0 ? [] : ["", ...notes.map((note) => `- ${note}`)]),
  ].join("\n");
}

function outcome(open: boolean, written: boolean): string {
  if (!open) return "Nothing to do: all of it is there.";
  return written
    ? "Written. Check with: agentops-mcp doctor"
    : "Nothing was written. To write it: agentops-mcp init --yes, with the same options";
}
