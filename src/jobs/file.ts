// Reads a list of jobs that is queued as a whole. Its entries refer to each other by key or title, and none may wait for
// itself.

import * as z from "zod";
import type { State } from "../records/state.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { jobDraft, NEW_JOB_FIELDS, type NewJobDraft, refuseSameJob, sameTitle } from "./draft.ts";
import { JOB_LIMITS } from "./limits.ts";
import { overlapsOf } from "./plan.ts";
import { type JobPlace, problemInScope } from "./scope.ts";
import { findJob } from "./standing.ts";

/** Pairs of overlapping jobs named in a refusal. */
const MOST_OVERLAPS = 10;

/** Most entries of one file. */
export const MOST_JOBS = 200;

export const JobEntry = z.strictObject({
  ...NEW_JOB_FIELDS,
  /** A short name by which other entries of the file refer to this one; it is not stored. */
  key: z
    .string()
    .regex(/^[\w.-]{1,40}$/, "must be 1 to 40 letters, digits, _, . or -")
    .optional(),
  /** Keys or titles of other entries, or jobs that are stored already. */
  after: z.array(z.string().trim().min(1).max(JOB_LIMITS.title)).max(JOB_LIMITS.dependencies).default([]),
});
export type JobEntry = z.output<typeof JobEntry>;

export const JobFile = z
  .array(JobEntry)
  .min(1)
  .max(MOST_JOBS)
  .meta({ examples: [[{ title: "Update the parser", write: ["src/parser/**"] }]] });

/** The same with the scopes of all entries checked, so that an error names its line. */
export const jobFileOf = (place: JobPlace) =>
  JobFile.superRefine((entries, found) => {
    for (const [at, entry] of entries.entries())
      for (const field of ["read", "write"] as const)
        for (const [index, glob] of entry[field].entries()) {
          const message = problemInScope(glob, place);
          if (message !== null) found.addIssue({ code: "custom", path: [at, field, index], message });
        }
  });

/**
 * The record of each entry, with the id at the same index of `ids`. Throws before anything is stored: DUPLICATE, NOT_FOUND,
 * AMBIGUOUS, INVALID_ARGUMENT for a circle of dependencies, or as `jobDraft` does.
 */
export function draftsOf(
  state: State,
  entries: readonly JobEntry[],
  ids: readonly string[],
  place: JobPlace,
): NewJobDraft[] {
  const places = placesOf(entries);
  const idAt = (at: number): string => ids[at] ?? "";
  refuseCircle(entries, places);
  return entries.map(({ key: _, after, ...job }, at) => {
    const dependencies = after.map((name) => {
      const inside = places.get(sameTitle(name));
      return inside === undefined ? findJob(state, name).id : idAt(inside);
    });
    const draft = jobDraft(job, dependencies, place);
    refuseSameJob(state, draft.title);
    return { ...draft, id: idAt(at) };
  });
}

/** Key and title of each entry -> its index. Throws where two entries share a name. */
function placesOf(entries: readonly JobEntry[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [at, { key, title }] of entries.entries())
    for (const name of new Set([title, key ?? title].map(sameTitle))) {
      if (places.has(name))
        throw new AgentOpsError(
          "DUPLICATE",
          `Entries ${(places.get(name) ?? 0) + 1} and ${at + 1} are both called ${name}.`,
          "Give each its own title and key; nothing was stored.",
        );
      places.set(name, at);
    }
  return places;
}

/** Stored jobs can't wait for those of the file, so a circle can only lie within the file. */
function refuseCircle(entries: readonly JobEntry[], places: ReadonlyMap<string, number>): void {
  const next = (at: number): number[] =>
    (entries[at]?.after ?? []).flatMap((name) => places.get(sameTitle(name)) ?? []);
  const circle = circleAmong(entries.keys(), next);
  if (circle === null) return;
  const name = (at: number): string => entries[at]?.key ?? entries[at]?.title ?? "";
  const named = circle.map(name);
  const overlaps = overlapsBeside(entries, next).map(([one, other]) => `${name(one)} and ${name(other)}`);
  const beside =
    overlaps.length === 0 ? "" : ` Besides, these overlap and are in no order: ${overlaps.join(", ")}.`;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `after: these jobs wait for each other: ${[...named, named[0]].join(" -> ")}.${beside}`,
    "Take one of these dependencies out; nothing was stored.",
  );
}

/** The first pairs that may write the same files if the dependencies of the circles are left out. */
function overlapsBeside(
  entries: readonly JobEntry[],
  next: (at: number) => readonly number[],
): [number, number][] {
  const cut = new Set<string>();
  const left = (at: number): number[] => next(at).filter((each) => !cut.has(`${at} ${each}`));
  const circleIn = () => circleAmong(entries.keys(), left);
  for (let circle = circleIn(); circle !== null; circle = circleIn())
    for (const at of circle) for (const each of circle) cut.add(`${at} ${each}`);
  const jobs = entries.map(({ read, write }, at) => ({
    id: String(at),
    depends_on: left(at).map(String),
    scope: { read, write },
  }));
  return overlapsOf(jobs)
    .slice(0, MOST_OVERLAPS)
    .map(([one, other]) => [Number(one), Number(other)]);
}

/** Nodes that lead back to the first of them, in order; null where there is no circle. */
export function circleAmong<T>(nodes: Iterable<T>, next: (node: T) => Iterable<T>): T[] | null {
  const done = new Set<T>();
  for (const start of nodes) {
    const path = new Set<T>();
    const open: { node: T; rest: Iterator<T> }[] = [];
    const enter = (node: T) => {
      path.add(node);
      open.push({ node, rest: next(node)[Symbol.iterator]() });
    };
    if (!done.has(start)) enter(start);
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const { value, done: ended } = top.rest.next();
      if (ended === true) {
        done.add(top.node);
        open.pop();
        path.delete(top.node);
      } else if (path.has(value)) return [...path].slice([...path].indexOf(value));
      else if (!done.has(value)) enter(value);
    }
  }
  return null;
}
