// Tells which code of the product ran for the first time, by V8's own counters for blocks.
import { type Profiler, Session } from "node:inspector";

export interface Coverage {
  /** Blocks that ran since the last call and never before; they count as known from then on, if `keep`. */
  fresh(keep: boolean): number;
  /** Blocks that ran so far. */
  readonly blocks: number;
  stop(): void;
}

/** `wanted` chooses scripts by their address. */
export function startCoverage(wanted: (url: string) => boolean): Coverage {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  /** By function: a byte of 1 for each character of it that ran. */
  const known = new Map<string, Uint8Array>();
  let blocks = 0;

  return {
    get blocks() {
      return blocks;
    },
    fresh(keep) {
      let found = 0;
      for (const { url, functions } of taken(session))
        if (wanted(url)) for (const each of functions) found += freshIn(`${url}:`, each, keep);
      if (keep) blocks += found;
      return found;
    },
    stop() {
      session.post("Profiler.stopPreciseCoverage");
      session.disconnect();
    },
  };

  function freshIn(url: string, { ranges }: Profiler.FunctionCoverage, keep: boolean): number {
    const [whole] = ranges;
    if (whole === undefined || whole.count === 0) return 0;
    const key = `${url}${whole.startOffset}:${whole.endOffset}`;
    const ran = known.get(key)?.slice() ?? new Uint8Array(whole.endOffset - whole.startOffset);
    const found = paint(ran, ranges);
    if (found > 0 && keep) known.set(key, ran);
    return found;
  }
}

/** Marks in `before` what ran now; returns how many runs of characters are new, which is a block each, as near as counts. */
function paint(before: Uint8Array, ranges: readonly Profiler.CoverageRange[]): number {
  const from = ranges[0]?.startOffset ?? 0;
  const now = new Uint8Array(before.length);
  for (const { startOffset, endOffset, count } of ranges)
    now.fill(count > 0 ? 1 : 0, startOffset - from, endOffset - from);
  let found = 0;
  let inside = false;
  for (const [at, ran] of now.entries()) {
    const isNew = ran === 1 && before[at] === 0;
    if (isNew && !inside) found += 1;
    if (isNew) before[at] = 1;
    inside = isNew;
  }
  return found;
}

function taken(session: Session): Profiler.ScriptCoverage[] {
  let result: Profiler.ScriptCoverage[] = [];
  session.post("Profiler.takePreciseCoverage", (error, answer) => {
    if (error === null) result = answer.result;
  });
  return result;
}
