// `agentops-mcp calibrate`: measures the configured judges on changes that are known to be right or wrong.

import cases from "agentops:calibration";
import { randomInt } from "node:crypto";
import { CalibrationCase } from "../../calibration/case.ts";
import { earlierRun } from "../../calibration/earlier.ts";
import { runCalibration } from "../../calibration/run.ts";
import { historyOf, judgeRecordOf, outcomeOf, tallyOf } from "../../claims/council/judge-record.ts";
import { barredBy } from "../../claims/council/rule.ts";
import Calibration, { type CaseResult } from "../../claims/records/calibration.ts";
import type { Judge } from "../../policy/judges-and-panels.ts";
import { canonicalJson } from "../../shared/canonical-json.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { didYouMean } from "../../shared/nearest.ts";
import { sha256 } from "../../shared/sha256.ts";
import { prefaceOf } from "../../skin/skin.ts";
import { calibrationText, historyText, withIntervals } from "../calibration-text.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";
import { line } from "../reading.ts";

/** Digest of all known cases. */
const SUITE = sha256(canonicalJson(cases));

/** Cases at once, each with a process per judge. */
const PARALLEL = 2;
const MOST_PARALLEL = 16;

export default defineCommand({
  summary:
    "run the judges of base on changes that are known to be wrong or sound, and keep what they missed and refused",
  positionals: "[judge…]",
  options: {
    only: { type: "string", value: "<case,…>", description: "only these cases" },
    seed: {
      type: "string",
      value: "<number>",
      description: "the seed of an earlier run, for the same order of cases",
    },
    resume: {
      type: "boolean",
      description: "continue the newest run, or the one of --seed; no judge is asked twice",
    },
    history: { type: "boolean", description: "ask no judge: show how each did, by version" },
    parallel: { type: "string", value: "<number>", description: "cases at once (default: 2)" },
  },
  examples: [
    "agentops-mcp calibrate",
    "agentops-mcp calibrate opus --json",
    "agentops-mcp calibrate --only page-window,split-bill",
    "agentops-mcp calibrate --resume",
    "agentops-mcp calibrate opus --history",
  ],

  /** Exit code 1 when a judge is below the floor of the policy, or gave no answer at all. */
  async run(input) {
    const { options, positionals, terminal } = input;
    const chosen = casesFor(options.only);
    const asked = numberOf("seed", options.seed, 0, 2 ** 32 - 1);
    const parallel = numberOf("parallel", options.parallel, 1, MOST_PARALLEL) ?? PARALLEL;
    const session = openSession(options, "judge", createLog("warn", null));
    const stop = new AbortController();
    const onSignal = () => stop.abort();
    process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
    try {
      const config = await session.config();
      const judges = judgesNamed(config.judges, positionals);
      const { write } = await session.contexts(
        { session: "calibrate", runtime: "agentops-mcp" },
        stop.signal,
      );
      const before = await write.state();
      const clone = await write.jobs.clone();
      if (options.history === true) {
        const eras = judges.map(({ id }) => ({ id, versions: historyOf(before, clone, id) }));
        terminal.answer({ judges: eras }, historyText(eras));
        return 0;
      }
      const earlier =
        options.resume === true ? earlierRun(before, clone, judges, { suite: SUITE, seed: asked }) : null;
      if (options.resume === true && earlier === null)
        throw new AgentOpsError(
          "NOT_FOUND",
          "No run over these cases was begun in this clone.",
          "Leave --resume out, and --seed unless it is that of a run of this clone.",
        );
      const seed = earlier?.seed ?? asked ?? randomInt(2 ** 32);
      const skin = await session.skin();
      const runs = new Map<string, { judge: Judge; version: string; results: CaseResult[] }>();
      const all = Object.keys(chosen).length * judges.length;
      let done = 0;
      const runOf = (judge: Judge, version: string) => {
        const key = `${judge.id} ${version}`;
        const answered = earlier?.of(judge, version).filter((each) => Object.hasOwn(chosen, each.case));
        const run = runs.get(key) ?? { judge, version, results: [...(answered ?? [])] };
        runs.set(key, run);
        return run;
      };
      await runCalibration({
        cases: chosen,
        judges,
        seed,
        parallel,
        sandbox: config.sandbox,
        signal: stop.signal,
        seconds: config.council.seconds,
        prefaces: Object.fromEntries(judges.map(({ id }) => [id, prefaceOf(skin, id)])),
        known(judge, version, name) {
          const isKnown = runOf(judge, version).results.some((each) => each.case === name);
          if (isKnown) done += 1;
          return isKnown;
        },
        async onResult(judge, version, result, because) {
          // Stored before anything is printed, so that killing a run that looks bad does not hide it.
          await write.append([recordOf({ judge, version, results: [result] }, seed)]);
          runOf(judge, version).results.push(result);
          done += 1;
          const why = because === null ? "" : `: ${line(because)}`;
          terminal.note(`${done} of ${all}: ${judge.id} ${outcomeOf(result)} ${result.case}${why}`);
        },
      });
      const state = await write.state();
      const here = clone ?? (await write.jobs.clone());
      // Judges answer in any order; they are listed in the policy's.
      const ran = judges.flatMap((judge) => [...runs.values()].filter((run) => run.judge === judge));
      const told = ran.map(({ judge, version, results }) => {
        const record = judgeRecordOf(state, here, judge, version);
        const { located, unanswered, ...run } = tallyOf(results);
        const below =
          results.length === unanswered ? "it gave no valid answer" : barredBy(config.council.floor, record);
        return {
          id: judge.id,
          vendor: judge.vendor,
          version,
          run,
          located,
          unanswered,
          record,
          below,
          results,
        };
      });
      terminal.answer(
        { seed, cases: Object.keys(chosen).length, judges: told.map(withIntervals) },
        calibrationText(told, seed),
      );
      return told.every(({ below }) => below === null) ? 0 : 1;
    } finally {
      process.removeListener("SIGINT", onSignal).removeListener("SIGTERM", onSignal);
      session.close();
    }
  },
});

