// The ports that a handler receives. Reading and writing are types, so a read-only tool cannot write.
import type { BasePolicy } from "../claims/demands.ts";
import type { LockFacts, RatchetReport } from "../claims/locks/ratchet.ts";
import type { PolicyFacts } from "../claims/standing.ts";
import type { ActionRequest, Bounds, JobBounds } from "../envelope/decide.ts";
import type { Decision } from "../envelope/decision.ts";
import type { BaseGoals, Goal } from "../goals/goal.ts";
import type { CheckOutcome } from "../goals/measure.ts";
import type { Facts } from "../goals/metrics/facts.ts";
import type { LeaseView, TokenFacts } from "../jobs/lease.ts";
import type { JobSettings } from "../jobs/settings.ts";
import type { Evidence } from "../learnings/learning.ts";
import type { Level, Policy, Risk } from "../policy/checks-and-levels.ts";
import type {
  DenialRecord,
  JournalRecord,
  LearningRecord,
  Provenance,
  RecordDraft,
} from "../records/record.ts";
import type { State } from "../records/state.ts";
import type { ResearchDemand } from "../research/laws.ts";
import type { SearchHit, SearchQuery, Similar } from "../retrieval/query.ts";
import type { SkinInForce } from "../skin/skin.ts";
import type { RulingNotice } from "../supervision/ruling-text.ts";

/** The code that the session works on. */
export interface CodePort {
  /** Top of the working tree; null in a bare repository. */
  readonly root: string | null;
  /** The user's home, whose name has no place in a record. */
  readonly home: string | null;
  /** The commit that HEAD stands for; null before the first commit. */
  head(): Promise<string | null>;
  /** A commit of this code as a record names it: `<repository>@<commit>` where knowledge has a repository of its own. */
  cite(commit: string): string;
  /** Why a piece of evidence can't be found here; null when it can, or can't be checked (urls, commands). */
  problem(evidence: Evidence, state: State): Promise<string | null>;
  /** Commits, oldest first, that lead to `tips` and not to `since`, as records name them; what is not here is left out. */
  commits(
    tips: readonly string[],
    since: string | null,
  ): Promise<{ readonly commit: string; readonly subject: string }[]>;
  /** Blob ids at HEAD of those of `paths` that are files there. */
  blobs(paths: readonly string[]): Promise<Record<string, string>>;
  /** Those files that a learning has `seen` and that differ at HEAD now, or are gone; none of another repository's. */
  changed(learning: Pick<LearningRecord, "seen" | "commit">): Promise<string[]>;
}

export interface SearchPort {
  search(query: SearchQuery): SearchHit[];
  similar(
    draft: { title: string; body: string; tags: readonly string[] },
    limit: number,
    atLeast: number,
  ): Similar[];
  /** The sentences of a text that answer the task best, within a number of tokens. */
  snippet(text: string, task: string, maxTokens: number): string;
  /** Similarity from which two learnings count as saying the same. */
  readonly duplicateAt: number;
}

/** What a claim says of its commit without its author's help. */
export interface ClaimedCommit {
  readonly commit: string;
  /** The branch, where HEAD is claimed. */
  readonly name: string;
  readonly whole: string;
  /** The tree without learnings. */
  readonly subject: string;
  /** What it builds on: the merge base with base, or its parent where base holds it already. */
  readonly from: string | null;
  readonly paths: readonly string[];
  /** Those of them that were there before. */
  readonly existing: readonly string[];
  readonly patch: string | null;
  readonly commits: number;
  /** False where base holds the commit already, so that any check may be concerned. */
  readonly known: boolean;
}

/** What the policy asks of a change, whatever its claim says. */
export interface ClaimDemands {
  readonly checks: string[];
  readonly level: Level;
  readonly research: ResearchDemand;
}

