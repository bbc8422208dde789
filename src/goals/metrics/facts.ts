// Derives once from the records the facts that all metrics count: only what counts under the laws.
import { type SeenSession, sessionsOf } from "../../learnings/sessions.ts";
import { FORGETFUL, type Memory } from "../../records/incremental.ts";
import type { State } from "../../records/state.ts";
import { claimStories } from "./claim-stories.ts";
import type { Failure } from "./failure.ts";
import { failuresIn } from "./failures.ts";
import { jobStories } from "./job-stories.ts";
import { type LessonStory, lessonStories } from "./lesson-stories.ts";
import type { ClaimStory, JobStory } from "./story.ts";

/** Each is derived when it is first asked for, oldest first. */
export interface Facts {
  readonly state: State;
  claims(): readonly ClaimStory[];
  jobs(): readonly JobStory[];
  lessons(): readonly LessonStory[];
  failures(): readonly Failure[];
  /** Ordered by their last records. */
  sessions(): readonly SeenSession[];
}

export function factsOf(state: State, memory: Memory = FORGETFUL): Facts {
  const claims = once(() => claimStories(state, memory));
  const jobs = once(() => jobStories(state, claims(), memory));
  return {
    state,
    claims,
    jobs,
    lessons: once(() => lessonStories(state, memory)),
    failures: once(() => failuresIn(state, claims(), jobs())),
    sessions: once(() => sessionsOf(state, memory)),
  };
}

/** All derived at once: the state goes on changing, and what is kept has to be of the moment of which it was told last. */
export function keptFacts(state: State, memory: Memory): Facts {
  const facts = factsOf(state, memory);
  facts.lessons();
  facts.failures();
  facts.sessions();
  return facts;
}

function once<T>(work: () => T): () => T {
  let known: { readonly result: T } | null = null;
  return () => {
    known ??= { result: work() };
    return known.result;
  };
}
