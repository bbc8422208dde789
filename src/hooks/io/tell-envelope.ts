// Tells what the envelope has to say at other events than the one before a tool.

import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Place } from "../../git/place.ts";
import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import type { HookEvent } from "../../runtimes/hooks/event.ts";
import { readTextNow } from "../../shared/files.ts";
import { type Caller, checkEvent, tellTrial } from "./before-tool.ts";
import { type HookPolicy, readPolicy } from "./kept-policy.ts";

/**
 * What the envelope adds to an answer, which is null where there is none. It is looked up before anything is granted to
 * this process, so that nothing has to be waited for between that and its being said.
 */
export async function envelopeFor(
  event: HookEvent,
  caller: Caller,
  policyOf: (place: Place) => Promise<HookPolicy>,
): Promise<(answer: string | null) => string | null> {
  if (event.event === "session-start") {
    const policy = await policyOf(caller.place).catch(() => null);
    return (answer) => (answer === null || policy === null ? null : unbounded(policy, caller));
  }
  const late = HOOK_DIALECTS[caller.runtime]?.tellsBeforeTools === false;
  const trial = event.event === "after-tool" && late ? await trialAfter(event, caller) : null;
  return () => trial;
}

/** For runtimes that have no place for a text before a tool: the same, with the tool's answer. */
async function trialAfter(event: HookEvent, caller: Caller): Promise<string | null> {
  const policy = readPolicy(caller.place, Date.now());
  if (policy?.envelope?.enforce !== "warn" || event.requests === null) return null;
  return tellTrial(await checkEvent(event, caller, policy), event.subagent, caller);
}

/** Once in a clone: that nothing is stopped here. */
function unbounded(policy: HookPolicy, { place, speech }: Caller): string | null {
  const file = path.join(place.folder, "told-unbounded");
  if (policy.envelope !== null || policy.problem !== null || readTextNow(file) !== null) return null;
  speech.whenSaid(() => {
    try {
      writeFileSync(file, "");
    } catch {
      // It is said again at the next start.
    }
  });
  return `No envelope is on ${policy.base}, so hooks stop nothing here. A person can add one: agentops-mcp init proposes it.`;
}
