// Lists all errors that can reach a user, each with advice on what to do next. The list is closed.

export const ERROR_CODES = {
  INVALID_ARGUMENT: "an argument is missing, unknown, out of range or not text",
  NOT_FOUND: "no record has that id",
  AMBIGUOUS: "more than one record matches",
  UNKNOWN_TOOL: "this server has no tool of that name in this role and phase",
  DUPLICATE: "a stored learning already says this",
  GATE_REFUSED: "the learning does not pass the gate",
  SECRET_FOUND: "the text holds a credential",
  UNSAFE_TEXT: "the text holds characters that a reader cannot see",
  CITATION_REFUSED: "a citation breaks one of its rules",
  CURATION_REFUSED: "a decision about a learning breaks one of its rules",
  CHANGED_MEANWHILE: "what was to be changed is no longer as it was read",
  SYNC_OFF: "the configuration at the base commit keeps records in their clone",
  RESEARCH_REFUSED: "research lacks a part, or cites what is not there",
  CLAIM_REFUSED: "the claim lacks something that a verdict needs",
  DIRTY_TREE: "the working tree holds work that no commit holds",
  STALE_CLAIM: "the claimed commit is gone, or is not what is here now",
  SELF_VERDICT: "a claim's author cannot judge it",
  VERDICT_REFUSED: "a judgement breaks one of its rules",
  SIGNATURE_REFUSED: "a verdict can't be signed, or not with this key",
  JOB_REFUSED: "a job can't be made, started or finished in this way",
  RULING_REFUSED: "a ruling on an escalation breaks one of its rules",
  LEASE_LOST: "another session holds the job by now",
  COORDINATION_AWAY: "the service where clones agree on jobs can't be asked, so no job begins",
  OUTSIDE_ENVELOPE: "the change leaves what base lets an agent write",
  RATCHET_REGRESSION: "a locked check or metric got worse",
  PERSON_REQUIRED: "this is for a person in a terminal",
  CONFIG_INVALID: "a configuration file or option does not parse",
  NO_SANDBOX: "the policy asks for a sandbox and this machine has none",
  NOT_A_REPOSITORY: "there is no git repository here",
  GIT_MISSING: "git is not installed or too old",
  GIT_FAILED: "a git command failed",
  REPO_BUSY: "the journal stayed locked too long",
  STILL_READING: "more records are here than could be read yet",
  READ_ONLY: "the repository cannot be written",
  DISK_FULL: "the disk is full",
  TIMEOUT: "the call took longer than its deadline",
  CANCELLED: "the client cancelled the call",
  SHUTTING_DOWN: "the server is stopping",
  INTERNAL: "a fault in this server",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * The only error that reaches a user. `message` says what is wrong and `fix` what to do about it, each in one sentence and
 * never with a secret in it. `facts`, where given, is the structured answer of the tool that refused; it has to satisfy
 * that tool's output schema.
 */
export class AgentOpsError extends Error {
  override readonly name = "AgentOpsError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly fix: string,
    readonly facts?: Record<string, unknown>,
  ) {
    super(message);
  }
}
