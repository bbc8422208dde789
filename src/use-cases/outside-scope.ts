// Tells which part of a change leaves the envelope or the job's scope: a refusal for a claim, and a warning before one.

import type { ReadContext } from "../api/context.ts";
import { NOT_CHECKED } from "../claims/verdict.ts";
import { howToAsk, stops } from "../envelope/decide.ts";
import type { DiffOutside } from "../envelope/port.ts";
import { AgentOpsError } from "../shared/errors.ts";

/**
 * Returns notes, while the envelope is on trial also about what leaves it. Looks at the whole change, as hooks may never
 * have run.
 */
export function refuseOutside(outside: DiffOutside, start: string | null): string[] {
  const { bounds, refused } = outside;
  if (bounds.envelope === null && bounds.job === null) return [...NOT_CHECKED];
  const told = stoppedIn(outside);
  if (told === null)
    return refused.length === 0 ? [] : [`outside the envelope, which is on trial: ${listOf(refused)}`];
  throw new AgentOpsError(
    "OUTSIDE_ENVELOPE",
    `The change writes what ${told.from} does not allow: ${told.list}.`,
    `${takeBack(start)} ${told.ask}`,
  );
}

type Asked = Pick<ReadContext, "claims" | "envelope" | "now">;

/** Why a claim of this branch (null: HEAD) would be refused now; null where it would not. */
export const outsideSoFar = async (context: Asked, branch: string | null): Promise<string | null> =>
  (await lookedAt(context, branch)).warning;

/** The same, but null where the session was already warned of exactly these files of its job. */
export async function outsideAnew(
  context: Asked & Pick<ReadContext, "rulings">,
  job: string,
  branch: string | null,
): Promise<string | null> {
  const { warning, files } = await lookedAt(context, branch);
  // Also asked where everything is inside, so that a file that was removed and comes back is told again.
  return context.rulings.isNews(`outside ${job}`, files.join("\0")) ? warning : null;
}

interface Looked {
  readonly warning: string | null;
  /** All files; the warning may show only the first. */
  readonly files: readonly string[];
}

const INSIDE: Looked = { warning: null, files: [] };

async function lookedAt({ claims, envelope, now }: Asked, branch: string | null): Promise<Looked> {
  const change = await claims.pathsSoFar(branch ?? "HEAD");
  if (change === null || change.paths.length === 0) return INSIDE;
  const told = stoppedIn(await envelope.outside(change.paths, now));
  if (told === null) return INSIDE;
  const warning = `What is committed leaves ${told.from}, and a claim of it is refused: ${told.list}. ${takeBack(change.from)}`;
  return { warning, files: told.files };
}

interface Stopped {
  readonly from: string;
  readonly files: readonly string[];
  readonly list: string;
  readonly ask: string;
}

function stoppedIn({ bounds, refused }: DiffOutside): Stopped | null {
  const stopped = refused.filter(({ decision }) => stops(bounds, decision));
  const [first] = stopped;
  if (!first) return null;
  const from = first.decision.by === "job" ? "the job's scope" : `the envelope on ${bounds.base}`;
  const files = stopped.map(({ path }) => path);
  return { from, files, list: listOf(stopped), ask: howToAsk(first.decision, bounds) };
}

const takeBack = (start: string | null): string =>
  `Take these files out of the change: git checkout ${start?.slice(0, 12) ?? "<base>"} -- <file>, or git rm <file> for one that it adds, then commit; both are allowed for that.`;

function listOf(refused: DiffOutside["refused"]): string {
  const shown = refused.slice(0, 10).map(({ path, decision }) => `${path} (${decision.rule})`);
  return shown.join(", ") + (refused.length > 10 ? ` and ${refused.length - 10} more` : "");
}