/** Claims and the locks that come of them; all facts are derived at the moment they are asked for. */
export interface ClaimsPort {
  /** Tells the runtime process that hosts this session from others. */
  readonly process: string | null;
  /** Throws CONFIG_INVALID where the policy does not parse. */
  policy(): Promise<BasePolicy>;
  /** `expression` is a commit or branch. Throws NOT_FOUND or DIRTY_TREE. */
  commit(expression: string): Promise<ClaimedCommit>;
  demands(policy: BasePolicy, commit: ClaimedCommit, named: readonly string[], risk: Risk): ClaimDemands;
  policyFacts(state: State): Promise<PolicyFacts>;
  /** How `commit` (a full id) contains each claim. */
  lockFacts(state: State, commit: string): Promise<LockFacts>;
  /** Why a claim's verdict would be stale at HEAD; null while it would not. */
  staleness(state: State, claim: string): Promise<string | null>;
  /** True while the commit is here. */
  exists(commit: string): Promise<boolean>;
  /** True when the file, or the line of it, exists at the commit. */
  holds(commit: string, location: string): Promise<boolean>;
  /** The commit that a branch (null: HEAD) builds on: its merge base with base; null before the first commit. */
  startOf(branch: string | null): Promise<string | null>;
  /** A file at a commit (a full id); null where there is no file of that name. */
  fileAt(commit: string, path: string): Promise<CommittedFile | null>;
  /** What the runner of a claim is doing; null where none is at work. */
  progress(claim: string): Promise<string | null>;
  /** Runs again at a commit what its locks depend on, or answers from what is known of equal contents. */
  ratchet(commit: string, options: RatchetOptions): Promise<RatchetReport>;
}

export interface CommittedFile {
  readonly id: string;
  /** Null where it is no text. */
  readonly lines: number | null;
  /** A symbolic link: its text is the name of another file. */
  readonly isLink: boolean;
}

export interface RatchetOptions {
  readonly signal: AbortSignal;
  onProgress?(what: string): void;
  /** Runs everything, whatever is known. */
  readonly fresh?: boolean;
}

/** What is known here of the jobs' leases, and what bounds them. */
export interface JobsPort {
  /** This clone; null while it has written nothing. */
  clone(): Promise<string | null>;
  /** As they stand at the base commit. Throws CONFIG_INVALID. */
  settings(): Promise<JobSettings & Pick<Policy, "levels" | "research">>;
  /** By job. */
  leases(): Promise<ReadonlyMap<string, LeaseView>>;
  /** Minutes since this session took the job, by the clock of this machine; null where it can't be told. */
  minutes(job: string): Promise<number | null>;
  /** Calls of this session that this server has answered since it took the job. */
  calls(job: string): number;
}

export interface JobsWritePort extends JobsPort {
  /** One starter at a time in this clone, so that two can't take what overlaps. Throws REPO_BUSY. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Takes the lease where nobody holds it, it has run out or the records have made it void, with a token above all
   * that were given out; null where somebody holds it. The note says what is not as it should be, such as a remote
   * that can't be reached.
   */
  take(
    job: string,
    known: TokenFacts,
  ): Promise<{ readonly token: number; readonly note: string | null } | null>;
  /**
   * Looks at the leases of other clones at the remote, where clones share them. The note says why they can't be seen;
   * null where all is well, or nothing is shared.
   */
  look(): Promise<string | null>;
  /** A sign of life. Throws LEASE_LOST where the lease is another's. */
  renew(job: string, token: number): Promise<void>;
  /** Gives the lease back; nothing where it is another's by now. */
  drop(job: string, token: number): Promise<void>;
  /** Removes the lease of whoever has it with a token below `token`. */
  revoke(job: string, token: number): Promise<void>;
  /**
   * A working tree of its own on a branch of its own, or the one that is there already. Throws JOB_REFUSED where the
   * folder or the branch is taken, DISK_FULL.
   */
  addWorktree(job: string, title: string): Promise<JobWorktree>;
  /** Removes it unless it holds work that no commit holds; says what became of it. */
  removeWorktree(branch: string): Promise<string>;
}

export interface JobWorktree {
  readonly folder: string;
  readonly branch: string;
  /** What its worker has to know of it; null where all is as it should be. */
  readonly note: string | null;
}

export interface CheckedAction {
  readonly bounds: Bounds;
  readonly decision: Decision;
  readonly action: DenialRecord["action"];
  /** As a record may keep it. */
  readonly target: string;
}

