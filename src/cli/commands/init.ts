// `agentops-mcp init`: adds the memory to the runtimes in use, and the other parts where asked for.

import path from "node:path";
import { PARTS, type Part } from "../../api/define.ts";
import { git } from "../../git/run.ts";
import { RUNTIMES } from "../../runtimes/all.ts";
import type { Launch } from "../../runtimes/launch.ts";
import { isRelative } from "../../runtimes/workspace-folder.ts";
import { shellLine } from "../../shared/text/shell-word.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { importNotes } from "../import-notes.ts";
import { answersOf, type Choices, settle } from "../init/choices.ts";
import { showChange } from "../init/diff.ts";
import { EPHEMERAL_ADVICE, ephemeralSign } from "../init/ephemeral.ts";
import { projectOf } from "../init/hooks.ts";
import { chooseLaunch, serverLaunch } from "../init/launch.ts";
import { notesAt } from "../init/notes.ts";
import { agreed, namedRuntimes, SHARED_OPTIONS, type Where, whereOf } from "../init/options.ts";
import { foundBy } from "../init/place.ts";
import { notesOnConfig, planFiles } from "../init/plan.ts";
import { missingBase, parsePhases } from "../init/settings.ts";
import { outcomeText, type Summary, summaryText } from "../init/summary.ts";
import { writeChanges } from "../init/write.ts";
import { withYes } from "../with-yes.ts";

export default defineCommand({
  summary: "add the memory to the runtimes in use; --with adds checks, envelope or jobs",
  everyday: true,
  positionals: "",
  options: {
    ...SHARED_OPTIONS,
    with: {
      type: "string",
      value: "<names>",
      description: "beside the memory: checks, envelope, jobs, separated by commas, or all",
    },
    private: {
      type: "boolean",
      description: "for you alone: nothing that git shows is changed, lessons stay in this clone",
    },
    permit: {
      type: "boolean",
      description: "let the tools run without a question for each call, where the runtime has a setting",
    },
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
        "also for sessions started in this folder, as some runtimes ignore the top's settings below it",
    },
    "no-hooks": {
      type: "boolean",
      description: "leave the runtimes' hooks as they are: agents then get lessons only when they ask",
    },
  },
  examples: [
    "agentops-mcp init --dry-run",
    "agentops-mcp init --runtime claude,codex --yes",
    "agentops-mcp init --private --permit",
    "agentops-mcp init --with checks,envelope,jobs",
    "agentops-mcp init --scope user",
    "agentops-mcp init --no-hooks",
    "agentops-mcp init --here --dir packages/web",
  ],

  /** Exit code 1 when something is to be written and nobody agreed, or when no runtime was found. */
  async run(input) {
    const { options, terminal } = input;
    const found = await whereOf(options);
    const chosen = choose(options, found);
    if (chosen.length === 0) {
      const text = `No runtime was found. Name one with --runtime: ${RUNTIMES.map(({ name }) => name).join(", ")}.`;
      terminal.answer({ runtimes: [], changes: [] }, text);
      return 1;
    }
    const phases = typeof options.phases === "string" ? parsePhases(options.phases) : null;
    const runtimes = chosen.map(({ runtime }) => runtime);
    const choices = await settle(input, found, runtimes);
    const { where, parts } = choices;
    const { launch: hookLaunch, note } = chooseLaunch(where);
    const server = serverLaunch(hookLaunch, where);
    const launch = { ...server, args: [...server.args, ...passedOn(options, where, parts)] };
    const project = where.private ? null : await projectOf(options, where, hookLaunch);
    const wishes = { ...choices, runtimes, launch, hookLaunch, project, phases, hooks: !options["no-hooks"] };
    const { changes, tracked } = await planFiles(where, wishes);
    const base = where.repository === null || where.private ? null : await missingBase(where.repository);
    const summary: Summary = {
      chosen,
      parts,
      changes,
      base,
      private: where.private,
      command: shellLine([launch.command, ...launch.args]),
      offers: offersFor(choices),
      notes: notesFor(choices, chosen, {
        onLaunch: where.private ? null : note,
        hasRelative: launch.args.some(isRelative),
        changes,
        tracked,
      }),
    };
    const open = changes.length > 0 || base !== null;
    const write = open && (await agreed(input, summaryText(summary), "Write this?"));
    if (write) {
      await writeChanges(changes);
      if (base !== null && where.repository)
        await git(where.repository.commonDir, ["config", "agentops.base", base]);
    }
    const again = withYes("init", { ...input, options: { ...answersOf(choices), ...options } });
    answer(input, summary, { open, write, scope: where.scope, launch, again });
    if (write) await offerImport(input, where);
    return open && !write ? 1 : 0;
  },
});

interface Outcome {
  readonly open: boolean;
  readonly write: boolean;
  readonly scope: Where["scope"];
  readonly launch: Launch;
  /** The command that does the same without a question. */
  readonly again: string;
}

