// Reads git's log as a stream, so that neither a long history nor a large message is ever held whole.
import { once } from "node:events";
import { git, gitFailure, spawnGit, startFailure } from "../../git/run.ts";
import { createLogReader, LOG_FORMAT, type LoggedCommit } from "../commit.ts";
import { lacksFolders } from "./lacking.ts";

export interface Range {
  /** The commit whose past is read. */
  readonly tip: string;
  /** What is known already: it and its past are left out; null for none. */
  readonly since: string | null;
}

const revisions = ({ tip, since }: Range): string[] => [since === null ? tip : `${since}..${tip}`];

/** At most `most`, as more are not counted. Throws GIT_FAILED. */
export async function countLog(commonDir: string, range: Range, most: number): Promise<number> {
  const counting = ["rev-list", "--count", "--no-merges", `--max-count=${most}`];
  return Number(await git(commonDir, [...counting, ...revisions(range), "--"]));
}

/** Newest first, without merges. Throws GIT_FAILED. */
export async function readLog(
  commonDir: string,
  range: Range,
  most: number,
  visit: (commit: LoggedCommit) => void,
): Promise<void> {
  // Names would be fetched folder by folder where they are not here.
  const names = lacksFolders(commonDir) ? [] : ["--name-only", "--no-renames"];
  const child = spawnGit(commonDir, [
    ...["log", "-z", "--no-merges", ...names, `--max-count=${most}`, `--format=${LOG_FORMAT}`],
    ...[...revisions(range), "--"],
  ]);
  const ended = once(child, "close").then(
    ([code]): unknown => code,
    (error: Error) => startFailure(error, commonDir),
  );
  child.stdin.on("error", () => {});
  child.stdin.end();
  const reader = createLogReader(visit);
  child.stdout.setEncoding("utf8");
  for await (const text of child.stdout) reader.push(String(text));
  const code = await ended;
  if (code !== 0) throw code instanceof Error ? code : gitFailure("log", "");
  reader.end();
}
