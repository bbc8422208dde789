// Turns the places of a job as somebody writes them into names within the repository.
import * as z from "zod";
import type { NamedPath } from "../git/repository-path.ts";
import { ScopeGlob, tidyGlob } from "../policy/scope.ts";
import { AgentOpsError } from "../shared/errors.ts";
import type { CodePlace } from "../shared/text/relative-paths.ts";
import { JOB_LIMITS } from "./limits.ts";

/** The code that jobs are about, with its way to name a path however it is written. */
export interface JobPlace extends CodePlace {
  named(written: string): NamedPath;
}

/** In any spelling; an absolute path may be longer than the glob that is stored. */
export const WrittenScope = z.array(z.string().min(1).max(999)).max(JOB_LIMITS.globs);

/** Without repeats. Throws INVALID_ARGUMENT, naming `field`, for a place outside or one that no job may have. */
export function scopeNamed(field: string, written: readonly string[], place: JobPlace): string[] {
  const globs = written.map((glob, at) => {
    const { path, why } = namedIn(place, glob);
    if (why === null) return path;
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `${field}.${at}: ${why}.`,
      `Correct ${field}.${at}, for example to src/auth/**.`,
    );
  });
  return [...new Set(globs)];
}

/** Why the place can't be in a job's scope; null where it can. */
export const problemInScope = (written: string, place: JobPlace): string | null =>
  namedIn(place, written).why;

function namedIn(place: JobPlace, written: string): { readonly path: string; readonly why: string | null } {
  const { path, isInside } = isGlobUpwards(written)
    ? { path: written, isInside: true }
    : place.named(written);
  const taken = ScopeGlob.safeParse(tidyGlob(isInside ? path : written));
  if (!taken.success) return { path, why: taken.error.issues[0]?.message ?? "is no glob" };
  return { path: taken.data, why: isInside ? null : "lies outside of the repository" };
}

/** A glob with `..` behind a wildcard, or with a leading `!`, names no folder, so it is refused. */
const isGlobUpwards = (glob: string): boolean =>
  glob.startsWith("!") || /^[^*?[\]{}]*[*?[\]{}].*[\\/]\.\.(?:[\\/]|$)/s.test(glob);
