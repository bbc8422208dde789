// Tells a person what a trial of the envelope has to say at other events than the one before a tool.

import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import type { HookEvent } from "../../runtimes/hooks/event.ts";
import { type Caller, checkEvent, tellTrial } from "./before-tool.ts";
import { readPolicy } from "./kept-policy.ts";

/** For runtimes that have no place for it before a tool: the same, with the tool's answer; null where nothing is new. */
export async function trialAfter(event: HookEvent, caller: Caller): Promise<string | null> {
  const late = HOOK_DIALECTS[caller.runtime]?.tellsBeforeTools === false;
  if (event.event !== "after-tool" || !late || event.requests === null) return null;
  const policy = readPolicy(caller.place, Date.now());
  if (policy?.envelope?.enforce !== "warn") return null;
  return tellTrial(await checkEvent(event, caller, policy), event.subagent, caller);
}
