// Tells what the envelope has to say at other events than the one before a tool.

import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Place } from "../../git/place.ts";
import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import type { HookEvent } from "../../runtimes/hooks/event.ts";
import { readTextNow } from "../../shared/files.ts";
import { type Caller, checkEvent, tellTrial } from "./before-tool.ts";
import { type HookPolicy, readPolicy } from "./kept-policy.ts";

/** `brief` is what the model is told anyway; null where the envelope has nothing to say. */
export function tellEnvelope(
  event: HookEvent,
  brief: string | null,
  caller: Caller,
  policyOf: (place: Place) => Promise<HookPolicy>,
): Promise<string | null> {
  if (event.event === "session-start") return unbounded(caller.place, brief, policyOf);
  const late = HOOK_DIALECTS[caller.runtime]?.tellsBeforeTools === false;
  return event.event === "after-tool" && late ? trialAfter(event, caller) : Promise.resolve(null);
}

/** For runtimes that have no place for a text before a tool: the same, with the tool's answer. */
async function trialAfter(event: HookEvent, caller: Caller): Promise<string | null> {
  const policy = readPolicy(caller.place, Date.now());
  if (policy?.envelope?.enforce !== "warn" || event.requests === null) return null;
  return tellTrial(await checkEvent(event, caller, policy), caller);
}

/** At a session's start, once in a clone: that nothing is stopped here. `brief` null: nothing else is said either. */
async function unbounded(
  place: Place,
  brief: string | null,
  policyOf: (place: Place) => Promise<HookPolicy>,
): Promise<string | null> {
  const policy = await policyOf(place).catch(() => null);
  const file = path.join(place.folder, "told-unbounded");
  if (brief === null || policy === null || policy.envelope !== null || policy.problem !== null) return null;
  if (readTextNow(file) !== null) return null;
  try {
    writeFileSync(file, "");
  } catch {
    return null;
  }
  return `No envelope is on ${policy.base}, so hooks stop nothing here. A person can add one: agentops-mcp init proposes it.`;
}
