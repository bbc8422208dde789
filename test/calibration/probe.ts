// Runs a small program beside a case's change: it ends with 0 where the change meets its criterion, with 3 where not.
import { createRequire } from "node:module";

export interface Probe {
  readonly file: string;
  readonly code: string;
  /** One command after the other, in the folder that holds the change and the probe. */
  readonly run: readonly (readonly string[])[];
  /** Programs that must be here. */
  readonly needs: readonly string[];
  readonly input?: string;
}

const TSX = createRequire(import.meta.url).resolve("tsx/cli");
const script = (file: string, code: string, run: readonly string[], needs: readonly string[]): Probe => ({
  file,
  code,
  run: [[...run, file]],
  needs,
});
export const typescript = (code: string) => script("probe.mts", code, [process.execPath, TSX], ["node"]);
export const javascript = (code: string) => script("probe.mjs", code, ["node"], ["node"]);
export const python = (code: string) => script("probe.py", code, ["python3"], ["python3"]);
export const shell = (code: string) => script("probe.sh", code, ["sh"], ["gzip"]);
export const c = (code: string, source: string): Probe => ({
  file: "probe.c",
  code,
  run: [["cc", "-g", "-Wall", "-o", "probe", "probe.c", source], ["./probe"]],
  needs: ["cc"],
});
export const rust = (code: string, crate: readonly string[] = []): Probe => ({
  file: "probe.rs",
  code,
  run: [
    ...(crate.length > 0 ? [["rustc", "--edition", "2021", "-A", "warnings", ...crate]] : []),
    ["rustc", "--edition", "2021", "-A", "warnings", "-L", ".", "-o", "probe", "probe.rs"],
    ["./probe"],
  ],
  needs: ["rustc"],
});

/** Java runs a program of one file without a build: the probe's class first, then those of the change. */
export const java = (code: string): Probe => ({
  file: "probe.sh",
  code: `
set -eu
sources=$(find src -name '*.java')
{
  cat $sources | grep '^import ' | sort -u
  cat <<'JAVA'
${code}
JAVA
  cat $sources | grep -v '^import \\|^package ' | sed 's/^public //'
} > Probe.java
exec java Probe.java
`,
  run: [["sh", "probe.sh"]],
  needs: ["java"],
});
