// Folds a session's notes into what its hooks have said and seen. Every process that reads the same lines gets the same
// result.
import type { InjectionReason } from "../learnings/records/injection.ts";
import type { HookNote, InjectEntry } from "./notes.ts";
import { createWindows, type Window } from "./windows.ts";

export interface Injected {
  readonly at: string;
  readonly key: string;
  readonly runtime: string;
  readonly reason: InjectionReason;
  readonly served: readonly string[];
  readonly tokens: number;
}

export interface Failure {
  readonly at: string;
  readonly command: string;
  readonly error: string;
  readonly overcome: boolean;
}

export interface NotesState {
  /** What was said, by key. */
  readonly injections: ReadonlyMap<string, Injected>;
  /** What was granted and is not said yet, by key. */
  readonly granted: ReadonlyMap<string, Injected>;
  /** What a subagent's model, or with null the session's own, still has in its window. */
  windowOf(agent: string | null): Window;
  /** All that was said in the session, to any model. */
  readonly given: ReadonlySet<string>;
  readonly delegated: readonly Extract<HookNote, { t: "delegated" }>[];
  /** The latest failure of each command. */
  readonly failures: ReadonlyMap<string, Failure>;
  readonly touched: ReadonlySet<string>;
  /** The stores of items of other layers, by id. */
  readonly stores: ReadonlyMap<string, string>;
  readonly cited: ReadonlySet<string>;
  /** Failures overcome, reverts and searches since the last lesson was recorded. */
  readonly sinceLesson: {
    readonly overcome: number;
    readonly reverts: number;
    /** The longest run of searches without an edit in between. */
    readonly searches: number;
  };
  readonly asked: boolean;
  /** True once a model was told how to ask for lessons. */
  readonly hinted: boolean;
}

export function stateOfNotes(entries: readonly HookNote[]): NotesState {
  const speech = createSpeech();
  const failures = new Map<string, Failure>();
  const touched = new Set<string>();
  const cited = new Set<string>();
  const stores = new Map<string, string>();
  const delegated: Extract<HookNote, { t: "delegated" }>[] = [];
  let sinceLesson = { overcome: 0, reverts: 0, searches: 0 };
  let row = 0;
  let asked = false;
  let hinted = false;
  for (const entry of entries) {
    speech.hear(entry);
    if (entry.t === "inject" || entry.t === "cited")
      for (const [id, folder] of Object.entries(entry.stores ?? {})) stores.set(id, folder);
    switch (entry.t) {
      case "failed": {
        const { at, command, error } = entry;
        failures.set(command, { at, command, error, overcome: false });
        break;
      }
      case "passed": {
        const failure = failures.get(entry.command);
        if (!failure || failure.overcome) break;
        failures.set(entry.command, { ...failure, overcome: true });
        sinceLesson.overcome += 1;
        break;
      }
      case "touched":
        touched.add(entry.path);
        row = 0;
        break;
      case "cited":
        for (const id of entry.ids) cited.add(id);
        break;
      case "recorded":
        sinceLesson = { overcome: 0, reverts: 0, searches: 0 };
        row = 0;
        break;
      case "reverted":
        sinceLesson.reverts += 1;
        break;
      case "searched":
        row += 1;
        sinceLesson.searches = Math.max(sinceLesson.searches, row);
        break;
      case "asked":
        asked = true;
        break;
      case "hinted":
        hinted = true;
        break;
      case "delegated":
        delegated.push(entry);
        break;
    }
  }
  return { ...speech.state, delegated, failures, touched, stores, cited, sinceLesson, asked, hinted };
}

interface Grant extends Injected {
  readonly until: number;
  readonly window: Window;
}

type SpeechState = Pick<NotesState, "injections" | "granted" | "windowOf" | "given">;

/** The part of the fold about what is put before models. */
function createSpeech(): { readonly state: SpeechState; hear(entry: HookNote): void } {
  const windows = createWindows();
  const injections = new Map<string, Injected>();
  const granted = new Map<string, Grant>();
  const given = new Set<string>();
  const say = (injected: Injected, window: Window): void => {
    const { at, key, runtime, reason, served, tokens } = injected;
    injections.set(key, { at, key, runtime, reason, served, tokens });
    for (const id of served) given.add(id);
    window.take(served, reason, tokens);
  };
  const ask = (entry: InjectEntry): void => {
    if (injections.has(entry.key) || granted.has(entry.key)) return;
    const window = windows.of(entry.agent ?? null);
    const at = Date.parse(entry.at);
    const held = [...granted.values()].filter((each) => each.window === window && each.until > at);
    const accepted = accept(entry, window, held);
    if (accepted === null) return;
    if (entry.until === undefined) say(accepted, window);
    else {
      const until = Date.parse(entry.until);
      granted.set(entry.key, { ...accepted, until, window });
    }
  };
  return {
    state: { injections, granted, given, windowOf: windows.of },
    hear(entry) {
      windows.hear(entry);
      if (entry.t === "inject") ask(entry);
      if (entry.t !== "said" && entry.t !== "unsaid") return;
      const grant = granted.get(entry.key);
      granted.delete(entry.key);
      if (grant && entry.t === "said") say(grant, grant.window);
    },
  };
}

/** The part of an entry that is new and fits beside what others hold; null when nothing is. */
function accept(entry: InjectEntry, window: Window, held: readonly Grant[]): Injected | null {
  const used = held.reduce((sum, { tokens }) => sum + tokens, window.tokens);
  const holds = (id: string): boolean => held.some(({ served }) => served.includes(id));
  const served: string[] = [];
  let tokens = entry.frame;
  for (const [id, cost] of entry.items) {
    if (window.items.has(id) || holds(id) || served.includes(id)) continue;
    if (used + tokens + cost > entry.budget) continue;
    served.push(id);
    tokens += cost;
  }
  // The words around items are never said alone.
  const { again = [] } = entry;
  if (served.length === 0 && again.length > 0) tokens = 0;
  for (const [id, cost] of again) {
    if (window.items.get(id) !== "brief" || holds(id) || served.includes(id)) continue;
    if (used + tokens + cost > entry.budget) continue;
    served.push(id);
    tokens += cost;
  }
  // The brief of a repository without lessons is only a frame, and is said once.
  const bare = entry.items.length + again.length === 0;
  const repeats = window.briefed || held.some(({ reason }) => reason === "brief");
  if (served.length === 0 && (!bare || repeats || used + tokens > entry.budget)) return null;
  const { at, key, runtime, reason } = entry;
  return { at, key, runtime, reason, served, tokens };
}
