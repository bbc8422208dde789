// Keeps what anybody can store in any number from burying what counts.
import { compareIds } from "../shared/ids.ts";

/** Records of one kind that are shown, of those that count and of the others: the newest. */
const MOST = { counting: 20, others: 5 } as const;

/** In the order of their ids; `left` tells in a line how many there are besides, and is empty where there are none. */
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
