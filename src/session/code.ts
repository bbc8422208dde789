// Asks the code that a session works on: does a reference exist, which blob is a file now, has it changed since.
import { existsSync, lstatSync, readFileSync } from "node:fs";
import path from "node:path";
import { isAncestor } from "../git/containment.ts";
import type { ObjectReader } from "../git/object-reader.ts";
import { frame } from "../git/objects.ts";
import type { Repository } from "../git/repository.ts";
import { nameInRepository } from "../git/repository-path.ts";
import { tryGit } from "../git/run.ts";
import type { CodePort } from "../learnings/port.ts";
import type { Evidence } from "../records/evidence.ts";
import type { State } from "../records/state.ts";
import { isAbsolutePath, readPath } from "../shared/text/written-path.ts";
import { addressProblem } from "./address.ts";

/** In bytes; a larger file is compared only by what is committed. */
const LARGEST_HASHED = 1_000_000;
/** The newest of a long list: a trace names commits and is no log. */
const MOST_COMMITS = 100;
const MOST_LINES = 5_000;
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * `reader` is one that git runs for in this worktree, because HEAD is the worktree's own. `name` is the code's where
 * knowledge has a repository of its own, and many repositories may share it; else null.
 */
export function openCode(
  repository: Repository,
  reader: ObjectReader,
  name: string | null,
  cwd: string,
): CodePort {
  const root = repository.worktree;

  // Retrieval asks for the same files again and again, and what they are at one commit never changes.
  let known = { commit: "", blobs: new Map<string, string | null>() };
  let asking: Promise<string | null> | null = null;
  /** By commit, file and blob: true if the history of HEAD ever had the file with that content. */
  const lines = new Map<string, boolean>();

  /** All that ask at the same moment share one look at HEAD. */
  function head(): Promise<string | null> {
    asking ??= reader.resolve("HEAD^{commit}").finally(() => {
      asking = null;
    });
    return asking;
  }

  async function blobAtHead(file: string): Promise<string | null> {
    const commit = await head();
    if (commit === null) return null;
    if (known.commit !== commit) known = { commit, blobs: new Map() };
    const { blobs } = known;
    const kept = blobs.get(file);
    if (kept !== undefined) return kept;
    let blob: string | null = null;
    for (const spelled of spellingsOf(file)) blob ??= await reader.resolve(`${commit}:${spelled}`, "blob");
    blobs.set(file, blob);
    return blob;
  }

  /** The blob id of the file in the working tree; null where it is no file, or too large to be read each time. */
  function blobOnDisk(file: string, top = root): string | null {
    const places = top === null ? [] : spellingsOf(file).map((spelled) => path.join(top, spelled));
    const place = places.find((each) => existsSync(each)) ?? "";
    const found = lstatSync(place, { throwIfNoEntry: false });
    if (!found?.isFile() || found.size > LARGEST_HASHED) return null;
    return frame(repository.objectFormat, "blob", readFileSync(place)).id;
  }

  /** What the session sees of a file, as git would commit it, so with git's own rules for line ends and filters. */
  async function blobSeen(file: string, top: string | null): Promise<string | null> {
    const committed = await blobAtHead(file);
    const onDisk = blobOnDisk(file, top);
    if (top === null || onDisk === null || onDisk === committed) return committed;
    const { code, stdout } = await tryGit(top, ["hash-object", "--", file]);
    return code === 0 ? stdout.trim() : committed;
  }

  return {
    root,
    home: process.env.HOME ?? null,
    named: (written) =>
      root === null
        ? { ...readPath(written), isInside: !isAbsolutePath(written) }
        : nameInRepository(written, cwd, { ...repository, worktree: root }),
    head,
    cite: (commit) => (name === null || commit.includes("@") ? commit : `${name}@${commit}`),

    commitOf: async (written) =>
      written === "HEAD" ? head() : reader.resolve(`refs/heads/${written}^{commit}`, "commit"),

    async problem(
      { type, ref }: Evidence,
      state: State,
      at: { commit?: string; folder?: string | null } = {},
    ) {
      switch (type) {
        case "commit":
          return commitProblem(ref);
        case "path":
          return (await pathExists(ref, at))
            ? null
            : `there is no such file or folder ${at.commit === undefined ? "" : `at ${at.commit.slice(0, 12)}, `}at HEAD or in the working tree`;
        case "url":
          return addressProblem(ref);
        case "record":
          return state.record(ref) ? null : "the journal has no such record";
        case "command":
          return ref.trim() === "" ? "the command is empty" : null;
        case "said":
          return /\p{L}.*\p{L}/su.test(ref) ? null : "it names nobody and quotes nothing";
      }
    },

    headIn: async (folder) => {
      const asked = tryGit(folder, ["rev-parse", "-q", "--verify", "HEAD^{commit}"]);
      return asked.then(({ stdout }) => stdout.trim() || null).catch(() => null);
    },

    async blobs(paths, folder) {
      const found = await Promise.all(
        [...new Set(paths.map(fileOf))]
          .filter(isPlain)
          .map(async (file) => [file, await blobSeen(file, folder ?? root)] as const),
      );
      return Object.fromEntries(found.filter((pair): pair is [string, string] => pair[1] !== null));
    },

    async files() {
      const commit = await head();
      const atHead = ["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit ?? ""];
      // Some repositories do not ignore their packages.
      const others = ["--others", "--exclude-standard", "--exclude=node_modules"];
      const here = ["ls-files", "-z", "--cached", ...others];
      const listed = await Promise.all([
        commit === null ? null : tryGit(repository.commonDir, atHead),
        root === null ? null : tryGit(root, here),
      ]);
      return [...new Set(listed.flatMap((each) => each?.stdout.split("\0") ?? []))].filter(Boolean);
    },

    async commits(tips, since) {
      const here = (commit: string): string[] => (repositoryIn(commit) === name ? [idIn(commit)] : []);
      const wanted = tips.flatMap(here).filter((id) => OBJECT_ID.test(id));
      const [from] = since === null ? [] : here(since);
      if (wanted.length === 0 || from === undefined || !OBJECT_ID.test(from)) return [];
      // Where the starting commit is not here, git would list all of history.
      if ((await reader.resolve(`${from}^{commit}`, "commit")) === null) return [];
      const shape = ["--topo-order", "--reverse", "--no-merges", "--format=%H%x09%s", "--ignore-missing"];
      const args = ["log", ...shape, `--max-count=${MOST_COMMITS}`, ...wanted, `^${from}`, "--"];
      const { stdout } = await tryGit(repository.commonDir, args);
      return stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => ({
          commit: line.slice(0, line.indexOf("\t")),
          subject: line.slice(line.indexOf("\t") + 1),
        }));
    },

    async changed(learning) {
      return (await differing(learning)).flatMap(({ file, wasHere }) => (wasHere ? [file] : []));
    },

    async elsewhere(learning) {
      return (await differing(learning)).flatMap(({ file, wasHere }) => (wasHere ? [] : [file]));
    },
  };

  /** The files that differ from what the lesson saw; `wasHere` where the history of HEAD had them that way. */
  async function differing({ seen, commit }: Parameters<CodePort["changed"]>[0]) {
    // The same path in another repository is another file.
    if (commit !== null && repositoryIn(commit) !== name) return [];
    const compared = await Promise.all(
      Object.entries(seen).map(async ([file, id]) => {
        // A file on disk that equals what was seen is about to be committed that way, so it has not changed either.
        if ((await blobAtHead(file)) === id || blobOnDisk(file) === id) return null;
        return { file, wasHere: await wasHere(file, id, commit === null ? null : idIn(commit)) };
      }),
    );
    return compared.filter((each) => each !== null);
  }

  /** Also true where the lesson was recorded on the history of HEAD with content that was never committed. */
  async function wasHere(file: string, id: string, recordedAt: string | null): Promise<boolean> {
    const tip = await head();
    if (tip === null) return false;
    const key = `${tip} ${file} ${id} ${recordedAt}`;
    const kept = lines.get(key);
    if (kept !== undefined) return kept;
    const { commonDir } = repository;
    const onLine =
      (recordedAt !== null && (await isAncestor(commonDir, recordedAt, tip))) ||
      (
        await tryGit(commonDir, [
          "log",
          "-1",
          "--format=%H",
          `--find-object=${id}`,
          tip,
          "--",
          ...spellingsOf(file),
        ])
      ).stdout !== "";
    if (lines.size >= MOST_LINES) lines.clear();
    lines.set(key, onLine);
    return onLine;
  }

  /** Null where the commit belongs to the repository that holds the knowledge. */
  function repositoryIn(commit: string): string | null {
    const at = commit.lastIndexOf("@");
    return at < 0 ? null : commit.slice(0, at);
  }

  /** A commit of another repository can't be checked from here. */
  async function commitProblem(ref: string): Promise<string | null> {
    const named = repositoryIn(ref);
    if (named !== null && named !== name) return null;
    const id = idIn(ref);
    if (!/^[0-9a-f]{4,64}$/i.test(id))
      return "a commit is named by its id (4 to 64 hex digits), a branch that is here, or HEAD";
    return (await reader.resolve(`${id}^{commit}`)) ? null : "this repository has no such commit";
  }

  async function pathExists(ref: string, at: Parameters<CodePort["problem"]>[2] = {}): Promise<boolean> {
    const file = fileOf(ref);
    if (!isPlain(file)) return false;
    for (const spelled of spellingsOf(file)) {
      for (const commit of [at.commit ?? [], "HEAD"].flat())
        if ((await reader.resolve(`${commit}:${spelled}`)) !== null) return true;
      if ([at.folder ?? [], root ?? []].flat().some((top) => existsSync(path.join(top, spelled))))
        return true;
    }
    return false;
  }
}

const idIn = (ref: string): string => ref.slice(ref.lastIndexOf("@") + 1);

/** `./src/a.ts:12-20` and `src/a.ts#L12` name the file `src/a.ts`. */
const fileOf = (ref: string): string => readPath(ref).path || ".";

/** The same name in composed and in decomposed letters, as git and most disks keep them the way they were written. */
const spellingsOf = (file: string): string[] => [...new Set([file, file.normalize("NFD")])];

/** Not a glob, and inside the repository. */
const isPlain = (file: string): boolean =>
  !/[*?[\]{}\n\0]/.test(file) && !path.posix.isAbsolute(file) && !/^\.\.(\/|$)/.test(file);
