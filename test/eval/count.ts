// Counts what a job took of an agent: calls, refusals, repeats, questions, and answers that nobody could read.

/** One thing that the agent did, with what came of it. */
export interface Step {
  readonly kind: "tool" | "read" | "write" | "commit" | "ask" | "end" | "unreadable";
  /** Of a tool its name, of a file its path. */
  readonly name: string;
  /** As the agent sent it. */
  readonly sent: string;
  readonly refused: boolean;
  readonly answer: string;
}

export interface JobCount {
  readonly job: string;
  readonly state: string;
  readonly calls: number;
  readonly refusals: number;
  /** Calls that were made in the same words before, within the job. */
  readonly repeats: number;
  readonly questions: number;
  readonly unreadable: number;
}

/** One for each job that was started, and for what lay before the first or after an end, where something did. */
export function countJobs(steps: readonly Step[]): JobCount[] {
  const parts: { job: string; steps: Step[] }[] = [{ job: "before any job", steps: [] }];
  for (const step of steps) {
    const job = startedBy(step);
    if (job !== null && job !== parts.at(-1)?.job) {
      parts.push({ job, steps: [] });
    }
    parts.at(-1)?.steps.push(step);
    if (step.kind === "tool" && step.name === "finish_job" && !step.refused)
      parts.push({ job: "after a job", steps: [] });
  }
  return parts.filter((part) => part.steps.length > 0).map(({ job, steps: own }) => countOf(job, own));
}

const startedBy = ({ kind, name, refused, answer }: Step): string | null =>
  kind === "tool" && name === "start_job" && !refused ? (/^job: (\S+)/m.exec(answer)?.[1] ?? null) : null;

function countOf(job: string, steps: readonly Step[]): JobCount {
  const calls = steps.filter(({ kind }) => kind === "tool");
  const sent = calls.map(({ name, sent: words }) => `${name} ${words}`);
  const end = calls.findLast(({ name, refused }) => name === "finish_job" && !refused);
  const passed = calls.some(
    ({ name, answer }) => name === "request_verdict" && /^result: PASSED$/m.test(answer),
  );
  const state = end ? (/^state: (\S+)/m.exec(end.answer)?.[1] ?? "unknown") : "not ended";
  return {
    job,
    state: passed ? `${state}, PASSED` : state,
    calls: calls.length,
    refusals: calls.filter(({ refused }) => refused).length,
    // Asking for a verdict that is pending is no repeat: the answer says to.
    repeats: sent.filter((words, at) => sent.indexOf(words) < at && !words.startsWith("request_verdict"))
      .length,
    questions: steps.filter(({ kind }) => kind === "ask").length,
    unreadable: steps.filter(({ kind }) => kind === "unreadable").length,
  };
}
