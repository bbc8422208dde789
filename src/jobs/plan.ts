// Works out how a list of jobs would go: which can be worked on at once, and which may write the same files.
import { scopesOverlap } from "../policy/scope.ts";
import type { NewJobDraft } from "./draft.ts";

type Planned = Pick<NewJobDraft, "id" | "depends_on" | "scope">;

/** Waves of ids: each job is in the first wave before which all that it waits for is done. There must be no circle. */
export function wavesOf(jobs: readonly Planned[]): string[][] {
  const waves: string[][] = [];
  for (const [id, wave] of placesIn(jobs)) {
    while (waves.length <= wave) waves.push([]);
    waves[wave]?.push(id);
  }
  return waves;
}

function placesIn(jobs: readonly Planned[]): Map<string, number> {
  const places = new Map<string, number>();
  const own = new Set(jobs.map(({ id }) => id));
  let open = [...jobs];
  // Without a circle each round takes at least one job.
  while (open.length > 0) {
    const ready = open.filter(({ depends_on }) => depends_on.every((id) => !own.has(id) || places.has(id)));
    if (ready.length === 0) throw new Error("jobs wait for each other");
    const before = new Map(places);
    for (const { id, depends_on } of ready)
      places.set(id, Math.max(-1, ...depends_on.map((each) => before.get(each) ?? -1)) + 1);
    open = open.filter(({ id }) => !places.has(id));
  }
  return new Map(jobs.map(({ id }) => [id, places.get(id) ?? 0]));
}

/**
 * Pairs of ids that may change the same file and do not wait for each other, so only one of them is worked on at a time.
 */
export function overlapsOf(jobs: readonly Planned[]): [string, string][] {
  const before = predecessorsOf(jobs);
  const isOrdered = (one: Planned, other: Planned): boolean =>
    before.get(one.id)?.has(other.id) === true || before.get(other.id)?.has(one.id) === true;
  return jobs.flatMap((one, at) =>
    jobs
      .slice(at + 1)
      .filter((other) => !isOrdered(one, other) && scopesOverlap(one.scope.write, other.scope.write))
      .map((other): [string, string] => [one.id, other.id]),
  );
}

/** All that each job waits for, also through others. */
function predecessorsOf(jobs: readonly Planned[]): Map<string, ReadonlySet<string>> {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const found = new Map<string, ReadonlySet<string>>();
  for (const id of wavesOf(jobs).flat()) {
    const direct = byId.get(id)?.depends_on ?? [];
    found.set(id, new Set(direct.flatMap((each) => [each, ...(found.get(each) ?? [])])));
  }
  return found;
}
