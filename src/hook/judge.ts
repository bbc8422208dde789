// Before a tool runs: whether what the call asks for lies inside the envelope, narrowed by the session's job, and what the model is told.
import { type ActionRequest, howToAsk, type JobBounds } from "../domain/envelope.ts";
import type { HookAnswer } from "../domain/hook.ts";
import type { DeniedEntry } from "../domain/spool.ts";
import { createEnvelopePort } from "../envelope/port.ts";
import type { Place } from "./place.ts";
import type { HookPolicy } from "./policy.ts";

export interface Judged {
  /** Null: nothing is to be stopped. */
  readonly stop: HookAnswer["stop"];
  /** What the journal is to keep; empty for what is allowed. */
  readonly denied: readonly Omit<DeniedEntry, "t" | "at" | "runtime">[];
  /** In a trial: what would have been stopped, by rule. */
  readonly trial: ReadonlyMap<string, string>;
}

const NOTHING: Judged = { stop: null, denied: [], trial: new Map() };

/** `requests` null: the call can't be read. */
export async function judge(
  requests: readonly ActionRequest[] | null,
  policy: HookPolicy,
  job: JobBounds | null,
  { place, cwd, now }: { readonly place: Place; readonly cwd: string; readonly now: number },
): Promise<Judged> {
  if (requests?.length === 0) return NOTHING;
  if (policy.problem !== null)
    return stopped(
      `The policy on base can't be read, so nothing is allowed until a person corrects it: ${policy.problem}`,
    );
  if (policy.envelope === null && job === null) return NOTHING;
  const warns = policy.envelope?.enforce === "warn";
  if (requests === null) return warns ? NOTHING : unreadable();
  const port = createEnvelopePort({
    place,
    cwd,
    base: async () => ({ envelope: policy.envelope, name: policy.base }),
    scope: async () => job,
  });
  const checked = await Promise.all(requests.map((request) => port.check(request, now)));
  // The strictest first: its reason is the one that is told.
  const refused = checked
    .filter(({ decision }) => decision.decision !== "allow")
    .toSorted((a, b) => Number(b.decision.decision === "deny") - Number(a.decision.decision === "deny"));
  const denied = refused.flatMap(({ decision: { decision, rule }, action, target, bounds }) =>
    decision === "allow" ? [] : [{ action, target, decision, rule, enforced: !warns, policy: bounds.digest }],
  );
  if (warns) {
    const trial = refused.map(({ decision, bounds, action }) => [
      decision.rule,
      `In a trial, and only noted: the envelope would stop this ${action} (rule ${decision.rule}). ${decision.why} ${howToAsk(decision, bounds)}`,
    ]);
    return { stop: null, denied, trial: new Map(trial.map(([rule = "", text = ""]) => [rule, text])) };
  }
  const [first] = refused;
  if (!first || first.decision.decision === "allow") return NOTHING;
  const { decision, why, rule } = first.decision;
  const word = decision === "ask" ? "A person has to agree first" : "Stopped before it ran";
  const reason = `${word}, by the envelope on ${first.bounds.base} (rule ${rule}). ${why} ${howToAsk(first.decision, first.bounds)}`;
  return { stop: { decision, reason }, denied, trial: new Map() };
}

const unreadable = (): Judged =>
  stopped(
    "What the runtime said of this call can't be read, and an envelope is in force, so it is stopped. Tell the person: agentops-mcp doctor looks at the hooks.",
  );

const stopped = (reason: string): Judged => ({ ...NOTHING, stop: { decision: "deny", reason } });
