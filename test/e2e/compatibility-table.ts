// The table that ends a run: what each runtime was seen to do. A cell that no test filled never reads as passed.
import { isInstalled } from "./runtimes/installed.ts";
import type { Runtime } from "./runtimes/runtime.ts";

const STEPS = ["handshake", "record", "retrieve", "cite", "trace"] as const;
type Step = (typeof STEPS)[number];

const INTRODUCTION = `# What each runtime was seen to do

Written by \`npm run test:e2e\`, which installs these versions, runs each without a terminal against a scripted model on
the same machine, and needs no account. Each is configured by \`agentops-mcp init\` and by nothing else, records one
lesson after a refusal, and then retrieves, cites and traces the lessons of all the others. A cell that no test filled
reads \`not seen\`. Cursor and VS Code cannot be run without a window and are not part of it.
`;

export interface CompatibilityTable {
  /** Call it after the assertions that show the step. */
  passed(runtime: Runtime, step: Step): void;
  toString(): string;
  /** The page of the documentation. */
  toMarkdown(): string;
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
    toMarkdown() {
      const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
      const rows = runtimes.map((runtime) => [
        `${runtime.title} ${runtime.version}`,
        ...STEPS.map((step) => cell(runtime, step)),
      ]);
      return `${INTRODUCTION}\n${[["runtime", ...STEPS], ["---", ...STEPS.map(() => "---")], ...rows].map(line).join("\n")}\n`;
    },
  };
}
