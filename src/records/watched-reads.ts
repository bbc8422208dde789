// Watches a reader of the state: under which keys it looks, in whichever index.
import type { State } from "./state.ts";

/** For whoever goes through a whole index, as if they had looked under all keys. */
export const EVERY_KEY = "*";

type MapName = {
  [N in keyof State]: State[N] extends ReadonlyMap<string, unknown> ? N : never;
}[keyof State];

/** `saw` is told before each answer. */
export function watchedState(state: State, saw: (key: string) => void): State {
  const maps = Object.entries<unknown>({ ...state }).flatMap(([name, value]) =>
    value instanceof Map ? [[name, watchedMap(value, saw)] as const] : [],
  );
  return {
    // Named one by one, so that whatever else the state learns to answer has to be watched here as well.
    ...(Object.fromEntries(maps) as unknown as Pick<State, MapName>),
    record(id) {
      saw(id);
      return state.record(id);
    },
    origin(id) {
      saw(id);
      return state.origin(id);
    },
    ids() {
      saw(EVERY_KEY);
      return state.ids();
    },
  };
}

function watchedMap(
  map: ReadonlyMap<string, unknown>,
  saw: (key: string) => void,
): ReadonlyMap<string, unknown> {
  const whole = (): ReadonlyMap<string, unknown> => {
    saw(EVERY_KEY);
    return map;
  };
  return {
    get(key) {
      saw(key);
      return map.get(key);
    },
    has(key) {
      saw(key);
      return map.has(key);
    },
    get size() {
      return whole().size;
    },
    forEach: (each) => whole().forEach(each),
    keys: () => whole().keys(),
    values: () => whole().values(),
    entries: () => whole().entries(),
    [Symbol.iterator]: () => whole()[Symbol.iterator](),
  };
}
