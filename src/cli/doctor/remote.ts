// Checks that a remote answers, whose records it holds, and how syncing with it goes.
import type { Config } from "../../config/config.ts";
import { findRemote, remoteNames } from "../../git/remote.ts";
import type { Journal } from "../../journal/journal.ts";
import { recall } from "../../journal/remote-memory.ts";
import { fetchCommand, remoteToSync, type Unfetched, unfetched } from "../../journal/unfetched.ts";
import { counted } from "../../shared/text/count.ts";
import { attempt, type Check, ok, warn } from "./check.ts";

const LIMIT_MS = 5_000;
const LATER = "Nothing is lost: records wait in this clone.";

/** `mode` is what the configuration says; null where it can't be read. */
export const checkRemote = (journal: Journal, mode: Config["sync"] | null): Promise<Check[]> =>
  attempt("remote", async () => {
    const { commonDir } = journal.repository;
    const name = (await remoteToSync(journal)) ?? (await remoteNames(commonDir))[0];
    if (name === undefined) return [ok("remote", "none: records stay in this clone")];
    const there = await unfetched(journal, name, LIMIT_MS);
    return [onRecords(there), ...(mode === null ? [] : await checkSync(journal, name, mode))];
  });

function onRecords({ remote, refs, known, problem }: Unfetched): Check {
  if (known === null) return warn("remote", `${remote} ${problem}`, `${LATER} Try: git ls-remote ${remote}`);
  if (refs.length > 0)
    return warn(
      "remote",
      `${remote} holds the records of ${counted(known, "clone")}, ${refs.length} of which were never fetched here`,
      `Fetch them: agentops-mcp sync --remote ${remote}, or ${fetchCommand(remote)}`,
    );
  return ok(
    "remote",
    `${remote} ${known === 0 ? "holds no records yet" : `holds the records of ${counted(known, "clone")}`}`,
  );
}

async function checkSync(
  { repository, folder }: Journal,
  name: string,
  mode: Config["sync"],
): Promise<Check[]> {
  if (mode === "off") return [ok("sync", "off: records stay in this clone")];
  const { url } = await findRemote(repository.commonDir, name);
  const { agreed, last } = await recall(folder, name);
  const went = last === null ? "never yet" : `last at ${last.at}: ${last.status}`;
  const found = `${mode}; ${went}`;
  const checks: Check[] = [];
  if (last && (last.status === "unreachable" || last.status === "refused" || last.status === "failed")) {
    checks.push(
      warn("sync", `${found}, ${last.problem}`, `${LATER} Try: agentops-mcp sync --remote ${name}`),
    );
  } else if (mode === "auto" && agreed !== url) {
    const fix = `Agree once: agentops-mcp sync --remote ${name}`;
    checks.push(warn("sync", `${found}; only fetches, as nobody has agreed to send records to ${url}`, fix));
  } else checks.push(ok("sync", found));
  if (mode === "auto" && isSsh(url)) {
    checks.push(
      warn(
        "sync",
        "auto over ssh: Codex and Gemini CLI pass no SSH_AUTH_SOCK to servers, so keys of an ssh agent are not found there",
        "Name a key file for this host in ~/.ssh/config, use an https remote, or pass SSH_AUTH_SOCK in the env of the runtime's entry.",
      ),
    );
  }
  return checks;
}

const isSsh = (url: string): boolean => /^(?:git\+)?ssh:\/\/|^[^/:]+(?:@[^/:]+)?:(?!\/\/)/.test(url);
