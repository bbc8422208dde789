// Decides which changes need research and which record of it counts. submit_claim asks it, and every verdict asks again.

import { jobName } from "../jobs/job-name.ts";
import type { JobRecord } from "../jobs/records/job.ts";
import { objectionToResearch } from "../jobs/standing.ts";
import { researchByJob, type UnderLease } from "../jobs/under-lease.ts";
import type { ResearchPolicy } from "../policy/research.ts";
import { scopesOverlap } from "../policy/scope.ts";
import type { JournalRecord } from "../records/record.ts";
import type { State } from "../records/state.ts";
import { fitsAny } from "../shared/glob.ts";
import { compareIds } from "../shared/ids.ts";
import Research, { type ResearchRecord } from "./records/research.ts";
import { citedFile } from "./sources.ts";

/** A change needs research for the reason in `because`, or none for the reason in `note`; the other is null. */
export type ResearchDemand =
  | { readonly because: string; readonly note: null }
  | { readonly because: null; readonly note: string };

/** `existing`: those of a change's paths that were there before it, which is what it has to fit into. */
export function researchDemand(policy: ResearchPolicy | null, existing: readonly string[]): ResearchDemand {
  const free = (why: string): ResearchDemand => ({ because: null, note: `research: ${why}` });
  if (policy === null) return free(NOT_ASKED);
  if (existing.length === 0) return free("exempt as greenfield, the change only adds files");
  const needs = (why: string): ResearchDemand => ({ because: why, note: null });
  const named = existing.find((path) => policy.paths.length > 0 && fitsAny(policy.paths, [path]));
  if (named !== undefined) return needs(`it touches ${named.slice(0, 200)}, which research.paths names`);
  if (policy.files_changed !== null && existing.length > policy.files_changed)
    return needs(`it touches ${existing.length} existing files, more than ${policy.files_changed}`);
  const folders = new Set(existing.map(folderOf)).size;
  if (policy.folders !== null && folders > policy.folders)
    return needs(`it touches existing files in ${folders} folders, more than ${policy.folders}`);
  return free(`${NOT_ASKED} for a change of this size and place`);
}

const NOT_ASKED = "not asked for by the policy";

/** A claim's author hears nothing of what nobody asks for; a verdict says that nobody did. */
export const isAsked = (note: string): boolean => !note.startsWith(`research: ${NOT_ASKED}`);

/** What a job's worker is told at its start, while research is still cheap. */
export const researchAdvice = (
  policy: ResearchPolicy | null,
  { scope }: Pick<JobRecord, "scope">,
): string[] =>
  policy !== null && scopesOverlap(scope.write, policy.paths)
    ? ["record_research before you edit existing code: claims from here need it"]
    : [];

/** Who a claim, or one that is about to be made, is by. */
type Claimant = Pick<JournalRecord, "session" | "clone"> & { readonly job?: UnderLease | undefined };

/**
 * Research that belongs to a claim, newest first: of its job, by whoever held it, or of its own session where that
 * works on no job. What another clone writes under their names is none of theirs.
 */
export function researchFor(state: State, { session, clone, job }: Claimant): ResearchRecord[] {
  const known = job
    ? state.by(researchByJob, job.id).filter(Research.is)
    : state
        .all(Research)
        .filter((each) => each.job === null && each.session === session && each.clone === clone);
  return known
    .filter((each) => objectionToResearch(state, each) === null)
    .toSorted((a, b) => compareIds(b, a));
}

export interface ResearchCover {
  /** Why the claim does not count as it stands; null where nothing is missing. */
  readonly missing: string | null;
  /** For the claim's author and for the verdict. */
  readonly note: string;
}

/** What is asked of a change, and by which policy; `existing` as above. */
export interface AskedResearch {
  readonly demand: ResearchDemand;
  readonly policy: ResearchPolicy | null;
  readonly existing: readonly string[];
}

export function researchCover(
  state: State,
  claimant: Claimant,
  { demand, policy, existing }: AskedResearch,
): ResearchCover {
  if (demand.because === null) return { missing: null, note: demand.note };
  const found = researchFor(state, claimant);
  const [newest] = found;
  const covers = found.find(
    (each) => each.exemption === null && (claimant.job !== undefined || isNear(each, existing)),
  );
  if (covers)
    return { missing: null, note: `research: ${covers.id} covers it; nobody has judged its findings` };
  if (newest && newest.exemption !== null && policy?.exemptions === "accept")
    return { missing: null, note: `research: exempt by ${newest.id}, for the reason that it gives` };
  const missing = `the policy asks for research, because ${demand.because}, and ${whyNot(newest, claimant)}`;
  return { missing, note: `research: missing, because ${demand.because}` };
}

function whyNot(newest: ResearchRecord | undefined, { job }: Claimant): string {
  if (!newest) return job ? `none was recorded for ${jobName(job.id)}` : "this session has recorded none";
  return newest.exemption === null
    ? `${newest.id} cites nothing in the folders of the existing files that the change touches`
    : `${newest.id} is an exemption, which it does not accept`;
}

/** Without a job nothing else ties research to a change, and a session may have done it for another task. */
function isNear({ findings }: ResearchRecord, existing: readonly string[]): boolean {
  const folders = new Set(existing.map(folderOf));
  return findings.some(({ source }) => {
    const file = citedFile(source);
    return file !== null && folders.has(folderOf(file));
  });
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
