// Matches globs over the paths of a tree, as git writes them, in time that grows with the path and never faster.
import { stepsOf } from "./glob-machine.ts";

/**
 * True for paths that one of the globs fits. Upper and lower case count as equal, and so do letters that are composed in
 * other ways, as they are on many disks: a rule for `src/**` must not be left by writing `SRC/a`. A glob that names a
 * folder fits all that is in it. `!glob` takes out again. With `exactly` a path has to be spelled as the glob is in what
 * is let in, though not in what is taken out: for globs that allow.
 */
export function matcher(globs: readonly string[], exactly = false): (path: string) => boolean {
  const wanted = compile(
    globs.filter((glob) => !glob.startsWith("!")),
    exactly,
  );
  const unwanted = compile(
    globs.filter((glob) => glob.startsWith("!")).map((glob) => glob.slice(1)),
    false,
  );
  return (path) => wanted(path) && !unwanted(path);
}

/** True when one of the globs fits one of the paths. */
export const fitsAny = (globs: readonly string[], paths: readonly string[]): boolean =>
  paths.some(matcher(globs));

/** Where the machine may be after what it has read. Each following state is computed once per character. */
interface State {
  readonly places: readonly number[];
  readonly isEnd: boolean;
  readonly next: Map<string, State>;
}

/** States and transitions that are kept; with more, all are dropped and computed again. */
const MOST_KEPT = 100_000;

function compile(globs: readonly string[], exactly: boolean): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const spelled = (text: string) => (exactly ? text : text.normalize("NFC").toLowerCase());
  const { steps, starts } = stepsOf(globs.map(spelled).map(tidy), exactly);
  const states = new Map<string, State>();
  let kept = 0;

  const stateOf = (open: number[]): State => {
    const seen = new Set<number>();
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      const step = steps[place];
      if (!step || seen.has(place)) continue;
      seen.add(place);
      if (step.kind === "fork") open.push(...step.next);
    }
    const places = [...seen].filter((place) => steps[place]?.kind !== "fork").toSorted((a, b) => a - b);
    const key = places.join();
    const known = states.get(key);
    if (known) return known;
    const state = { places, isEnd: seen.has(0), next: new Map<string, State>() };
    states.set(key, state);
    kept += places.length;
    return state;
  };
  const after = (state: State, char: string): State => {
    if (kept > MOST_KEPT) {
      states.clear();
      first.next.clear();
      kept = 0;
    }
    const reached: number[] = [];
    for (const place of state.places) {
      const step = steps[place];
      if (step?.kind === "read" && step.fits(char)) reached.push(step.next);
    }
    const next = stateOf(reached);
    state.next.set(char, next);
    kept += 1;
    return next;
  };

  const first = stateOf([...starts]);
  return (path) => {
    let state = first;
    for (const char of spelled(path)) {
      // A path fits where a folder around it fits.
      if (char === "/" && state.isEnd) return true;
      state = state.next.get(char) ?? after(state, char);
      if (state.places.length === 0) return false;
    }
    return state.isEnd;
  };
}

const tidy = (glob: string): string => glob.replace(/^\.?\/+/, "").replace(/(?<!\/)\/+$/, "");
