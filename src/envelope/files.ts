// Decides whether a file lies inside the bounds: first built-in rules, then denials by name, the job's scope, and the
// lists.

import { isLessonFile } from "../git/lessons-folder.ts";
import type { Action, Bounds, FilePlace, FileTarget, FitsGlobs, JobBounds } from "./action.ts";
import { allow, type Decision, deny } from "./decision.ts";
import { guardedBy } from "./guarded-files.ts";

type FileAction = Extract<Action, { kind: "read" | "write" }>;

/** A made-up place that only a glob for all files fits. */
const ANY_FILE: FilePlace = { inside: "\ufffd/\ufffd", absolute: "" };

export function ofFile({ envelope, job }: Bounds, action: FileAction, fits: FitsGlobs): Decision {
  const { kind, file } = action;
  if (envelope === null && job === null)
    return allow("none", "No envelope is on base, so everything is allowed.");
  const beyond = beyondJob(job, action, fits);
  // An envelope on trial stops nothing, so it must not hide that the job's scope refuses.
  if (beyond && envelope?.enforce === "warn") return beyond;
  if (file.problem !== null) return deny("path", `The path ${file.problem}.`, null);
  const early = builtIn({ envelope, job }, kind, file, fits) ?? beyond;
  if (early) return early;
  if (envelope === null) return allow(`job ${job?.id}`, "It lies in the job's scope.");
  const inFull = action.kind === "read" && action.contents;
  if (kind === "read" && file.inside === "." && !inFull && envelope.read.length > 0)
    return allow("read", "It is the top of the repository.");
  const wanted = file.inside === "." ? ANY_FILE : file;
  for (const key of kind === "read" ? (["read", "write"] as const) : (["write"] as const)) {
    const glob = fittingGlob(envelope[key], wanted, fits, true);
    if (glob !== null) return allow(`${key}: ${glob}`, `\`${key}\` names it.`);
  }
  const why =
    file.inside === null ? "It lies outside of the repository." : `No entry of \`${kind}\` names it.`;
  return deny(`${kind}: no entry fits`, wanted === file ? why : `${why} All files would be read.`, kind);
}

/** A rule that comes before every list; null where none applies. */
function builtIn(
  { envelope, job }: Pick<Bounds, "envelope" | "job">,
  kind: FileAction["kind"],
  file: FileTarget,
  fits: FitsGlobs,
): Decision | null {
  const names = [file, ...file.named];
  if (names.some((name) => pathOf(name).split(/[\\/]/).some(isGitFolder)))
    return { ...deny("built in: .git", "Git's own folder is for git.", null), byName: true };
  if (envelope !== null) {
    const denied = names.map((name) => fittingGlob(envelope.deny, name, fits, false)).find(Boolean);
    if (denied) return { ...deny(`deny: ${denied}`, "It is denied by name.", "deny"), byName: true };
  }
  if (kind === "read") return null;
  if (file.inside === ".")
    return deny("built in: guarded file", "The top folder holds what decides what agents may do.", "write");
  // Where base has no envelope, only the job's scope can name a guarded file.
  const guarded = guardedBy(pathOf(file), envelope?.write ?? job?.write ?? []);
  if (guarded !== null) return { ...deny("built in: guarded file", guarded, "write"), byName: true };
  return isLearning(file) ? allow("built in: learnings", "Lessons are always welcome.") : null;
}

/** The job's refusal; null where it leaves the decision to the envelope. */
function beyondJob(job: JobBounds | null, action: FileAction, fits: FitsGlobs): Decision | null {
  const { kind, file } = action;
  if (job === null || (kind === "write" && isLearning(file))) return null;
  if (kind === "write" && job.within !== null && file.problem === null && !isBelow(file.absolute, job.within))
    return ofJob(
      deny(
        `job ${job.id}: worktree`,
        `Job ${job.id} writes in its own worktree alone: ${job.within} (where that was moved by hand, run \`git worktree repair\` in it).`,
        null,
      ),
    );
  const globs = kind === "read" ? job.read : job.write;
  if (globs === null) return null;
  const { inside, problem } = file;
  const inFull = action.kind === "read" && action.contents;
  const wanted = inside === "." && inFull ? ANY_FILE.inside : inside;
  const open = kind === "read" ? [...globs, ...job.write] : globs;
  const isOpen = wanted !== null && (wanted === "." ? kind === "read" : inScope(open, wanted, fits));
  if (isOpen && problem === null) return null;
  return ofJob(deny(`job ${job.id}: ${kind}`, `It lies outside of what job ${job.id} may ${kind}.`, null));
}

const ofJob = (decision: Decision): Decision => ({ ...decision, by: "job" });

const isBelow = (file: string, folder: string): boolean =>
  file.startsWith(folder) && ["/", "\\"].includes(file.charAt(folder.length));

/** A scope is stored with composed letters, while a disk may keep them decomposed. */
const inScope = (globs: readonly string[], path: string, fits: FitsGlobs): boolean =>
  fits(
    globs.map((glob) => glob.normalize("NFC")),
    path.normalize("NFC"),
    true,
  );

const pathOf = ({ inside, absolute }: FilePlace): string => inside ?? absolute;

/** Looks at each name on the way of a link too: where one of them lies elsewhere, it is no lesson. */
const isLearning = ({ inside, named }: FileTarget): boolean =>
  inside !== null &&
  [inside, ...named.flatMap((each) => each.inside ?? [])].every((each) => isLessonFile(each));

/** The entry that lets the path in, or null; a `!` entry takes its paths out again, wherever it stands. */
function fittingGlob(
  globs: readonly string[],
  file: FilePlace,
  fits: FitsGlobs,
  exactly: boolean,
): string | null {
  const path = pathOf(file);
  const own = globs.filter((glob) => isAbsolute(glob.replace(/^!/, "")) === (file.inside === null));
  if (!fits(own, path, exactly)) return null;
  return own.find((glob) => !glob.startsWith("!") && fits([glob], path, exactly)) ?? null;
}

const isAbsolute = (glob: string): boolean => /^([/\\~]|[A-Za-z]:)/.test(glob);

/**
 * Matches what git itself takes for `.git`: in any letter case, with characters that some disks ignore, or as a short name.
 */
function isGitFolder(segment: string): boolean {
  const plain = segment
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "")
    .replace(/:.*$/s, "")
    .replace(/(?<![. ])[. ]+$/, "")
    .toLowerCase();
  return plain === ".git" || /^git~\d+$/.test(plain);
}
