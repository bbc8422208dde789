// Factor IV: says before an action whether the envelope on base allows it, and by which rule; asking never widens anything.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import type { ActionRequest } from "../../src/envelope/action.ts";
import { howToAsk, plainWords, stops } from "../../src/envelope/decide.ts";
import type { CheckedAction } from "../../src/envelope/port.ts";
import Denial from "../../src/envelope/records/denial.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { groupBy } from "../../src/shared/group-by.ts";
import { isAbsolutePath } from "../../src/shared/text/written-path.ts";

const ACTIONS = ["read", "write", "run", "fetch"] as const;

export default defineTool({
  title: "Ask the bounds",
  description:
    "Call before an action that may be out of bounds. Says by which rule, and how to ask for more.",
  factors: [4],
  role: "worker",
  part: "envelope",
  effect: "write",
  input: z.strictObject({
    action: z.enum(ACTIONS),
    target: z
      .array(z.string().min(1).max(4096))
      .min(1)
      .max(50)
      .describe("paths or urls; for run words, or one shell line"),
  }),
  output: z.object({
    decision: z.string(),
    rule: z.string(),
    allowed: z.array(z.string()).optional(),
    ask: z.string().optional(),
    judged_as: z.string().optional(),
  }),
  examples: [
    {
      title: "Without an envelope on base everything is allowed",
      arguments: { action: "write", target: ["src/auth.ts", "src/keys.ts"] },
      expect: { decision: "allow", rule: "none" },
    },
    {
      title: "A line is judged by its words",
      arguments: { action: "run", target: ["npm test -- --watch"] },
      expect: { decision: "allow", rule: "none", judged_as: "[npm] [test] [--] [--watch]" },
    },
  ],
  async run(context, { action, target }) {
    const { job } = await context.envelope.bounds();
    const asked = requestsOf(action, target, job?.within ?? null);
    const requests = asked.map(({ request }) => request);
    const answers = await context.envelope.checkAll(requests, context.now);
    const checked = answers.map((answer, at) => ({ ...answer, name: asked[at]?.name ?? "" }));
    const refused = checked.filter(({ decision }) => decision.decision !== "allow");
    if (refused.length > 0) await context.append(refused.map(denialOf));
    // A person can permit what needs asking, and not what is denied.
    const shown = refused.find(({ decision }) => decision.decision === "deny") ?? refused[0] ?? checked[0];
    if (!shown) throw new AgentOpsError("INVALID_ARGUMENT", "target is empty.", "Name at least one.");
    const { decision, bounds } = shown;
    const isTrial = refused.length > 0 && !stops(bounds, decision);
    const [first] = asked;
    const open = checked.filter((each) => each.decision.decision === "allow").map(({ name }) => name);
    return {
      decision: isTrial ? "allow" : decision.decision,
      rule: isTrial ? `${decision.rule} (on trial: noted, not stopped)` : decision.rule,
      ...(first?.judgedAs === undefined ? {} : { judged_as: first.judgedAs }),
      ...(refused.length > 0 && open.length > 0 ? { allowed: open } : {}),
      ...(refused.length > 0
        ? { ask: `${whyOf(refused, asked.length > 1)} ${isTrial ? IN_EARNEST : howToAsk(decision, bounds)}` }
        : {}),
    };
  },
});

const IN_EARNEST =
  "Go on: the envelope is on trial. In earnest this would be refused, so say so in your report.";

type Checked = CheckedAction & { readonly name: string };

const wordsOf = (line: string): string =>
  plainWords(line)
    ?.map((word) => `[${word}]`)
    .join(" ") ?? "a line that only a shell reads";

/** Each reason once, behind the targets that are refused for it. */
const whyOf = (refused: readonly Checked[], isOneOfMany: boolean): string =>
  [...groupBy(refused, ({ decision }) => decision.why)]
    .map(([why, each]) =>
      isOneOfMany ? `${each.map(({ name }) => name.slice(0, 120)).join(", ")}: ${why}` : why,
    )
    .join(" ");

const denialOf = ({ action, target, decision, bounds }: Checked) =>
  Denial.draft({
    action,
    target,
    decision: decision.decision === "ask" ? "ask" : "deny",
    rule: decision.rule,
    enforced: stops(bounds, decision),
    policy: bounds.digest,
  });

interface Asked {
  readonly request: ActionRequest;
  readonly name: string;
  /** How the target was understood, where that is not obvious. */
  readonly judgedAs?: string;
}

/**
 * A single word with a space is a command line, as shell tools take it. A relative path lies in the job's own worktree
 * (`within`) where it has one, as its worker works only there.
 */
function requestsOf(
  action: (typeof ACTIONS)[number],
  target: readonly string[],
  within: string | null,
): Asked[] {
  const [only = "", ...more] = target;
  const isLine = more.length === 0 && /\S\s+\S/.test(only);
  if (action === "run")
    return [
      isLine
        ? { name: only, request: { kind: "line", line: only }, judgedAs: wordsOf(only) }
        : { name: only, request: { kind: "command", argv: target } },
    ];
  if (action === "fetch") return target.map((url) => ({ name: url, request: { kind: "network", url } }));
  return target.map((each) =>
    within === null || isAbsolutePath(each) || /^(?:file:|~)/i.test(each)
      ? { name: each, request: { kind: action, path: each } }
      : {
          name: each,
          request: { kind: action, path: `${within}/${each}` },
          judgedAs: `from the job's worktree ${within}`,
        },
  );
}
