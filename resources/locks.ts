// Lists what is locked at HEAD, and by which claim.
import { defineResource } from "../src/api/define.ts";
import { bindingLocks, type Lock, locksOf } from "../src/claims/locks/ratchet.ts";

/** Lines that one answer may have. */
const MOST = 60;

export default defineResource({
  uri: "agentops://locks",
  title: "Locks",
  description: "Checks and metrics that must not get worse, and what opened others.",
  async read(context) {
    const head = await context.code.head();
    if (head === null) return "There is no commit yet, so nothing is locked.\n";
    const state = await context.state();
    const locks = bindingLocks(locksOf(state, await context.claims.lockFacts(state, head)));
    if (locks.length === 0) return "Nothing is locked: no claim has passed yet.\n";
    const more = locks.length > MOST ? [`- and ${locks.length - MOST} more`] : [];
    return `${[`# Locks at ${head}`, "", ...locks.slice(0, MOST).map(lockLine), ...more].join("\n")}\n`;
  },
});

function lockLine({ check, claim, metric, containment, reversal, proven, verdict }: Lock): string {
  const value = metric
    ? ` at ${metric.value} (${metric.direction} is better, tolerance ${metric.tolerance})`
    : "";
  const state = reversal
    ? `open: reversed by ${reversal.id}`
    : containment === "elsewhere"
      ? "not applicable: HEAD does not contain the claim"
      : `in force${containment === "landed" ? ", landed on base" : ""}`;
  const reported = proven ? "" : `; reported by clone ${verdict.clone}, not re-run here`;
  return `- ${check}${value}: ${state}${reported}; claim ${claim.id}`;
}
