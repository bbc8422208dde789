// Asks judges about cases whose worth is known, in an order that tells nothing, a few cases at once.

import { storable } from "../claims/io/ask-council.ts";
import { holds } from "../claims/io/claimed-commit.ts";
import type { CaseResult } from "../claims/records/calibration.ts";
import { isGrounded } from "../judges/answer.ts";
import { askPanel, type JudgeOpinion } from "../judges/ask-panel.ts";
import type { Judge } from "../policy/judges-and-panels.ts";
import { type CalibrationCase, isAtFault } from "./case.ts";
import { CRITERION, type LaidCase, openGround } from "./lay-out.ts";

export interface CalibrationRequest {
  readonly cases: Readonly<Record<string, CalibrationCase>>;
  readonly judges: readonly Judge[];
  /** Words before the packet, by judge, as in a verdict. */
  readonly prefaces: Readonly<Record<string, string>>;
  readonly sandbox: "auto" | "require";
  /** Seconds for all judges of one case. */
  readonly seconds: number;
  /** Cases at once. */
  readonly parallel: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** True where this judge has answered the case in this run before: a run that was broken off goes on. */
  known(judge: Judge, version: string, name: string): boolean;
  /** Called as soon as a judge has answered for a case; `because` tells why it gave no answer. */
  onResult(judge: Judge, version: string, result: CaseResult, because: string | null): Promise<void>;
}

/** Throws NO_SANDBOX, CANCELLED, and what git and the disk may throw; what was answered until then was told. */
export async function runCalibration(request: CalibrationRequest): Promise<void> {
  const cases = shuffled(Object.entries(request.cases), request.seed);
  const ground = await openGround(cases.map(([name, each]) => ({ name, case: each })));
  try {
    const left = [...cases.keys()];
    const place = { ...ground, base: async () => null };
    const work = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        await ask(await ground.lay(next));
    };
    await Promise.all(Array.from({ length: request.parallel }, work));

    async function ask(each: LaidCase): Promise<void> {
      const { judges, prefaces, sandbox, seconds, signal } = request;
      await askPanel({
        repository: ground.repository,
        tree: each.tree,
        packet: each.packet,
        criteria: [CRITERION],
        judges,
        prefaces,
        sandbox,
        seconds,
        tokens: null,
        signal,
        holds: (location) => holds(place, each.commit, location),
        known: (judge, version) => request.known(judge, storable(version, 200), each.name),
        async onOpinion(opinion) {
          const version = storable(opinion.version, 200);
          await request.onResult(opinion.judge, version, resultOf(each, opinion), opinion.because);
        },
      });
    }
  } finally {
    await ground.remove();
  }
}

function resultOf({ name, case: each }: LaidCase, { decision, findings, cost }: JudgeOpinion): CaseResult {
  return {
    case: name,
    kind: each.kind,
    decision,
    grounded: decision === "FAIL" && isGrounded(findings),
    located: findings.some(({ location }) => location !== null && isAtFault(each, location)),
    ms: cost.ms,
  };
}

/** The same order for the same seed (mulberry32), so that a run can be repeated. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  return items
    .map((item) => ({ item, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
