// Factor IV: says before an action whether the envelope on base allows it, and by which rule; asking never widens anything.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import type { ActionRequest } from "../../src/envelope/action.ts";
import { howToAsk, stops } from "../../src/envelope/decide.ts";
import Denial from "../../src/envelope/records/denial.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";

const ACTIONS = ["read", "write", "run", "fetch"] as const;

export default defineTool({
  description:
    "Call before an action that may be out of bounds. Says by which rule, and how to ask for more.",
  factors: [4],
  role: "worker",
  part: "envelope",
  effect: "write",
  input: z.strictObject({
    action: z.enum(ACTIONS),
    target: z.array(z.string().min(1).max(4096)).min(1).max(50).describe("path, url or argv"),
  }),
  output: z.object({ decision: z.string(), rule: z.string(), policy: z.string(), ask: z.string() }),
  examples: [
    {
      title: "Without an envelope on base everything is allowed",
      arguments: { action: "write", target: ["src/auth.ts"] },
      expect: { decision: "allow", rule: "none", policy: "none" },
    },
    {
      title: "A file is one path",
      arguments: { action: "write", target: ["src/auth.ts", "src/keys.ts"] },
      expect: "INVALID_ARGUMENT",
    },
  ],
  async run(context, { action, target }) {
    const checked = await context.envelope.check(requestOf(action, target), context.now);
    const { decision, bounds } = checked;
    const enforced = stops(bounds, decision);
    const policy = bounds.digest ?? "none";
    if (decision.decision === "allow") return { decision: "allow", rule: decision.rule, policy, ask: "" };
    await context.append([
      Denial.draft({
        action: checked.action,
        target: checked.target,
        decision: decision.decision,
        rule: decision.rule,
        enforced,
        policy: bounds.digest,
      }),
    ]);
    return {
      decision: decision.decision,
      rule: enforced ? decision.rule : `${decision.rule} (on trial: only noted)`,
      policy,
      ask: `${decision.why} ${howToAsk(decision, bounds)}`,
    };
  },
});

function requestOf(action: (typeof ACTIONS)[number], target: readonly string[]): ActionRequest {
  if (action === "run") return { kind: "command", argv: target };
  const [only = "", ...more] = target;
  if (more.length > 0)
    throw new AgentOpsError("INVALID_ARGUMENT", `target: ${action} takes one.`, "Call once for each.");
  return action === "fetch" ? { kind: "network", url: only } : { kind: action, path: only };
}