function recordOf(
  { judge, version, results }: { judge: Judge; version: string; results: CaseResult[] },
  seed: number,
) {
  const { id, adapter, vendor, model = null } = judge;
  return Calibration.draft({ judge: { id, adapter, vendor, version, model }, suite: SUITE, seed, results });
}

function casesFor(only: CommandInput["options"][string]): Record<string, CalibrationCase> {
  const names =
    typeof only === "string" ? [...new Set(only.split(",").map((each) => each.trim()))] : Object.keys(cases);
  const unknown = names.find((name) => !Object.hasOwn(cases, name));
  if (unknown !== undefined)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `--only: there is no case ${unknown.slice(0, 60)}.`,
      didYouMean(unknown, Object.keys(cases)),
    );
  return Object.fromEntries(names.map((name) => [name, CalibrationCase.parse(cases[name])]));
}

function judgesNamed(judges: readonly Judge[], ids: readonly string[]): readonly Judge[] {
  if (judges.length === 0)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "The configuration on base names no judges.",
      "Add judges to .agentops/config.yaml on the base branch, as docs/judges.md of this package shows.",
    );
  const unknown = ids.find((id) => judges.every((judge) => judge.id !== id));
  if (unknown !== undefined)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `base has no judge ${unknown.slice(0, 60)}.`,
      didYouMean(
        unknown,
        judges.map(({ id }) => id),
      ),
    );
  return ids.length === 0 ? judges : judges.filter(({ id }) => ids.includes(id));
}

function numberOf(
  name: string,
  typed: CommandInput["options"][string],
  least: number,
  most: number,
): number | null {
  if (typeof typed !== "string") return null;
  const value = Number(typed);
  if (/^\d+$/.test(typed) && value >= least && value <= most) return value;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `--${name} must be a whole number from ${least} to ${most}.`,
    "Correct it.",
  );
}
