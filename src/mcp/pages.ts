// Cuts a long answer into pages along its list, so that no runtime cuts it in the middle of a fact.
import { AgentOpsError } from "../shared/errors.ts";
import { renderText } from "./render.ts";

/**
 * The answer with page `page` of its list `field`; `next_page` is null on the last one.
 * A page holds as many entries as fit into `maxBytes` of text, at least one. Throws INVALID_ARGUMENT beyond the last page.
 */
export function cutPage(
  facts: Record<string, unknown>,
  field: string,
  page: number,
  maxBytes: number,
): Record<string, unknown> {
  const all = facts[field];
  if (!Array.isArray(all)) return facts;
  const room = maxBytes - bytes({ ...facts, [field]: [], next_page: 1000 });
  const pages: unknown[][] = [[]];
  let used = 0;
  for (const entry of all) {
    const size = bytes({ [field]: [entry] });
    const current = pages.at(-1);
    if (current && (current.length === 0 || used + size <= room)) {
      current.push(entry);
      used += size;
    } else {
      pages.push([entry]);
      used = size;
    }
  }
  const wanted = pages[page - 1];
  if (!wanted)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `page: there are ${pages.length} pages.`,
      `Send a page from 1 to ${pages.length}.`,
    );
  return { ...facts, [field]: wanted, next_page: page < pages.length ? page + 1 : null };
}

const bytes = (facts: Record<string, unknown>): number => Buffer.byteLength(renderText(facts));
