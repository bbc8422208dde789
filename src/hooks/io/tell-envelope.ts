// Tells a person what an envelope on trial would have stopped, at events other than the one before a tool.

import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import type { HookEvent } from "../../runtimes/hooks/event.ts";
import { type Caller, checkEvent, tellTrial } from "./before-tool.ts";
import { readPolicy } from "./kept-policy.ts";

/**
 * For runtimes that can show nothing before a tool: the same text comes with the tool's answer. Null where nothing is new.
 */
export async function trialAfter(event: HookEvent, caller: Caller): Promise<string | null> {
  const late = HOOK_DIALECTS[caller.runtime]?.tellsBeforeTools === false;
  if (event.event !== "after-tool" || !late || event.requests === null) return null;
  const policy = readPolicy(caller.place, Date.now());
  if (policy?.envelope?.enforce !== "warn") return null;
  return tellTrial(await checkEvent(event, caller, policy), event.subagent, caller);
}
