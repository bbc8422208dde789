// Writes the settings of init: the phases into .agentops/config.yaml and the base branch into git's configuration.
import { PHASES } from "../../api/define.ts";
import type { Repository } from "../../git/repository.ts";
import { tryGit } from "../../git/run.ts";
import { lineEndOf } from "../../runtimes/text.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { didYouMean } from "../../shared/nearest.ts";
import { isMap, parseDocument } from "../../shared/yaml.ts";

/** Throws INVALID_ARGUMENT for words that are no phases, or not the first of the four. */
export function parsePhases(list: string): string[] {
  const phases = list.split(",").map((word) => word.trim());
  const known: readonly string[] = PHASES;
  const wrong = phases.find((phase) => !known.includes(phase));
  if (wrong !== undefined)
    throw new AgentOpsError("INVALID_ARGUMENT", `${wrong} is no phase.`, didYouMean(wrong, PHASES));
  if (phases.some((phase, at) => phase !== PHASES[at])) {
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `${list} is not a beginning of ${PHASES.join(",")}.`,
      "Adopt the phases in this order; each beginning is whole in itself.",
    );
  }
  return phases;
}

/** The configuration with `phases` set, every other byte kept. Throws CONFIG_INVALID for YAML that does not parse. */
export function setPhases(text: string, phases: readonly string[], file: string): string {
  const value = `[${phases.join(", ")}]`;
  const document = parseDocument(text);
  const root = document.contents;
  if (document.errors.length > 0 || (root !== null && !isMap(root))) {
    throw new AgentOpsError(
      "CONFIG_INVALID",
      `${file} is not a YAML mapping.`,
      "Correct the file by hand and run this again; nothing was written.",
    );
  }
  if (JSON.stringify(document.toJS()?.phases) === JSON.stringify(phases)) return text;
  const stored: unknown = document.get("phases", true);
  const range = typeof stored === "object" && stored !== null && "range" in stored ? stored.range : null;
  if (Array.isArray(range)) {
    const start = Number(range[0]);
    const stop = Number(range[1]);
    return `${text.slice(0, start)}${value}${/\s$/.test(text.slice(start, stop)) ? lineEndOf(text) : ""}${text.slice(stop)}`;
  }
  const start = text === "" || text.endsWith("\n") ? text : text + lineEndOf(text);
  return `${start}phases: ${value}${lineEndOf(text)}`;
}

/** The base branch by its short name, as far as git tells it. */
export async function baseBranch(repository: Repository): Promise<string> {
  const folder = repository.worktree ?? repository.commonDir;
  const remote = await tryGit(folder, ["symbolic-ref", "-q", "refs/remotes/origin/HEAD"]);
  // In full, as git's own short name changes once a tag has the branch's name.
  const ofRemote = remote.code === 0 ? remote.stdout.trim().replace("refs/remotes/origin/", "") : null;
  return ofRemote ?? repository.configuredBase ?? (await missingBase(repository)) ?? "main";
}

/** The branch to name in `git config agentops.base`; null where git tells it already or has no branch. */
export async function missingBase({
  commonDir,
  worktree,
  configuredBase,
}: Repository): Promise<string | null> {
  if (configuredBase !== null) return null;
  const folder = worktree ?? commonDir;
  const ask = async (...args: string[]) => {
    const { code, stdout } = await tryGit(folder, args);
    return code === 0 ? stdout.trim() : "";
  };
  if ((await ask("symbolic-ref", "-q", "refs/remotes/origin/HEAD")) !== "") return null;
  for (const name of ["main", "master"])
    if ((await ask("show-ref", "--verify", "--hash", `refs/heads/${name}`)) !== "") return name;
  return (await ask("symbolic-ref", "-q", "HEAD")).replace("refs/heads/", "") || null;
}
