// Names the parts of the program that a hook loads only when it needs them.
import type { Place } from "../../git/place.ts";
import type { JudgeProgram } from "./check-call.ts";
import type { messagesFor } from "./deliver-messages.ts";
import type { HookPolicy } from "./kept-policy.ts";
import type { layeredView } from "./layered-view.ts";
import type { PastProgram } from "./past-files.ts";
import type { HookView } from "./view-file.ts";

/** The work in one repository that needs its journal. */
export interface HookWork {
  /** Reads journal, base and working tree. */
  makeView(): Promise<MadeView>;
  /** Reads base, and keeps its bounds for the next hook. */
  makePolicy(): Promise<HookPolicy>;
  /** Writes a session's notes into the journal. */
  recordNotes(session: string): Promise<void>;
  close(): void;
}

export interface MadeView {
  readonly view: HookView;
  /** Saves it for the next hook, which takes about as long as the reading did. */
  keep(): Promise<void>;
}

/** Most of this program. */
export interface Slow {
  openHookWork(place: Place): HookWork;
}

/** What is done only for other layers and messages. */
export interface MoreProgram {
  readonly layeredView: typeof layeredView;
  readonly messagesFor: typeof messagesFor;
}

/** Parts of the program that most hooks do without. */
export interface Programs {
  slow(): Promise<Slow>;
  past(): PastProgram;
  judge(): JudgeProgram;
  more(): MoreProgram;
}