function answer({ options, terminal }: CommandInput, summary: Summary, outcome: Outcome): void {
  const { chosen, changes, base, parts, notes, offers } = summary;
  const { open, write, scope, launch } = outcome;
  const facts = {
    scope,
    private: summary.private,
    parts,
    runtimes: chosen.map(({ runtime, because }) => ({ name: runtime.name, because })),
    command: [launch.command, ...launch.args],
    changes: changes.map((change) => ({ file: change.file, change: showChange(change) })),
    git_config: base === null ? {} : { "agentops.base": base },
    offers: offers.map(([purpose, command]) => ({ purpose, command })),
    notes,
    written: write,
  };
  const asked = terminal.interactive && options.yes !== true && options["dry-run"] !== true;
  const lines = options["dry-run"] === true ? changes.map((change) => `${showChange(change)}\n`) : [];
  // With all notes, for a reader who looks at each line.
  const shown = summaryText(lines.length > 0 ? { ...summary, allNotes: true } : summary);
  const end = outcomeText(open, write, outcome.again);
  const text = [...lines, shown, "", end].join("\n");
  terminal.answer(facts, asked && open ? end : text);
}

/** At a terminal it asks if the notes found there should be imported; elsewhere the summary names the command. */
async function offerImport({ options, terminal }: CommandInput, { place }: Where): Promise<void> {
  const notes = place.top === null ? [] : notesAt(place.top);
  if (!terminal.interactive || options.yes === true || notes.length === 0) return;
  if (!(await terminal.confirm(`Take in what stands in ${notes.join(", ")}?`, false))) return;
  const { dir, knowledge, base } = options;
  await importNotes({
    options: { dir: place.top ?? dir, knowledge, base },
    positionals: notes.map((name) => path.join(place.top ?? "", name)),
    terminal,
  });
}

function choose(options: CommandInput["options"], { place }: Where): Summary["chosen"] {
  if (typeof options.runtime === "string")
    return namedRuntimes(options.runtime).map((runtime) => ({ runtime, because: "named" }));
  return RUNTIMES.flatMap((runtime) => {
    const because = foundBy(runtime, place);
    return because === null ? [] : [{ runtime, because: `found ${because}` }];
  });
}

/** Launch options that runtimes have to pass as well. */
function passedOn(
  options: CommandInput["options"],
  { scope, place }: Where,
  parts: readonly Part[],
): string[] {
  const { knowledge, base } = options;
  const folder = typeof knowledge === "string" ? path.resolve(knowledge) : null;
  const named = folder === null || scope === "user" ? folder : `./${path.relative(place.top ?? "", folder)}`;
  return [
    ...(named === null ? [] : ["--knowledge", named]),
    ...(typeof base === "string" ? ["--base", base] : []),
    ...(parts.length === PARTS.length ? [] : ["--parts", parts.join(",")]),
  ];
}

function offersFor({ where, parts, askingRuntimes }: Choices): Summary["offers"] {
  const { place, scope } = where;
  const notes = place.top === null ? [] : notesAt(place.top);
  const other = parts.length === 1 && !where.private && scope === "project";
  return [
    ...(notes.length === 0
      ? []
      : [["Take in the notes that are here", `agentops-mcp import ${notes.join(" ")} --dry-run`] as const]),
    ...(askingRuntimes.length === 0
      ? []
      : [["No question for each call", "agentops-mcp init --permit"] as const]),
    ...(other
      ? [
          ["More than the memory", "agentops-mcp init --with checks,envelope,jobs"] as const,
          ["Nothing in the repository, for you alone", "agentops-mcp init --private"] as const,
        ]
      : []),
  ];
}

interface Planned extends Pick<Summary, "changes"> {
  readonly onLaunch: string | null;
  readonly hasRelative: boolean;
  readonly tracked: readonly string[];
}

function notesFor(
  { where, fresh }: Choices,
  chosen: Summary["chosen"],
  { onLaunch, hasRelative, changes, tracked }: Planned,
): string[] {
  const { scope, place, repository, private: alone } = where;
  const sign = repository === null ? null : ephemeralSign(repository.commonDir, place.env);
  return [
    ...(sign === null ? [] : [`This clone may be short-lived: ${sign}. ${EPHEMERAL_ADVICE}`]),
    ...(tracked.length === 0
      ? []
      : [
          `${tracked.join(", ")}: tracked by git, so left alone. Your own files for all projects: --scope user.`,
        ]),
    ...(onLaunch === null ? [] : [onLaunch]),
    ...notesOnConfig(
      fresh,
      where,
      changes.map(({ file }) => file),
    ),
    ...chosen.flatMap(({ runtime }) => {
      const files = alone && runtime.projectsKey !== null ? "user" : scope;
      return runtime.notes
        .filter((note) => note.scope === null || note.scope === files)
        .filter((note) => hasRelative || note.ofRelativePath !== true)
        .map(({ text }) => text);
    }),
  ];
}
