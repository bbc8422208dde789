// What all metrics are counted from, derived from the records once: only what counts under the laws.
import type { State } from "../state.ts";
import { type ClaimStory, claimStories } from "./claim-stories.ts";
import { type Failure, failuresIn } from "./failures.ts";
import { type JobStory, jobStories } from "./job-stories.ts";
import { type ServedPair, servedPairs } from "./served-pairs.ts";

/** Each is derived when it is first asked for. */
export interface Facts {
  readonly state: State;
  /** Oldest first, as jobs and failures are. */
  claims(): readonly ClaimStory[];
  jobs(): readonly JobStory[];
  /** Learning by learning. */
  pairs(): readonly ServedPair[];
  failures(): readonly Failure[];
}

export function factsOf(state: State): Facts {
  const claims = once(() => claimStories(state));
  const jobs = once(() => jobStories(state, claims()));
  return {
    state,
    claims,
    jobs,
    pairs: once(() => servedPairs(state)),
    failures: once(() => failuresIn(state, claims(), jobs())),
  };
}

function once<T>(work: () => T): () => T {
  let known: { readonly result: T } | null = null;
  return () => {
    known ??= { result: work() };
    return known.result;
  };
}
