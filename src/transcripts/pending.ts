// Holds tool calls that wait for their answer in a later line; of an endless file only the last ones.

export interface Pending<T> {
  put(id: string, call: T): void;
  /** Null for an answer whose call was never seen, as in a file that was cut. */
  take(id: string): T | null;
}

const MOST = 500;
/** Of a command, in characters: what is longer carries a whole file in it. */
const LONGEST_COMMAND = 4_000;

/** Both ends of a command, joined into a text of its own, so that the line that it came from can be forgotten. */
export const boundedCommand = (command: string): string =>
  command.length <= LONGEST_COMMAND
    ? command
    : `${command.slice(0, LONGEST_COMMAND * 0.75)} … ${command.slice(-LONGEST_COMMAND * 0.25)}`;

export function createPending<T>(): Pending<T> {
  const calls = new Map<string, T>();
  return {
    put(id, call) {
      calls.set(id, call);
      if (calls.size > MOST) calls.delete(calls.keys().next().value ?? "");
    },
    take(id) {
      const call = calls.get(id) ?? null;
      calls.delete(id);
      return call;
    },
  };
}
