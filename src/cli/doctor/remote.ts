// Whether a remote can be reached and holds records of this or other clones.
import { probeRemote } from "../../git/probe-remote.ts";
import type { Repository } from "../../git/repository.ts";
import { git } from "../../git/run.ts";
import { attempt, type Check, ok, warn } from "./check.ts";

const LIMIT_MS = 5_000;

export const checkRemote = ({ commonDir }: Repository): Promise<Check[]> =>
  attempt("remote", async () => {
    const names = (await git(commonDir, ["remote"])).split("\n").filter(Boolean);
    const name = names.includes("origin") ? "origin" : names[0];
    if (name === undefined) return [ok("remote", "none: records stay in this clone")];
    const probed = await probeRemote(commonDir, name, "refs/agentops/*", LIMIT_MS);
    if (probed.answer === "refs") {
      const holds = probed.refs === 0 ? "holds no records yet" : `holds the records of ${probed.refs} clones`;
      return [ok("remote", `${name} ${holds}`)];
    }
    const later = "Nothing is lost: records wait in this clone. Try: git ls-remote";
    if (probed.answer === "silent")
      return [warn("remote", `${name} did not answer within ${LIMIT_MS / 1000} s`, `${later} ${name}`)];
    return [warn("remote", `${name} refused: ${probed.reason}`, `${later} ${name}`)];
  });
