// Checks before a tool runs that the call lies inside the envelope and the job's scope. Without either it loads no rules.
import type { ActionRequest, JobBounds } from "../../envelope/action.ts";
import type { Place } from "../../git/place.ts";
import type { HookAnswer } from "../../runtimes/hooks/event.ts";
import type { DeniedEntry } from "../notes.ts";
import type { HookPolicy } from "./kept-policy.ts";

export interface CheckedCall {
  /** Null: nothing is to be stopped. */
  readonly stop: HookAnswer["stop"];
  /** What the journal is to keep; empty for an allowed call. */
  readonly denied: readonly Omit<DeniedEntry, "t" | "at" | "runtime">[];
  /** While on trial: what would have been stopped, by rule. */
  readonly trial: ReadonlyMap<string, string>;
}

export interface JudgedCall {
  readonly place: Place;
  readonly cwd: string;
  readonly now: number;
  /** True where a later event of the same call can ask a person. */
  readonly asksLater: boolean;
}

/** The rules of the envelope, as a program that a session without an envelope need not load. */
export interface JudgeProgram {
  judgeCall(
    requests: readonly ActionRequest[],
    policy: HookPolicy,
    job: JobBounds | null,
    call: JudgedCall,
  ): Promise<CheckedCall>;
}

/** More than any sensible call asks for; each costs a look at the disk. */
const MOST_REQUESTS = 1_000;

const NOTHING: CheckedCall = { stop: null, denied: [], trial: new Map() };

/** `requests` null: the call can't be read. */
export async function checkCall(
  requests: readonly ActionRequest[] | null,
  policy: HookPolicy,
  job: JobBounds | null,
  { judge, ...call }: JudgedCall & { judge(): JudgeProgram },
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
  return judge().judgeCall(requests, policy, job, call);
}

const unreadable = (): CheckedCall =>
  stopped(
    "What the runtime said of this call can't be read, and an envelope is in force, so it is stopped. Tell the person: agentops-mcp doctor looks at the hooks.",
  );

const stopped = (reason: string): CheckedCall => ({ ...NOTHING, stop: { decision: "deny", reason } });
