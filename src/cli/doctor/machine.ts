// Checks that the machine has git, Node and a sandbox for the checks that need one.
import packageJson from "../../../package.json" with { type: "json" };
import { probeSandbox, sandboxAdvice } from "../../checks/probe.ts";
import { tryGit } from "../../git/run.ts";
import { attempt, type Check, fail, ok, warn } from "./check.ts";

/** The first version with `rev-parse --path-format` and fsync by component. */
const OLDEST_GIT = [2, 36] as const;

export const checkGit = (): Promise<Check[]> =>
  attempt("git", async () => {
    const { stdout } = await tryGit(process.cwd(), ["--version"]);
    const [version = "", major, minor] = /(?<!\d)(\d+)\.(\d+)[\d.]*/.exec(stdout) ?? [];
    const [needMajor, needMinor] = OLDEST_GIT;
    const enough = Number(major) > needMajor || (Number(major) === needMajor && Number(minor) >= needMinor);
    if (enough) return [ok("git", version)];
    const found = `${version || stdout.trim()} is older than ${needMajor}.${needMinor}`;
    return [fail("git", found, "Install a newer git and put it first on PATH.")];
  });

export function checkNode(): Check {
  const oldest = packageJson.engines.node.replace(/^>=/, "");
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [needMajor = 0, needMinor = 0] = oldest.split(".").map(Number);
  if (major > needMajor || (major === needMajor && minor >= needMinor))
    return ok("node", process.versions.node);
  const found = `${process.versions.node} is older than ${oldest}`;
  return fail("node", found, "Install a newer Node, and name it in the runtimes' files.");
}

/** Without a sandbox checks run all the same unless the policy demands one; every receipt then says so. */
export async function checkSandbox(): Promise<Check> {
  const { level, about } = await probeSandbox();
  if (level !== "none") return ok("sandbox", `${level} (${about})`);
  return warn("sandbox", `none: ${about}`, sandboxAdvice());
}
