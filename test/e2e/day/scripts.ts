// Scripts the models of the day: steady work, a crash, a loop, a step out of bounds, an end without lessons, and the next day.
import type { Turn } from "../protocol.ts";
import { doing, type Task } from "./project.ts";

const ULID = /\b[0-9A-HJKMNP-TV-Z]{26}\b/;

export interface Learned {
  readonly title: string;
  readonly body: string;
  readonly kind: string;
  readonly paths: readonly string[];
  readonly evidence: readonly { readonly type: string; readonly ref: string }[];
}

/** A fact of a result, whether the runtime shows its model text or JSON. */
export function fact(result: string | undefined, name: string): string {
  const found =
    new RegExp(`"${name}":"([^"]+)"`).exec(result ?? "") ??
    new RegExp(`^${name}: (.+)$`, "m").exec(result ?? "");
  return found?.[1] ?? "";
}

const start = (job: string): Turn => ({ tool: "start_job", arguments: { job, isolate: true } });
const work = (task: Task): Turn => ({ shell: (results) => doing(task, fact(results[0], "worktree")) });
const claim = ({ module, title }: Task): Turn => ({
  tool: "submit_claim",
  arguments: (results) => ({
    statement: `${title}: done`,
    commit: fact(results[0], "branch"),
    criteria: [{ id: module, text: "its test passes", check: "unit" }],
  }),
});
/** `at` is the place of the claim's result. */
const verdict = (at: number): Turn => ({
  tool: "request_verdict",
  arguments: (results) => ({ claim: ULID.exec(results[at] ?? "")?.[0] ?? "none", wait_seconds: 50 }),
});
const record = (lesson: Learned): Turn => ({ tool: "record_learning", arguments: { ...lesson } });

const handoff = ({ module, title }: Task) => ({
  goal: title,
  done: `src/${module}.mjs does it; test/${module}.test.mjs shows it`,
  decisions: "no library for one line",
  next: "merge the branch",
});
const finish = (task: Task, lessons: Record<string, unknown>): Turn => ({
  tool: "finish_job",
  arguments: { outcome: "done", handoff: handoff(task), ...lessons },
});
const NOTHING_NEW = { none_because: "the acceptance said all there was to know" };
/** `at` is the place of the lesson's result. */
const finishWith = (task: Task, at: number, more: Record<string, unknown> = {}): Turn => ({
  tool: "finish_job",
  arguments: (results) => ({
    outcome: "done",
    handoff: handoff(task),
    learnings: [ULID.exec(results[at] ?? "")?.[0] ?? "none"],
    ...more,
  }),
});

/** Takes the job, does it, has it verified, ends it. */
export const steady = (job: string, task: Task): Turn[] => [
  start(job),
  work(task),
  claim(task),
  verdict(2),
  finish(task, NOTHING_NEW),
  { say: "Done." },
];

/** Ends its runtime in the middle, as a crash does: the shell's parents are all there is to kill. */
export const crashing = (job: string): Turn[] => [
  start(job),
  {
    tool: "report_progress",
    arguments: { note: "NFD splits more letters than NFC", approach: "normalize NFD" },
  },
  { shell: "kill -9 $PPID" },
  { say: "never said" },
];

/** Tries the same thing three times, and then wants the job again. */
export const looping = (job: string): Turn[] => [
  start(job),
  ...[1, 2, 3].map(
    (attempt): Turn => ({
      tool: "report_progress",
      arguments: {
        note: `new Date(day) gives local midnight, attempt ${attempt}`,
        approach: "parse with new Date",
        failed: true,
      },
    }),
  ),
  start(job),
  { say: "I am stuck." },
];

/** Writes where it may not, is told so, records that, and goes on inside. */
export const leaving = (job: string, task: Task, lesson: Learned, outside: Turn): Turn[] => [
  start(job),
  outside,
  record(lesson),
  work(task),
  claim(task),
  verdict(4),
  finishWith(task, 2),
  { say: "Done, inside." },
];

/** Wants to end without a lesson and without a reason. */
export const wordless = (job: string, task: Task, lesson: Learned): Turn[] => [
  start(job),
  work(task),
  claim(task),
  verdict(2),
  finish(task, {}),
  record(lesson),
  finishWith(task, 5),
  { say: "Done, and recorded." },
];

/** A job that another session has left behind: its lesson is what made that one fail. */
export const successor = (job: string, task: Task, lesson: Learned): Turn[] => [
  start(job),
  work(task),
  claim(task),
  verdict(2),
  record(lesson),
  finishWith(task, 4),
  { say: "Done by another." },
];

/** The next day's worker in the same place: says that the lesson it was given has helped. */
export const warned = (job: string, task: Task, lesson: string): Turn[] => [
  start(job),
  work(task),
  claim(task),
  verdict(2),
  finish(task, { ...NOTHING_NEW, citations: [{ id: lesson, outcome: "applied" }] }),
  { say: "Done, warned." },
];
