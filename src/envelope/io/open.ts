// Answers tools, resources and hooks about the bounds: base's envelope, the job's scope, and single actions.

import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "../../git/place.ts";
import { matcher } from "../../shared/glob.ts";
import { sha256 } from "../../shared/sha256.ts";
import type { Action, ActionRequest, Bounds, FileTarget, FitsGlobs, WordAction } from "../action.ts";
import { commandWords } from "../command-words.ts";
import { decide, isInForce, MOST_WORDS, plainWords } from "../decide.ts";
import type { Decision } from "../decision.ts";
import type { CheckedAction, DiffOutside, EnvelopePort, JobScope } from "../port.ts";
import { readingWords } from "../reading-commands.ts";
import type { Envelope } from "../settings.ts";
import { ofUndoing, reverting, undoing } from "../undoing-commands.ts";
import type { JudgedWord } from "../words.ts";
import { resolveFile, withLinks } from "./resolve-file.ts";
import { revertedFiles, undoneFiles } from "./undone-files.ts";

export interface EnvelopeParts {
  /** Null in a bare repository, which has no files to write. */
  readonly place: Pick<Place, "commonDir" | "gitDir" | "worktree"> | null;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** As it stands at the base commit now. Throws CONFIG_INVALID. */
  base(): Promise<{ readonly envelope: Envelope | null; readonly name: string }>;
  /** The scope of the session's job; null where it works on none. */
  scope: JobScope | null;
  /** For paths that somebody asks about beforehand; without it each path is taken as a tool would open it. */
  readonly resolve?: typeof resolveFile;
}

export function createEnvelopePort({
  place,
  cwd,
  base,
  scope,
  resolve = resolveFile,
}: EnvelopeParts): EnvelopePort {
  const fits = createFits();
  const bounds = async (): Promise<Bounds> => {
    const [{ envelope, name }, job] = await Promise.all([base(), scope === null ? null : scope()]);
    return boundsOf(envelope, name, job);
  };
  async function judge(inForce: Bounds, request: ActionRequest, now: number): Promise<CheckedAction> {
    // The words of a command reach its program as they are.
    const isPath = request.kind === "read" || request.kind === "write";
    const find = (typed: string): FileTarget =>
      place === null
        ? { inside: null, absolute: "", named: [], problem: "has no working tree here" }
        : (isPath ? resolve : resolveFile)(typed, cwd, place);
    // A line may repeat one word thousands of times, and a look at the disk costs as much as all the rest.
    const known = new Map<string, FileTarget>();
    const found = (typed: string): FileTarget => {
      const target = known.get(typed) ?? find(typed);
      known.set(typed, target);
      return target;
    };
    const action = actionOf(request, found, place?.worktree ?? cwd);
    const first = decide(inForce, action, now, fits);
    const takesBack = () => (isInForce(inForce, now) ? undo(inForce, request, found) : null);
    const decision = first.decision === "allow" ? first : ((await takesBack()) ?? first);
    return { bounds: inForce, decision, action: action.kind, target: targetOf(action) };
  }

  /** Permits what no entry names where it only takes back what this branch has done. */
  async function undo(
    inForce: Bounds,
    request: ActionRequest,
    found: (typed: string) => FileTarget,
  ): Promise<Decision | null> {
    const isCommand = request.kind === "command" || request.kind === "line";
    if (place === null || !isCommand || request.altered === true) return null;
    const argv = wordsOf(request);
    const { folders = [] } = request;
    const reverted = argv && folders.length === 0 ? reverting(argv) : null;
    if (reverted !== null) {
      const files = await revertedFiles(reverted, found, place, inForce.base);
      return files && ofUndoing(inForce, files, fits);
    }
    const asked = argv && undoing(argv);
    if (asked === null) return null;
    const files = asked.paths.flatMap((typed) => seenFrom(typed, folders)).map(found);
    return ofUndoing(inForce, await undoneFiles(asked, files, place, inForce.base), fits);
  }

  return {
    bounds,
    check: async (request, now) => judge(await bounds(), request, now),
    async checkAll(requests, now) {
      const inForce = await bounds();
      return Promise.all(requests.map((request) => judge(inForce, request, now)));
    },
    async outside(paths, now): Promise<DiffOutside> {
      const inForce = inAnyWorktree(await bounds());
      const refused = paths.flatMap((inside) => {
        const decision = decideCommitted(inForce, inside, now, fits);
        return decision.decision === "allow" ? [] : [{ path: inside, decision }];
      });
      return { bounds: inForce, refused };
    },
  };
}

export const boundsOf = (envelope: Envelope | null, base: string, job: Bounds["job"]): Bounds => ({
  envelope: envelope && {
    ...envelope,
    read: envelope.read.flatMap(withLinks),
    write: envelope.write.flatMap(withLinks),
    deny: envelope.deny.flatMap(withLinks),
  },
  // The schema fixes the order of keys, so equal envelopes have equal texts.
  digest: envelope && sha256(JSON.stringify(envelope)),
  base,
  job,
});

