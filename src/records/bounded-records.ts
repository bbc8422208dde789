// Limits how many records are shown, so that a flood of them can't hide those that count.
import { compareIds } from "../shared/ids.ts";

/** The newest that are shown of one kind: of those that count, and of the others. */
const MOST = { counting: 20, others: 5 } as const;

/** In the order of ids; `left` says in one line how many more there are, and is empty where there are none. */
export function boundedRecords<T extends { readonly id: string }>(
  records: readonly T[],
  counts: (record: T) => boolean,
  what: string,
): { readonly shown: readonly T[]; readonly left: readonly string[] } {
  const rising = records.toSorted(compareIds);
  const counting = new Set(rising.filter(counts));
  const others = rising.filter((each) => !counting.has(each));
  const shown = [...[...counting].slice(-MOST.counting), ...others.slice(-MOST.others)].toSorted(compareIds);
  const more = Math.max(0, counting.size - MOST.counting);
  const idle = Math.max(0, others.length - MOST.others);
  if (more === 0 && idle === 0) return { shown, left: [] };
  return { shown, left: [`- and ${more} older ${what} that count, ${idle} that do not`] };
}
