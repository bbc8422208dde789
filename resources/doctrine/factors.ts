// Lists the twelve factors in their frozen order, for everything that shows or looks one up.
import contextIsEverything from "./01_context_is_everything.ts";
import trackEverythingInGit from "./02_track_everything_in_git.ts";
import oneAgentOneJob from "./03_one_agent_one_job.ts";
import enforceLeastPrivilege from "./04_enforce_least_privilege.ts";
import researchBeforeYouBuild from "./05_research_before_you_build.ts";
import isolateWorkers from "./06_isolate_workers.ts";
import validateExternally from "./07_validate_externally.ts";
import lockProgressForward from "./08_lock_progress_forward.ts";
import extractLearnings from "./09_extract_learnings.ts";
import compoundKnowledge from "./10_compound_knowledge.ts";
import superviseHierarchically from "./11_supervise_hierarchically.ts";
import measureOutcomes from "./12_measure_outcomes.ts";
import type { Factor } from "./factor.ts";

export const FACTORS: readonly Factor[] = [
  contextIsEverything,
  trackEverythingInGit,
  oneAgentOneJob,
  enforceLeastPrivilege,
  researchBeforeYouBuild,
  isolateWorkers,
  validateExternally,
  lockProgressForward,
  extractLearnings,
  compoundKnowledge,
  superviseHierarchically,
  measureOutcomes,
];
