// Makes sure that what a hook says counts as said only once it has left the process.
import type { HookNote } from "../notes.ts";
import { type NotesState, stateOfNotes } from "../notes-state.ts";
import type { Window } from "../windows.ts";
import { appendNotes, readNotes } from "./notes-file.ts";

type Ask = Omit<Extract<HookNote, { t: "inject" }>, "t" | "at" | "key" | "until" | "agent">;

/** What one hook process says to one model. */
export interface Speech {
  readonly state: () => NotesState;
  /** What the model that is spoken to still has in its window. */
  window(): Window;
  /**
   * Asks for items in the session's notes; what comes back belongs to this process alone. Null where the budget has no
   * room.
   */
  ask(items: Ask): readonly string[] | null;
  /** Runs `note` once everything is printed, for what would be wrong to note before. */
  whenSaid(note: () => void): void;
  /** The text is printed. Throws where the disk can't be written. */
  said(): void;
  /** Nothing will be printed: others may say what this process was granted. Never throws. */
  unsaid(): void;
}

/** `agent` null: the session's own model. What is granted is held until `until`, in milliseconds since 1970. */
export function createSpeech(file: string, agent: string | null, until: number, key: () => string): Speech {
  const to = agent === null ? {} : { agent };
  const granted: string[] = [];
  const later: (() => void)[] = [];
  const settle = (t: "said" | "unsaid"): void => {
    const at = new Date().toISOString();
    appendNotes(
      file,
      granted.splice(0).map((key) => ({ t, at, key })),
    );
  };
  const state = (): NotesState => stateOfNotes(readNotes(file));
  return {
    state,
    window: () => state().windowOf(agent),
    ask(items) {
      const name = key();
      const at = new Date().toISOString();
      const entry = {
        t: "inject",
        at,
        key: name,
        ...items,
        until: new Date(until).toISOString(),
        ...to,
      } as const;
      appendNotes(file, [entry]);
      const grant = state().granted.get(name);
      if (!grant) return null;
      granted.push(name);
      return grant.served;
    },
    whenSaid: (note) => {
      later.push(note);
    },
    said() {
      settle("said");
      for (const note of later.splice(0)) note();
    },
    unsaid() {
      try {
        settle("unsaid");
      } catch {
        // The grant expires by itself.
      }
    },
  };
}
