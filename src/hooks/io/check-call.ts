// Checks before a tool runs that the call lies inside the envelope and the job's scope, and words the answer for the model.

import type { ActionRequest, Bounds, JobBounds } from "../../envelope/action.ts";
import { howToAsk, stops } from "../../envelope/decide.ts";
import type { Decision } from "../../envelope/decision.ts";
import { createEnvelopePort } from "../../envelope/io/open.ts";
import type { Place } from "../../git/place.ts";
import type { HookAnswer } from "../../runtimes/hooks/event.ts";
import type { DeniedEntry } from "../notes.ts";
import type { HookPolicy } from "./kept-policy.ts";

export interface CheckedCall {
  /** Null: nothing is to be stopped. */
  readonly stop: HookAnswer["stop"];
  /** What the journal is to keep; empty for what is allowed. */
  readonly denied: readonly Omit<DeniedEntry, "t" | "at" | "runtime">[];
  /** In a trial: what would have been stopped, by rule. */
  readonly trial: ReadonlyMap<string, string>;
}

interface JudgedCall {
  readonly place: Place;
  readonly cwd: string;
  readonly now: number;
  /** Another event of the same call comes after this one, and can ask a person. */
  readonly asksLater: boolean;
}

/** More than any call of sense asks for; each costs a look at the disk. */
const MOST_REQUESTS = 1_000;
/** Of one call. */
const MOST_DENIALS = 20;

const NOTHING: CheckedCall = { stop: null, denied: [], trial: new Map() };

/** `requests` null: the call can't be read. */
export async function checkCall(
  requests: readonly ActionRequest[] | null,
  policy: HookPolicy,
  job: JobBounds | null,
  { place, cwd, now, asksLater }: JudgedCall,
): Promise<CheckedCall> {
  if (requests?.length === 0) return NOTHING;
  if (policy.problem !== null)
    return stopped(
      `The policy on base can't be read, so nothing is allowed until a person corrects it: ${policy.problem}`,
    );
  if (policy.envelope === null && job === null) return NOTHING;
  if (requests === null) return policy.envelope?.enforce === "warn" && job === null ? NOTHING : unreadable();
  if (requests.length > MOST_REQUESTS)
    return stopped(`It names more than ${MOST_REQUESTS} files, commands or hosts. Make several calls of it.`);
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
  // The strictest first: its reason is the one that is told.
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

const unreadable = (): CheckedCall =>
  stopped(
    "What the runtime said of this call can't be read, and an envelope is in force, so it is stopped. Tell the person: agentops-mcp doctor looks at the hooks.",
  );

const stopped = (reason: string): CheckedCall => ({ ...NOTHING, stop: { decision: "deny", reason } });
