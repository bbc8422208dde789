// Chooses a command for runtimes that starts fast and will still exist tomorrow.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import type { Launch } from "../../runtimes/launch.ts";
import type { Scope } from "../../runtimes/runtime.ts";
import { SERVER_FILE } from "../../runtimes/server-file.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import type { Where } from "./options.ts";
import { programOnPath } from "./place.ts";

const PROGRAM = "agentops-mcp";
export const AS_DEPENDENCY = `node_modules/${packageJson.name}/dist/${PROGRAM}.js`;

export interface ChosenLaunch {
  readonly launch: Launch;
  /** What to know before it is committed or relied on; null where there is nothing. */
  readonly note: string | null;
}

/**
 * A dev dependency of the project, else the program on PATH, else this very file. Never a plain npx of an unpinned package,
 * which starts five times slower and may be another one tomorrow. Throws INVALID_ARGUMENT for a private set-up of a package
 * that only Yarn's loader can read, as the file that calls it would lie in the repository.
 */
export function chooseLaunch(
  { scope, place, private: alone }: Pick<Where, "scope" | "place" | "private">,
  running = process.argv[1] ?? "",
): ChosenLaunch {
  const inProject = scope === "project" ? place.top : null;
  if (inProject !== null && (isInstalled(inProject) || (!alone && isKnownToYarn(inProject))))
    return { launch: { command: "node", args: [AS_DEPENDENCY] }, note: null };
  if (programOnPath(PROGRAM, place) !== null) return { launch: { command: PROGRAM, args: [] }, note: null };
  if (alone && inProject !== null && isKnownToYarn(inProject))
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "Yarn keeps this package in an archive, from which a private set-up can't start it.",
      "Install it for yourself (npm install --global <the package's .tgz>) and run this again, or leave out --private.",
    );
  const file = realpathSync(running);
  const relative = inProject === null ? null : path.relative(inProject, file);
  if (relative !== null && !relative.startsWith("..") && !path.isAbsolute(relative))
    return { launch: { command: "node", args: [relative] }, note: null };
  return { launch: { command: "node", args: [file] }, note: noteOn(file, scope) };
}

const isInstalled = (top: string): boolean => existsSync(path.join(top, AS_DEPENDENCY));

/** Yarn's loader reads packages from its archives. */
const isKnownToYarn = (top: string): boolean =>
  textOf(path.join(top, ".pnp.cjs")).includes(`"${packageJson.name}"`);

/**
 * The server's command. Another working tree lacks the folder of dependencies, so a dependency is started through a project
 * file that git brings along.
 */
export const serverLaunch = (launch: Launch, where: Pick<Where, "scope" | "private">): Launch =>
  where.scope === "project" && !where.private && launch.args[0] === AS_DEPENDENCY
    ? { ...launch, args: [SERVER_FILE] }
    : launch;

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function noteOn(file: string, scope: Scope): string | null {
  if (/[\\/]_npx[\\/]/.test(file))
    return `${file} lies in npx's cache and can vanish: install the package from its folder or .tgz, and run this again.`;
  if (scope === "user") return null;
  return `The path ${file} is right on this machine only: do not commit it. For a path to share, run npm pack in the clone, npm install --save-dev <the .tgz> here, and this again.`;
}
