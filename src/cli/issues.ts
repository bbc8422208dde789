// Prints a job file made from a tracker's issues, and jobs as issues; only JSON is read, so no network is used.
import type { ReadContext } from "../api/context.ts";
import { entriesOf, type Issue, issuesOf, parseIssues } from "../jobs/issues.ts";
import { jobName } from "../jobs/job-name.ts";
import Job from "../jobs/records/job.ts";
import { standingsOfJobs } from "../jobs/standing.ts";
import { stateInWords } from "../jobs/text.ts";
import { counted } from "../shared/text/count.ts";
import type { CommandInput } from "./define-command.ts";

/** `text` holds the given issues; null where none were given. */
export async function printIssues(
  context: ReadContext,
  { options, terminal }: CommandInput,
  text: string | null,
): Promise<number> {
  const issues = text === null ? [] : parseIssues(text);
  const state = await context.state();
  if (options.issues === true) {
    const jobs = standingsOfJobs(state).map((each) => ({
      id: each.name,
      title: each.job.title,
      isDone: each.state === "done",
      stands: stateInWords(each),
      acceptance: each.job.acceptance,
      write: each.job.scope.write,
    }));
    const found = issuesOf(jobs, issues);
    terminal.answer({ issues: found }, JSON.stringify(found, null, 2));
    return 0;
  }
  const titles = new Map(state.all(Job).map(({ id, title }) => [jobName(id), title]));
  const entries = entriesOf(issues, titles);
  terminal.answer({ jobs: entries }, JSON.stringify(entries, null, 2));
  terminal.note(noteOn(issues, entries.length));
  return 0;
}

const noteOn = (issues: readonly Issue[], fresh: number): string =>
  fresh === 0
    ? `${counted(issues.length, "issue")}, none of them open and no job yet.`
    : `${counted(fresh, "job")} to queue: write this to a file, look at it, then agentops-mcp jobs add --file <file>.`;
