// Recognises ids of records, and puts records in the order in which they were made, as ids begin with their time.

export const RECORD_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

interface WithId {
  readonly id: string;
}

export const compareIds = (a: WithId, b: WithId): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

export const newestFirst = (a: WithId, b: WithId): number => compareIds(b, a);

/** Merges runs, each with its newest first, into one such run; reads only as far as the result is read. */
export function* newestOfAll<T extends WithId>(runs: readonly Iterable<T>[]): Iterable<T> {
  const rest = runs.map((run) => run[Symbol.iterator]());
  const heads = rest.map((run) => run.next());
  for (;;) {
    let at = -1;
    let newest: T | null = null;
    for (const [place, head] of heads.entries()) {
      if (head.done || (newest && head.value.id <= newest.id)) continue;
      [at, newest] = [place, head.value];
    }
    const run = rest[at];
    if (!run || !newest) return;
    yield newest;
    heads[at] = run.next();
  }
}