export interface DiffOutside {
  readonly bounds: Bounds;
  readonly refused: readonly { readonly path: string; readonly decision: Decision }[];
}

/** The scope of the session's job; null while it works on none. */
export type JobScope = () => Promise<JobBounds | null>;

/** Least privilege as it stands at the base commit at this moment. All throw CONFIG_INVALID where that can't be read. */
export interface EnvelopePort {
  bounds(): Promise<Bounds>;
  /** `now` in milliseconds since 1970. */
  check(request: ActionRequest, now: number): Promise<CheckedAction>;
  /** Those of a change's paths, from the repository's top, that may not be written. */
  outside(paths: readonly string[], now: number): Promise<DiffOutside>;
}

/** What the work is for, as it stands at the base commit. */
export interface GoalsPort {
  /** Throws CONFIG_INVALID. */
  read(): Promise<GoalsInForce>;
  /** Runs a goal's command at a commit of the code; null where `until` came first. */
  run(goal: Goal, options: GoalRunOptions): Promise<CheckOutcome | null>;
}

export interface GoalsInForce extends BaseGoals {
  /** Base of the code at the same moment; the goals may lie in another repository. Null before the first commit. */
  readonly code: string | null;
}

export interface GoalRunOptions {
  /** The same for all goals of one measurement, as base may move while it runs. */
  readonly commit: string | null;
  readonly signal: AbortSignal;
  /** When whoever asked can wait no longer. */
  readonly until: AbortSignal;
  onProgress?(what: string): void;
}

/** The commit of the journal that holds a record. */
export interface JournalCommit {
  readonly ref: string;
  readonly commit: string;
  readonly path: string;
  readonly author: string;
}

export interface AppendedRecord {
  readonly record: JournalRecord;
  /** `<ref>:<path>`, as `git show` takes it. */
  readonly file: string;
}

export interface RecordedLearning {
  readonly id: string;
  /** The file laid down for people, relative to the top of the working tree; null where there is none. */
  readonly file: string | null;
  /** What to do with the file, or why there is none. */
  readonly note: string;
}

/** What supervisors have ruled for the session that calls, and whether it was told. */
export interface RulingsPort {
  /** The oldest that it was not told of yet, as the state that was read last tells; null while there is none. */
  pending(): Promise<RulingNotice | null>;
  /** It has been told; remembered beyond the end of this server. Never throws. */
  told(ruling: string): void;
}

export interface ReadContext {
  readonly session: Provenance;
  /** Milliseconds since 1970, taken once per call. */
  readonly now: number;
  readonly signal: AbortSignal;
  readonly code: CodePort;
  readonly search: SearchPort;
  readonly claims: ClaimsPort;
  readonly jobs: JobsPort;
  readonly envelope: EnvelopePort;
  readonly goals: GoalsPort;
  readonly rulings: RulingsPort;
  /** All records of all clones, as of this moment. */
  state(): Promise<State>;
  /** What metrics are counted from, as of this moment: with its `state`, to which all else of the answer has to belong. */
  facts(): Promise<Facts>;
  /** What display names, headings and phrases are to be shown, as of the state that was read last. */
  skin(): Promise<SkinInForce>;
  journalCommit(record: JournalRecord): Promise<JournalCommit | null>;
  /** Logs by ids what was served; written with the next commit of this session, at the latest after a minute. */
  noteRetrieval(task: string, served: readonly string[], tokens: number): void;
  /** Tells the caller how far a long call is, where its client listens. */
  report(what: string): void;
}

export interface WriteContext extends ReadContext {
  readonly jobs: JobsWritePort;
  /** Stores records; when this resolves they are on the disk. */
  append(drafts: readonly RecordDraft[]): Promise<AppendedRecord[]>;
  /** So many new ids, for drafts that name each other. */
  ids(count: number): string[];
  /** Stores one learning and, once it is on the disk, lays it down as a file; only the storing can fail. */
  recordLearning(draft: RecordDraft & { record: "learning" }): Promise<RecordedLearning>;
  /** Starts a process that renders the verdict on a claim, where none is at work on it. */
  startVerdict(claim: string): Promise<void>;
}
