// Defines the ports that a handler receives. Reading and writing are types, so a read-only tool cannot write.

import type { ClaimsPort } from "../claims/port.ts";
import type { EnvelopePort } from "../envelope/port.ts";
import type { Facts } from "../goals/metrics/facts.ts";
import type { GoalsPort } from "../goals/port.ts";
import type { HistoryPort } from "../history/port.ts";
import type { JobsPort, JobsWritePort } from "../jobs/port.ts";
import type { AppendedRecord, JournalCommit } from "../journal/port.ts";
import type { OwnClones } from "../learnings/backing.ts";
import type { LearningDraft } from "../learnings/learning.ts";
import type { CodePort, RecordedLearning } from "../learnings/port.ts";
import type { LearningRecord } from "../learnings/records/learning.ts";
import type { DraftOf, JournalRecord, Provenance, RecordDraft } from "../records/record.ts";
import type { State } from "../records/state.ts";
import type { SearchPort } from "../retrieval/port.ts";
import type { SkinInForce } from "../skin/skin.ts";
import type { RulingsPort } from "../supervision/port.ts";

/** One store of lessons, with ports that read and write only there. */
export interface Layer<Context> {
  readonly name: string;
  readonly context: Context;
  /** As far as it could be read within seconds. */
  readonly state: State;
  /** True where it takes lessons that nobody has placed and that name nothing of the repository. */
  readonly takesGeneral: boolean;
}

/** The stores beside the team's, each list with the nearest first. */
export interface OtherLayers<Context> {
  readonly nearer: readonly Layer<Context>[];
  readonly farther: readonly Layer<Context>[];
  /** One sentence for each store that can't be read. */
  readonly problems: readonly string[];
}

export interface ReadContext {
  readonly session: Provenance;
  /** Milliseconds since 1970, taken once per call. */
  readonly now: number;
  readonly signal: AbortSignal;
  readonly code: CodePort;
  readonly search: SearchPort;
  /** What base's past commits say. */
  readonly history: HistoryPort;
  readonly claims: ClaimsPort;
  readonly jobs: JobsPort;
  readonly envelope: EnvelopePort;
  readonly goals: GoalsPort;
  readonly rulings: RulingsPort;
  /** All records of all clones, as of this moment. */
  state(): Promise<State>;
  /** As much of it as can be read within seconds; `unfinished` names the journals of which a part is missing. */
  soon(): Promise<State>;
  /** The names under which this clone has written. */
  ownClones(): Promise<OwnClones>;
  /** What metrics are counted from, at this moment; the rest of the answer has to use its `state`. */
  facts(): Promise<Facts>;
  /** True where other clones' records could be fetched: there is a remote, and base allows it. */
  isShared(): Promise<boolean>;
  /** Display names, headings and phrases, for the state that was last read. */
  skin(): Promise<SkinInForce>;
  journalCommit(record: JournalRecord): Promise<JournalCommit | null>;
  /** Logs by id what was served; written with this session's next commit, at the latest after a minute. */
  noteRetrieval(task: string, served: readonly string[], tokens: number, texts?: readonly string[]): void;
  /** How often this server has given the session a text, by the `texts` of its retrievals. */
  given(text: string): number;
  /**
   * The stores beside the team's, to which all other ports belong. A caller that does not ask never sees anything of them.
   */
  layers(): Promise<OtherLayers<ReadContext>>;
  /** Tells the progress of a long call to a client that listens. */
  report(what: string): void;
}

/** A question for the person at the client, shown as a form with one field. */
export interface Question {
  readonly text: string;
  /** How long the call may wait for it. */
  readonly seconds: number;
}

export interface WriteContext extends ReadContext {
  /**
   * What was answered in the client's window, by a person or by the client itself: empty where nobody answers in time, null
   * where nobody was asked, as the client has no forms. Null for a question asks nothing, and gives what the client has sent
   * along. In the newer era it ends the call, which the client repeats with the answer: all before it is done twice.
   */
  ask(question: Question | null): Promise<string | null>;
  layers(): Promise<OtherLayers<WriteContext>>;
  readonly jobs: JobsWritePort;
  /** Stores records; resolves when they are on the disk. */
  append(drafts: readonly RecordDraft[]): Promise<AppendedRecord[]>;
  /** New ids, for drafts that refer to each other. */
  ids(count: number): string[];
  /**
   * Stores the learning that `judge` makes of a draft, then lays it down as a file; only judging and storing can fail.
   * Nobody else in this clone judges the same words meanwhile, so the later of two sees the first. Throws REPO_BUSY where
   * that takes too long.
   */
  recordLearning(
    draft: LearningDraft,
    judge: () => Promise<DraftOf<LearningRecord>>,
  ): Promise<RecordedLearning>;
  /** Starts a process that renders the verdict on a claim, unless one is at work on it. */
  startVerdict(claim: string): Promise<void>;
}
