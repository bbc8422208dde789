// Checks that the journal can be read and written, and finds what killed or hostile writers left in it.

import { access, constants, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { readOnly } from "../../git/run.ts";
import { skippedFiles } from "../../hooks/io/notes-file.ts";
import { cloneNamed } from "../../journal/dropped.ts";
import type { Journal } from "../../journal/journal.ts";
import { TORN, UNREADABLE } from "../../journal/read.ts";
import Learning from "../../learnings/records/learning.ts";
import type { Quarantined } from "../../records/record.ts";
import { openKept } from "../../session/cache/keep.ts";
import { openReadModel } from "../../session/read-model.ts";
import { readOn } from "../../session/read-on.ts";
import { isCode, readTextNow } from "../../shared/files.ts";
import type { Log } from "../../shared/log.ts";
import { counted } from "../../shared/text/count.ts";
import { line } from "../reading.ts";
import { attempt, type Check, fail, ok, warn } from "./check.ts";

/** Milliseconds; locks and queue places are held for milliseconds, so an older one belongs to nobody. */
const LEFT_BEHIND_MS = 10_000;
const MOST_NAMED = 3;

export const checkJournal = (journal: Journal, log: Log): Promise<Check[]> =>
  attempt("journal", async () => {
    const clones = (await journal.positions()).size;
    const state = await openReadModel(journal, null, log, { readOn: () => readOn(journal) }).soon();
    const { quarantined, redactions, unfinished } = state;
    // Redacted records are withheld on purpose, and a warning that nobody can end would hide the next one.
    const withheld = [...quarantined.values()].filter(({ id }) => !redactions.has(id));
    const aside = withheld.filter((each) => each.aside);
    const lost = withheld.filter(({ path: ref, aside: isAside }) => ref.startsWith("refs/") && !isAside);
    const leftOut = withheld.filter(({ path: ref }) => !ref.startsWith("refs/"));
    const own = await journal.ownClones();
    const isOwn = ({ refs = [] }: Quarantined) => refs.some((ref) => own.has(cloneNamed(ref) ?? ""));
    return [
      ok(
        "journal",
        `${counted(state.count(Learning), "learning")} of ${counted(clones - lost.length - aside.length, "clone")}`,
      ),
      ...(await Promise.all(lost.map(async (each) => lostJournal(journal, each)))),
      ...stillRead([...unfinished].sort()),
      ...setAside(aside),
      ...quarantine(leftOut.filter(isOwn), (path) => `agentops-mcp redact ${path} --reason <text>`),
      ...quarantine(
        leftOut.filter((each) => !isOwn(each)),
        (_, ref) => `${dropCommand(ref)}, or have its owner take it out: agentops-mcp redact`,
      ),
    ];
  });

const dropCommand = (ref: string): string => `agentops-mcp drop ${cloneNamed(ref) ?? "<clone>"}`;

/** Large journals that are not read to their end yet. */
function stillRead(refs: readonly string[]): Check[] {
  const [first] = refs;
  if (first === undefined) return [];
  const more = refs.length > MOST_NAMED ? ` and ${refs.length - MOST_NAMED} more` : "";
  return [
    warn(
      "reading",
      `large journals are still being read: ${refs.slice(0, MOST_NAMED).map(line).join(", ")}${more}`,
      `Lessons can be found meanwhile, as far as they are read. Wait a minute, or do without one for good: ${dropCommand(first)}`,
    ),
  ];
}

/** Journals of other clones that break a limit or are no journals. */
function setAside(aside: readonly Quarantined[]): Check[] {
  return groupsOf(aside).map(({ named, first }) =>
    warn(
      "set aside",
      `journals of other clones are not read: ${named}`,
      `Nothing else is affected. Take one out for good: ${dropCommand(first.path)}`,
    ),
  );
}

/** Records that can't be read, each with its journal and a fix. */
function quarantine(leftOut: readonly Quarantined[], wayOut: (path: string, ref: string) => string): Check[] {
  return groupsOf(leftOut).map(({ named, first }) =>
    warn(
      "quarantine",
      `${counted(leftOut.length, "record")} left out: ${named}`,
      `Nothing else is affected. The way out: ${wayOut(first.path, first.refs?.[0] ?? "")}`,
    ),
  );
}

/** Nothing or one check: the first by name, and how many more there are. */
function groupsOf(
  entries: readonly Quarantined[],
): { readonly named: string; readonly first: Quarantined }[] {
  const [first] = entries;
  if (first === undefined) return [];
  const named = entries.slice(0, MOST_NAMED).map(({ path: file, reason, refs = [] }) => {
    const holder = refs.filter((ref) => ref !== file).slice(0, 1);
    return `${[...holder, file].map(line).join(":")}: ${line(reason)}`;
  });
  const more = entries.length > MOST_NAMED ? ` and ${entries.length - MOST_NAMED} more` : "";
  return [{ named: named.join("; ") + more, first }];
}

/** Where the objects of a commit that the cache has seen are still here, one command restores the loss. */
async function lostJournal(journal: Journal, { path: ref, reason }: Quarantined): Promise<Check> {
  const last = await lastSeen(journal, ref);
  const file = path.join(journal.repository.commonDir, ref);
  const again =
    last === null ? `git fetch <remote or another clone> '+${ref}:${ref}'` : `git update-ref ${ref} ${last}`;
  const fix = reason === UNREADABLE[TORN] ? `rm ${file} && ${again}` : again;
  return fail("journal", `can't be read: ${ref}: ${reason}`, `Bring it back: ${fix}`);
}

async function lastSeen({ folder, kinds, reader }: Journal, ref: string): Promise<string | null> {
  const { positions } = await openKept({ folder, kinds });
  return reader.resolve(`${positions.get(ref) ?? ref}^{commit}`).catch(() => null);
}

/** Notes of hooks that the journal refused; empty where it took all. */
export function checkNotes(hooksFolder: string): Check[] {
  return skippedFiles(hooksFolder).map((file) => {
    const lines = (readTextNow(file) ?? "").split("\n").filter(Boolean);
    return warn(
      "notes of hooks",
      `${lines.length} of session ${path.basename(file, ".skipped")} were left out: ${lines.slice(0, MOST_NAMED).join("; ")}`,
      `They can't be brought back. When you have seen it: rm ${file}`,
    );
  });
}

export async function checkLocks({ repository, folder }: Journal): Promise<Check[]> {
  const { commonDir } = repository;
  const refs = await filesBelow(path.join(commonDir, "refs/agentops"));
  const locks = await leftBehind([
    ...refs.filter((file) => file.endsWith(".lock")),
    path.join(commonDir, "packed-refs.lock"),
  ]);
  const queue = path.join(folder, "queue");
  const tickets = await leftBehind(
    (await readdir(queue).catch(() => [])).map((name) => path.join(queue, name)),
  );
  return [
    locks.length === 0
      ? ok("locks", "none left behind")
      : warn(
          "locks",
          `left by a git that was killed: ${locks.map((file) => path.relative(commonDir, file)).join(", ")}`,
          `The next record clears its own once no git owns it. By hand, with no git running: rm ${locks.join(" ")}`,
        ),
    tickets.length === 0
      ? ok("queue", "no place is held by a process that is gone")
      : warn(
          "queue",
          `${tickets.length} places held by processes that are gone`,
          "The next record clears them.",
        ),
  ];
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

async function leftBehind(files: readonly string[]): Promise<string[]> {
  const ages = await Promise.all(
    files.map(async (file) => {
      const found = await stat(file).catch(() => null);
      return found ? Date.now() - found.mtimeMs : 0;
    }),
  );
  return files.filter((_, at) => (ages[at] ?? 0) > LEFT_BEHIND_MS);
}

/** Looks only at permissions, and writes no trial file. */
export async function checkWritable({ repository, folder }: Journal): Promise<Check[]> {
  const { commonDir } = repository;
  const needed = [commonDir, path.join(commonDir, "objects"), path.join(commonDir, "refs"), folder];
  const refused = await unwritable([...needed, path.join(folder, "queue")]);
  const cache = path.join(folder, "cache");
  const cached = await unwritable([
    cache,
    ...(await readdir(cache).catch(() => [])).map((name) => path.join(cache, name)),
  ]);
  return [
    refused.length === 0
      ? ok("git directory", commonDir)
      : fail("git directory", `cannot be written: ${refused.join(", ")}`, readOnly().fix),
    cached.length === 0
      ? ok("cache", "can be written")
      : warn(
          "cache",
          `cannot be written: ${cached.join(", ")}`,
          `Delete it, nothing is lost: rm -r ${cache}`,
        ),
  ];
}

/** Existing folders that this user may not write to. */
async function unwritable(folders: readonly string[]): Promise<string[]> {
  const refused = await Promise.all(
    folders.map((each) =>
      access(each, constants.W_OK).then(
        () => false,
        (error) => !isCode(error, "ENOENT"),
      ),
    ),
  );
  return folders.filter((_, at) => refused[at]);
}
