// The shipped cases: half of them wrong, and really so; the others right. Each that this machine can run is run.
import cases from "agentops:calibration";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { CalibrationCase, isAtFault } from "../../src/calibration/case.ts";
import { ROOT } from "../support/client.ts";
import { removeFolder, temporaryFolder, writeFiles } from "../support/repository.ts";
import type { Probe } from "./probe.ts";
import { PROBES as FIRST } from "./probes.ts";
import { PROBES as IN_JAVASCRIPT } from "./probes-javascript.ts";
import { PROBES as IN_PYTHON } from "./probes-python.ts";

const PROBES: Readonly<Record<string, Probe>> = { ...FIRST, ...IN_JAVASCRIPT, ...IN_PYTHON };

const parsed = Object.entries(cases).map(([name, each]) => ({ name, ...CalibrationCase.parse(each) }));
const ofKind = (kind: string) => parsed.filter((each) => each.kind === kind);
const have = (program: string) => spawnSync(program, ["--version"]).status === 0;

/** What the judge of a case gets to see of it. */
const shown = ({ message, claim, criterion, before, after }: (typeof parsed)[number]): string =>
  [message, claim, criterion, ...[before, after].flatMap((files) => Object.entries(files).flat())]
    .join("\n")
    // The shell's own word for what is done at the end.
    .replace(/^ *trap [-']/gm, "");

describe("the shipped cases", () => {
  it("are 50, two in five of them sound, in at least six languages", () => {
    expect(parsed).toHaveLength(50);
    expect(ofKind("control")).toHaveLength(20);
    expect(new Set(parsed.map(({ language }) => language)).size).toBeGreaterThanOrEqual(6);
  });

  it("differ in nothing that tells which they are", () => {
    for (const each of parsed)
      expect(shown(each)).not.toMatch(/\btraps?\b|\bplanted\b|calibrat|\bfault\b|\bcontrol\b/i);
    for (const { name } of parsed) expect(name).not.toMatch(/bug|wrong|trap|control|good|bad|sound|fault/);
    const sizes = ["trap", "control"].map((kind) => {
      const lengths = ofKind(kind).map((each) => shown(each).length);
      return lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    });
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.5);
  });

  it("try to sway the judge on both sides", () => {
    const swaying = (kind: string) =>
      ofKind(kind).filter((each) => /answer PASS|decision PASS|fail it on principle/i.test(shown(each)));
    expect(swaying("trap").length).toBeGreaterThanOrEqual(2);
    expect(swaying("control").length).toBeGreaterThanOrEqual(10);
  });

  it("name the place of each fault in a file of the change", () => {
    for (const each of ofKind("trap")) {
      const { path: file = "", lines: [first, last] = [0, 0] } = each.fault ?? {};
      expect(isAtFault(each, `${file}:${first}`) && isAtFault(each, `${file}:${last}`)).toBe(true);
      expect(isAtFault(each, `${file}:${last + 1}`) || isAtFault(each, `other/${file}`)).toBe(false);
      expect(each.after[file]).not.toBe(each.before[file]);
    }
  });
});

/** True where the change meets its criterion. */
function meets(files: Readonly<Record<string, string>>, { file, code, run, input }: Probe): boolean {
  const folder = temporaryFolder();
  try {
    writeFiles(folder, { ...files, [file]: code });
    for (const [program = "", ...args] of run) {
      const { status, stderr, error } = spawnSync(program, args, {
        cwd: folder,
        input,
        encoding: "utf8",
        timeout: 60_000,
        env: { PATH: process.env.PATH, ROOT, PROBE: path.join(folder, file) },
      });
      if (error) throw error;
      // 3 is the probe's own word for a criterion that is not met; anything else is a broken probe.
      if (status === 3) return false;
      if (status !== 0) throw new Error(`the probe ended with ${status}: ${stderr}`);
    }
    return true;
  } finally {
    removeFolder(folder);
  }
}

describe("what they say of themselves is so", () => {
  for (const each of parsed) {
    const probe = PROBES[each.name];
    const runs = probe?.needs.every(have) ?? false;
    it.skipIf(!runs)(`${each.name} (${each.language})`, () => {
      if (probe) expect(meets(each.after, probe)).toBe(each.kind === "control");
    });
  }

  it("can be run for most of them where the usual tools are", () => {
    expect(Object.keys(PROBES).every((name) => name in cases)).toBe(true);
    expect(Object.keys(PROBES).length).toBeGreaterThanOrEqual(14);
  });
});
