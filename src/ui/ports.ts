// Defines what the page asks of the session that it shows, and of the person who has started it.
import type { ReadContext, WriteContext } from "../api/context.ts";
import type { InjectedItem, Noted } from "../hooks/io/injected.ts";
import type { State } from "../records/state.ts";

export interface Pens {
  /** The person's user name, as records have it. */
  readonly authority: string;
  /** For a lesson: each is its author's only one, so that the person may decide on it later. */
  author(): Promise<WriteContext>;
  /** For decisions, which take a supervisor's authority. */
  decider(): Promise<WriteContext>;
}

export interface UiPorts {
  /** Logs no retrieval: a person who looks around is no session that was served. */
  read(): Promise<ReadContext>;
  /** Null where no person stood at the terminal that started it: then the page only shows. */
  readonly pens: Pens | null;
  /** Sessions whose hooks have noted something, the latest first. */
  noted(): Promise<readonly Noted[]>;
  /** What hooks have put before a session's model. */
  injected(state: State, session: string): Promise<readonly InjectedItem[]>;
}
