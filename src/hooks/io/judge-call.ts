// Judges a call by the envelope and the job's scope, and words the answer for the model.
import type { ActionRequest, Bounds, JobBounds } from "../../envelope/action.ts";
import { howToAsk, stops } from "../../envelope/decide.ts";
import type { Decision } from "../../envelope/decision.ts";
import { createEnvelopePort } from "../../envelope/io/open.ts";
import type { CheckedCall, JudgedCall } from "./check-call.ts";
import type { HookPolicy } from "./kept-policy.ts";

/** Refusals that are noted of one call. */
const MOST_DENIALS = 20;

export async function judgeCall(
  requests: readonly ActionRequest[],
  policy: HookPolicy,
  job: JobBounds | null,
  { place, cwd, now, asksLater }: JudgedCall,
): Promise<CheckedCall> {
  const port = createEnvelopePort({
    place,
    cwd,
    base: async () => ({ envelope: policy.envelope, name: policy.base }),
    scope: async () => job,
  });
  const checked = await Promise.all(requests.map((request) => port.check(request, now)));
  const refused = checked
    .filter(({ decision: { decision } }) => decision !== "allow" && !(asksLater && decision === "ask"))
    .map((each) => ({ ...each, enforced: stops(each.bounds, each.decision) }));
  const denied = refused
    .slice(0, MOST_DENIALS)
    .flatMap(({ decision: { decision, rule }, action, target, bounds, enforced }) =>
      decision === "allow" ? [] : [{ action, target, decision, rule, enforced, policy: bounds.digest }],
    );
  // The strictest comes first, as its reason is the one that is told.
  const [first] = refused
    .filter(({ enforced }) => enforced)
    .toSorted((a, b) => Number(b.decision.decision === "deny") - Number(a.decision.decision === "deny"));
  if (first) return { stop: reasonOf(first), denied, trial: new Map() };
  const trial = refused.map(({ decision, bounds, action }): [string, string] => [
    decision.rule,
    `In a trial, and only noted: the envelope would stop this ${action} (rule ${decision.rule}). ${decision.why} ${howToAsk(decision, bounds)}`,
  ]);
  return { stop: null, denied, trial: new Map(trial) };
}

function reasonOf({
  decision,
  bounds,
}: {
  readonly decision: Decision;
  readonly bounds: Bounds;
}): CheckedCall["stop"] {
  const asks = decision.decision === "ask";
  const word = asks ? "A person has to agree first" : "Stopped before it ran";
  const from = decision.by === "job" ? "by the scope of the job" : `by the envelope on ${bounds.base}`;
  const reason = `${word}, ${from} (rule ${decision.rule}). ${decision.why} ${howToAsk(decision, bounds)}`;
  return { decision: asks ? "ask" : "deny", reason };
}
