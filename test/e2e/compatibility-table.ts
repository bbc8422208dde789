// The table that ends a run: what each runtime was seen to do. A cell that no test filled never reads as passed.
import { isInstalled } from "./runtimes/installed.ts";
import type { Runtime } from "./runtimes/runtime.ts";

const STEPS = ["handshake", "record", "retrieve", "cite", "trace"] as const;
type Step = (typeof STEPS)[number];

export interface CompatibilityTable {
  /** Call it after the assertions that show the step. */
  passed(runtime: Runtime, step: Step): void;
  toString(): string;
}

export function createTable(runtimes: readonly Runtime[]): CompatibilityTable {
  const seen = new Set<string>();
  const key = (runtime: Runtime, step: Step) => `${runtime.title} ${step}`;
  const cell = (runtime: Runtime, step: Step) => {
    if (!isInstalled(runtime)) return "MISSING";
    return seen.has(key(runtime, step)) ? "yes" : "not seen";
  };
  const row = (first: string, cells: readonly string[]) =>
    [first.padEnd(22), ...cells.map((text) => text.padEnd(10))].join("").trimEnd();
  return {
    passed: (runtime, step) => seen.add(key(runtime, step)),
    toString() {
      const rows = runtimes.map((runtime) => {
        const cells = STEPS.map((step) => cell(runtime, step));
        return row(`${runtime.title} ${runtime.version}`, cells);
      });
      return [row("runtime", STEPS), ...rows].join("\n");
    },
  };
}
