// Lists the locks in force on the checked-out commit.
import type { ReadContext } from "../api/context.ts";
import { bindingLocks, type Lock, locksOf } from "../claims/locks/ratchet.ts";

/** None before the first commit. */
export async function locksHere(context: ReadContext): Promise<Lock[]> {
  const state = await context.state();
  const head = await context.code.head();
  return head === null ? [] : bindingLocks(locksOf(state, await context.claims.lockFacts(state, head)));
}
