// The tables that end a run: what each runtime was seen to do. A cell that no test filled never reads as passed.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isInstalled, PROJECT_ROOT } from "./runtimes/installed.ts";
import type { Runtime } from "./runtimes/runtime.ts";

export interface CompatibilityTable<Step extends string> {
  /** Call it after the assertions that show the step. */
  passed(runtime: Runtime, step: Step): void;
  toString(): string;
  /** Puts it in its place in docs/compatibility.md. */
  write(): Promise<void>;
}

/** `section` is the name of its place in the page. */
export function createTable<Step extends string>(
  section: string,
  runtimes: readonly Runtime[],
  steps: readonly Step[],
): CompatibilityTable<Step> {
  const seen = new Set<string>();
  const key = (runtime: Runtime, step: Step) => `${runtime.title} ${step}`;
  const cell = (runtime: Runtime, step: Step) => {
    if (!isInstalled(runtime)) return "MISSING";
    return seen.has(key(runtime, step)) ? "yes" : "not seen";
  };
  const rows = () =>
    runtimes.map((runtime) => [
      `${runtime.title} ${runtime.version}`,
      ...steps.map((step) => cell(runtime, step)),
    ]);
  const head = ["runtime", ...steps];
  return {
    passed: (runtime, step) => seen.add(key(runtime, step)),
    toString: () =>
      [head, ...rows()]
        .map(([first = "", ...cells]) =>
          [first.padEnd(22), ...cells.map((text) => text.padEnd(20))].join("").trimEnd(),
        )
        .join("\n"),
    async write() {
      const lines = [head, head.map(() => "---"), ...rows()].map((cells) => `| ${cells.join(" | ")} |`);
      const page = join(PROJECT_ROOT, "docs/compatibility.md");
      const place = new RegExp(`(<!-- generated: ${section} -->)[^]*?(<!-- end -->)`);
      const text = await readFile(page, "utf8");
      if (!place.test(text)) throw new Error(`docs/compatibility.md has no place for ${section}`);
      await writeFile(
        page,
        text.replace(place, (_, start, end) => `${start}\n\n${lines.join("\n")}\n\n${end}`),
      );
    },
  };
}
