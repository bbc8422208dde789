// Checks for the verdict that a claim's change lies in base's envelope, as not every claim came through submit_claim.

import { stops } from "../../envelope/decide.ts";
import { createEnvelopePort } from "../../envelope/io/open.ts";
import type { BasePolicy } from "../demands.ts";
import { NOT_CHECKED, type Outside } from "../verdict.ts";
import type { changeOf } from "./claimed-commit.ts";

/** `at` is the time of the claim, so that an envelope that expired later does not count against it. */
export async function outsideOf(
  { envelope, name }: BasePolicy,
  { paths, strays, known }: Awaited<ReturnType<typeof changeOf>>,
  at: number,
): Promise<Outside> {
  if (envelope === null) return { refused: null, notes: NOT_CHECKED };
  // Whoever guards base has already let in what is on it.
  if (!known) return { refused: null, notes: ["envelope: not checked, as the change is on base already"] };
  const base = async () => ({ envelope, name });
  const port = createEnvelopePort({ place: null, cwd: "", base, scope: null });
  const { bounds, refused } = await port.outside([...paths, ...strays], at);
  const [first] = refused;
  if (!first) return { refused: null, notes: [] };
  const more = refused.length > 1 ? ` and ${refused.length - 1} more` : "";
  const named = `${first.path.slice(0, 500)} (${first.decision.rule})${more}`;
  if (stops(bounds, first.decision))
    return { refused: `the change leaves the envelope: ${named}: claim it again without`, notes: [] };
  return { refused: null, notes: [`outside the envelope, which is on trial: ${named}`] };
}
