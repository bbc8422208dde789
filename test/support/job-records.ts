// Records of jobs and of what happens to them, for tests of the laws over records alone.
import type { JobRecord } from "../../src/jobs/records/job.ts";
import type { JobEventRecord } from "../../src/jobs/records/job_event.ts";
import { common, idOf } from "./records.ts";

export function job(number: number, changes: Partial<JobRecord> = {}): JobRecord {
  return {
    record: "job",
    ...common(number),
    title: `job ${number}`,
    scope: { read: [], write: [`src/${number}/**`] },
    acceptance: [],
    risk: "low",
    depends_on: [],
    attempts: 3,
    minutes: null,
    isolate: false,
    ...changes,
  };
}

export function event(
  number: number,
  { job: of, token }: { readonly job: number; readonly token: number },
  what: JobEventRecord["event"],
  changes: Partial<JobEventRecord> = {},
): JobEventRecord {
  return { record: "job_event", ...common(number), job: idOf(of), token, event: what, ...changes };
}

export const started = (...inherits: number[]) =>
  ({ what: "started", reason: null, branch: null, inherits: inherits.map(idOf) }) as const;
export const released = (...inherits: number[]) =>
  ({ what: "released", reason: "gone", inherits: inherits.map(idOf) }) as const;
export const progress = {
  what: "progress",
  note: "a step",
  approach: null,
  failed: false,
  utilisation: null,
} as const;
export const finished: JobEventRecord["event"] = {
  what: "finished",
  outcome: "done",
  handoff: { goal: "a", done: "b", decisions: "c", next: "d" },
  learnings: [],
  none_because: "nothing new",
  claims: [],
};
export const handedOn: JobEventRecord["event"] = { ...finished, outcome: "hand_off" };