/** A commit's files are written already, so it does not matter in which worktree. */
const inAnyWorktree = (bounds: Bounds): Bounds => ({
  ...bounds,
  job: bounds.job && { ...bounds.job, within: null },
});

/** In a commit a path is a plain place, as git follows no links in it. */
function decideCommitted(bounds: Bounds, inside: string, now: number, fits: FitsGlobs): Decision {
  const file = { inside, absolute: inside, named: [], problem: problemCommitted(inside) };
  return decide(bounds, { kind: "write", file }, now, fits);
}

/** The trees of a commit can be made by hand, with anything in them. */
function problemCommitted(inside: string): string | null {
  if (/[\p{Cc}\u2028\u2029]/u.test(inside)) return "holds a control character";
  return inside.split("/").some((name) => ["", ".", ".."].includes(name)) ? "climbs" : null;
}

/** `top` is the working tree's. */
export function actionOf(
  request: ActionRequest,
  resolve: (typed: string) => FileTarget,
  top: string,
): Action {
  switch (request.kind) {
    case "read":
      return { kind: "read", file: resolve(request.path), contents: request.contents === true };
    case "write": {
      const file = resolve(request.path);
      return { kind: "write", file: request.mustExist === true ? ifThere(file) : file };
    }
    case "command":
    case "line": {
      const argv = wordsOf(request);
      if (argv === null) return { kind: "shell", altered: request.altered === true };
      return commandAction(argv, request, resolve, top);
    }
    case "network":
      return addressAction(request.url, resolve);
    case "tool":
      return request;
  }
}

/** Null for a line that only a shell can read, or an empty one. */
function wordsOf(request: Extract<ActionRequest, { kind: "command" | "line" }>): readonly string[] | null {
  if (request.kind === "line") return plainWords(request.line);
  return request.argv.length > MOST_WORDS ? null : request.argv;
}

type Circumstances = Pick<Extract<ActionRequest, { kind: "line" }>, "altered" | "folders">;

/** Its files, as seen from each folder in which it may be run. */
function commandAction(
  argv: readonly string[],
  { altered = false, folders = [] }: Circumstances,
  resolve: (typed: string) => FileTarget,
  top: string,
): Action {
  const found = (word: JudgedWord): WordAction[] => {
    if (word.is === "refused") return [word];
    const seen = seenFrom(word.path, word.fromTop ? [top] : folders);
    return seen.map((typed) => ({ ...word, file: resolve(typed) }));
  };
  return {
    kind: "command",
    argv,
    words: commandWords(argv).flatMap(found),
    reading: readingWords(argv)?.flatMap(found) ?? null,
    altered,
  };
}

/** The path as seen from each of the folders. */
const seenFrom = (typed: string, folders: readonly string[]): string[] =>
  path.isAbsolute(typed) || folders.length === 0
    ? [typed]
    : folders.map((folder) => path.join(folder, typed));

const ifThere = (file: FileTarget): FileTarget =>
  file.problem !== null || existsSync(file.absolute)
    ? file
    : { ...file, problem: "names no file, and the tool then looks for another; write it from / on" };

/** For an address or a bare host; the host is null where it can't be read. `file:` names a file. */
function addressAction(url: string, resolve: (typed: string) => FileTarget): Action {
  try {
    const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) || /^\s*file:/i.test(url);
    const address = new URL(hasScheme ? url : `https://${url}`);
    if (address.protocol === "file:")
      return { kind: "read", file: resolve(fileURLToPath(address)), contents: false };
    return { kind: "network", host: address.hostname || null };
  } catch {
    return { kind: "network", host: null };
  }
}

/** What a record may keep of the action: no folder of the machine, and no command, which may hold anything. */
export function targetOf(action: Action): string {
  switch (action.kind) {
    case "read":
    case "write":
      return (action.file.inside ?? "outside").slice(0, 300);
    case "command":
      return sha256(JSON.stringify(action.argv)).slice(0, 16);
    case "shell":
      return "shell";
    case "network":
      return (action.host ?? "unknown").slice(0, 300);
    case "tool":
      return action.name.slice(0, 300) || "unnamed";
  }
}

/** Keeps compiled globs, as a session asks for the same ones all the time. */
export function createFits(): FitsGlobs {
  const known = new Map<string, (path: string) => boolean>();
  return (globs, path, exactly) => {
    const key = JSON.stringify([exactly, globs]);
    const fits = known.get(key) ?? matcher(globs, exactly);
    if (known.size > 5_000) known.clear();
    known.set(key, fits);
    return fits(path.replace(/^\/+/, ""));
  };
}
