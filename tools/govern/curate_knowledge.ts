// Factor X: what waits for a supervisor among the stored lessons, and the decision on one of them.
import * as z from "zod";
import type { WriteContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import { flowAlarms } from "../../src/goals/stagnation-alarm.ts";
import { type CurationDraft, curationOf, refuseLateCuration } from "../../src/learnings/curation/decide.ts";
import { LISTS, listed, listPorts } from "../../src/learnings/curation/waiting.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import { Evidence, LIMITS } from "../../src/records/evidence.ts";
import { CURATIONS, STAGES } from "../../src/records/kinds/curation.ts";
import type { State } from "../../src/records/state.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";

export default defineTool({
  description:
    "Call without action to list what waits, with action, id and reason to decide on one. Decisions are records; demote undoes promote, restore the rest.",
  factors: [10],
  role: "supervisor",
  effect: "write",
  pages: "items",
  input: z.strictObject({
    list: z.enum(LISTS).optional().describe("only this list"),
    action: z.enum(CURATIONS).optional().describe("what to do with the learning"),
    id: z.string().min(6).max(26).optional().describe("the learning"),
    other: z.string().min(6).max(26).optional().describe("merge, contradict: the learning that stays"),
    stage: z.enum(STAGES).optional().describe("promote, demote: default the next one"),
    reason: z.string().trim().min(1).max(1000).optional().describe("why; kept for ever"),
    evidence: z.array(Evidence).max(LIMITS.evidence).default([]).describe("what shows it"),
    authority: z.string().trim().min(1).max(200).optional().describe("who decided it"),
  }),
  output: z.object({
    id: z.string().nullable(),
    state: z.string().nullable(),
    stage: z.string().nullable(),
    items: z.array(
      z.object({ list: z.string(), id: z.string(), title: z.string(), stage: z.string(), why: z.string() }),
    ),
    alarms: z.array(z.string()),
  }),
  examples: [
    {
      title: "Nothing waits for a decision",
      arguments: {},
      expect: { id: null, items: [], alarms: [] },
    },
    {
      title: "A lesson about a part that is gone is retired, and restored by the same call with restore",
      given: [
        {
          as: "lesson",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "The XML export writes dates in local time",
            kind: "gotcha",
            body: "exportXml formats dates with toString, so the same export differs between two machines. Call toISOString before you compare exports.",
          },
        },
      ],
      arguments: { action: "retire", id: "$lesson.id", reason: "the XML export was removed in version 4" },
      expect: { stage: "observation" },
    },
    {
      title: "A supervisor's word is not enough for guidance",
      given: [
        {
          as: "lesson",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "npm ci deletes node_modules before it checks the lock file",
            kind: "gotcha",
            body: "npm ci removes node_modules first. When package-lock.json is out of step, it fails and leaves no modules. Run npm install --package-lock-only before npm ci.",
          },
        },
      ],
      arguments: { action: "promote", id: "$lesson.id", stage: "guidance", reason: "everybody should know" },
      expect: "CURATION_REFUSED",
    },
  ],
  async run(context, { action, id, reason, list, authority, ...rest }) {
    if (action === undefined) {
      const decides = [id, reason, authority, rest.stage, rest.other].some((each) => each !== undefined);
      if (decides || rest.evidence.length > 0)
        throw new AgentOpsError(
          "INVALID_ARGUMENT",
          "action: it is missing, so there is nothing to decide.",
          `Send one of ${CURATIONS.join(", ")}, or only list.`,
        );
      return { id: null, state: null, stage: null, ...(await waiting(context, list)) };
    }
    if (id === undefined || reason === undefined || list !== undefined)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        `${id === undefined ? "id: it is missing" : reason === undefined ? "reason: it is missing" : "list: it is for listing"}.`,
        "Send action, id and reason to decide on a learning, or list alone.",
      );
    const { session, runtime } = context.session;
    const by = {
      session,
      runtime,
      clone: await context.jobs.clone(),
      process: context.claims.process,
      authority: authority ?? session,
      attested: "supervisor" as const,
      place: context.code,
    };
    const parts = { ...rest, action, id, reason };
    const before = await context.state();
    const draft = await curationOf(before, parts, by, context.now, (each) =>
      context.code.problem(each, before),
    );
    const { id: decision, state } = await decide(context, draft);
    const learning = state.learnings.get(draft.learning);
    const standing = learning && standingOf(state, learning, context.now);
    return {
      id: decision,
      state: standing?.withheld ?? (standing?.disputed ? "disputed" : "served"),
      stage: standing?.stage ?? null,
      items: [],
      alarms: [],
    };
  },
});

/** The same for a person at a terminal. Read again, so that of two at once the second is told that it came late. */
export async function decide(
  context: WriteContext,
  draft: CurationDraft,
): Promise<{ readonly id: string; readonly state: State }> {
  const [stored] = await context.append([draft]);
  if (stored?.record.record !== "curation") throw new Error("the journal stored no decision");
  const state = await context.state();
  refuseLateCuration(state, stored.record);
  return { id: stored.record.id, state };
}

async function waiting(context: WriteContext, list: (typeof LISTS)[number] | undefined) {
  const state = await context.state();
  const { search, code, now } = context;
  const items = await listed(state, now, listPorts(search, code), list);
  return { items, alarms: flowAlarms(state, now).map(({ text }) => text) };
}
