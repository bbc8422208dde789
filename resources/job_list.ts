// Lists the jobs: the open ones first, with who holds each and what it waits for.
import { defineResource } from "../src/api/define.ts";
import type { JobRow } from "../src/jobs/list.ts";
import { counted } from "../src/shared/text/count.ts";
import { quoted } from "../src/shared/text/quoting.ts";
import { listJobs } from "../src/use-cases/list-jobs.ts";

/** Lines that one answer may have. */
const MOST = 60;
const MOST_GLOBS = 4;
const CLOSED: readonly JobRow["state"][] = ["done", "stopped"];

export default defineResource({
  uri: "agentops://jobs",
  title: "Jobs",
  description: "All jobs: state, holder, scope.",
  async read(context) {
    const jobs = await listJobs(context);
    if (jobs.length === 0) return "There are no jobs: a supervisor queues them with create_job.\n";
    const isClosed = ({ state }: JobRow) => CLOSED.includes(state);
    const sorted = [...jobs.filter((job) => !isClosed(job)), ...jobs.filter(isClosed).toReversed()];
    const more = sorted.length > MOST ? [`- and ${sorted.length - MOST} more: agentops-mcp jobs`] : [];
    return `${["# Jobs", "", ...sorted.slice(0, MOST).map(lineOf), ...more].join("\n")}\n`;
  },
});

const scopeOf = (write: readonly string[]): string =>
  quoted(write.slice(0, MOST_GLOBS).join(" "), 120) +
  (write.length > MOST_GLOBS ? ` and ${counted(write.length - MOST_GLOBS, "glob")} more` : "");

/** Stored words are data, so they stand in quotes. */
const lineOf = ({ id, title, stands, lease, risk, write, branch }: JobRow): string =>
  [
    `- ${id} ${quoted(title, 80)}: ${stands}`,
    ...(lease === "none" ? [] : [`lease ${lease}`]),
    `risk ${risk}`,
    ...(write.length > 0 ? [`writes ${scopeOf(write)}`] : []),
    ...(branch === null ? [] : [`branch ${quoted(branch, 80)}`]),
  ].join("; ");
