// Tells what the envelope says of a call before it runs. While the envelope is on trial, it tells the person once per rule
// what it would have said.

import type { Place } from "../../git/place.ts";
import { HOOK_DIALECTS } from "../../runtimes/hooks/all.ts";
import type { HookAnswer, HookEvent } from "../../runtimes/hooks/event.ts";
import { SILENCE } from "../../runtimes/hooks/event.ts";
import type { HookNote } from "../notes.ts";
import { type CheckedCall, checkCall, type JudgeProgram } from "./check-call.ts";
import type { HookHost } from "./host.ts";
import type { HookPolicy } from "./kept-policy.ts";
import { appendNotes, notesFile } from "./notes-file.ts";
import { scopeTold } from "./scope-file.ts";
import type { Speech } from "./speech.ts";

/** Whose call it is. */
export interface Caller {
  readonly place: Place;
  readonly session: string;
  readonly runtime: string;
  readonly host: HookHost;
  readonly speech: Speech;
  judge(): JudgeProgram;
}

interface BeforeToolPorts extends Caller {
  /** The bounds on base. Throws where base can't be read. */
  policy(): Promise<HookPolicy>;
  print(answer: HookAnswer): Promise<void>;
}

/** Answers at once where the call is to be stopped, and notes it afterwards. `event` null: it can't be read. */
export async function beforeTool(
  event: HookEvent | null,
  { policy, print, ...caller }: BeforeToolPorts,
): Promise<{ readonly stop: boolean; readonly tell: string | null }> {
  // Most calls that ask for nothing are those of this server's own tools.
  if (event?.requests?.length === 0) return { stop: false, tell: null };
  const judged = await checkEvent(event, caller, await policy());
  if (judged.stop === null) {
    note(judged, caller);
    const speaks = HOOK_DIALECTS[caller.runtime]?.tellsBeforeTools === true;
    return { stop: false, tell: speaks ? tellTrial(judged, event?.subagent ?? null, caller) : null };
  }
  await print({ ...SILENCE, stop: judged.stop });
  if (note(judged, caller))
    await caller.host.startApart(["hook", "--fold"], caller.place.worktree).catch(() => {
      // The notes come into the journal with the next record.
    });
  return { stop: true, tell: null };
}

export const checkEvent = (
  event: HookEvent | null,
  { place, session, host, judge }: Caller,
  policy: HookPolicy,
): Promise<CheckedCall> =>
  checkCall(event?.requests ?? null, policy, scopeTold(place.folder, session), {
    place,
    cwd: event?.cwd ?? host.cwd,
    now: Date.now(),
    asksLater: event?.asksLater === true,
    judge,
  });

/** False where there was nothing to note, or no place to write it; the decision stands all the same. */
function note({ denied }: CheckedCall, { place, session, runtime }: Caller): boolean {
  const at = new Date().toISOString();
  const entries = denied.map((each): HookNote => ({ t: "denied", at, runtime, ...each }));
  return append(entries, place, session) && entries.length > 0;
}

/** What a trial would have stopped, each rule once; for the person and not for the model. Null where nothing is new. */
export function tellTrial({ trial }: CheckedCall, agent: string | null, caller: Caller): string | null {
  if (trial.size === 0) return null;
  const { place, session, speech } = caller;
  const { told } = speech.window();
  const fresh = [...trial].filter(([rule]) => !told.has(rule));
  const to = agent === null ? {} : { agent };
  speech.whenSaid(() => {
    const at = new Date().toISOString();
    append(
      fresh.map(([rule]) => ({ t: "told", at, rule, ...to })),
      place,
      session,
    );
  });
  return fresh.map(([, text]) => `agentops: ${text}`).join(" ") || null;
}

function append(entries: readonly HookNote[], { folder }: Place, session: string): boolean {
  try {
    appendNotes(notesFile(folder, session), entries);
    return true;
  } catch {
    return false;
  }
}
