// Tells which signatures a verdict bears.

import type { State } from "../../records/state.ts";
import { type StoryEvent, tellerOf } from "../../records/story.ts";
import { compareIds } from "../../shared/ids.ts";
import { signaturesByVerdict } from "../records/signature.ts";
import Verdict from "../records/verdict.ts";

/** Which of them count depends on base, which a trace does not look at. */
export const signaturesOn = (state: State, verdict: string): StoryEvent[] =>
  state
    .by(signaturesByVerdict, verdict)
    .toSorted(compareIds)
    .map(({ id, at, session, runtime }) => ({ at, what: `signature ${id}`, session, runtime }));

export default tellerOf(Verdict, (state, { id }) => ({ events: signaturesOn(state, id) }));
