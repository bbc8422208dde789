// Factor X: the words of later sessions on a lesson, from which its strength is computed.
import * as z from "zod";
import type { WriteContext } from "../../src/api/context.ts";
import { defineTool } from "../../src/api/define.ts";
import { findRecord } from "../../src/jobs/find-record.ts";
import { CITATIONS_PER_SESSION, countedCitations, isGrounded } from "../../src/learnings/citations.ts";
import { standingOf } from "../../src/learnings/standing.ts";
import { Evidence, LIMITS } from "../../src/records/evidence.ts";
import { CITATION_OUTCOMES, type CitationRecord, type LearningRecord } from "../../src/records/record.ts";
import type { State } from "../../src/records/state.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { relativise } from "../../src/shared/text/relative-paths.ts";
import { checkText } from "../../src/shared/text/storable-text.ts";

type Cited = CitationRecord["citations"][number];

export default defineTool({
  description:
    "Call when a lesson you were given turns out: applied (it helped), still_true (you checked it), ignored (not about your task), stale or wrong. wrong needs a note and evidence. Citations decide what later sessions see.",
  factors: [10],
  role: "worker",
  effect: "write",
  everyPhase: true,
  input: z.strictObject({
    citations: z
      .array(
        z.strictObject({
          id: z.string().min(6).max(26).describe("from retrieve_context"),
          outcome: z.enum(CITATION_OUTCOMES).describe("what came of it"),
          note: z.string().trim().max(1000).optional().describe("what you saw"),
          evidence: z.array(Evidence).max(LIMITS.evidence).default([]).describe("what shows it"),
        }),
      )
      .min(1)
      .max(CITATIONS_PER_SESSION)
      .describe("one per lesson"),
  }),
  output: z.object({
    cited: z.array(
      z.object({
        id: z.string(),
        outcome: z.string(),
        counted: z.boolean(),
        strength: z.number(),
        note: z.string().optional(),
      }),
    ),
  }),
  examples: [
    {
      title: "Another session's lesson helped",
      given: [
        {
          as: "lesson",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "simple-git waits 50 ms after every command that prints nothing",
            kind: "gotcha",
            body: "simple-git 4.0.2 adds a fixed 50 ms to commands without output, such as update-ref. Use execFile for those and keep simple-git for log, diff and fetch.",
          },
        },
      ],
      arguments: { citations: [{ id: "$lesson.id", outcome: "applied" }] },
      expect: { cited: [{ id: "$lesson.id", counted: true }] },
    },
    {
      title: "A dispute has to show what is wrong",
      given: [
        {
          as: "lesson",
          session: "monday",
          tool: "record_learning",
          arguments: {
            title: "lunr throws on a query with a colon",
            kind: "gotcha",
            body: "lunr 2.3.9 reads fix: as a field name and throws QueryParseError for unknown fields. Hand it tokens of letters and digits only.",
          },
        },
      ],
      arguments: { citations: [{ id: "$lesson.id", outcome: "wrong" }] },
      expect: "CITATION_REFUSED",
    },
  ],
  async run(context, { citations }) {
    const before = await context.state();
    const cited = await Promise.all(citations.map((citation) => check(context, before, citation)));
    await context.append([{ record: "citation", citations: cited.map(({ citation }) => citation) }]);
    const after = await context.state();
    return { cited: cited.map(({ citation, learning }) => outcomeOf(context, after, citation, learning)) };
  },
});

interface Argument {
  id: string;
  outcome: Cited["outcome"];
  note?: string | undefined;
  evidence: Cited["evidence"];
}

async function check(
  context: WriteContext,
  state: State,
  argument: Argument,
): Promise<{ citation: Cited; learning: LearningRecord }> {
  const learning = findRecord(state, argument.id);
  if (learning.record !== "learning") {
    throw new AgentOpsError(
      "CITATION_REFUSED",
      `${learning.id} is a ${learning.record}, not a learning.`,
      "Cite ids that retrieve_context returned.",
    );
  }
  const relative = (text: string) => relativise(text, context.code.root, context.code.home);
  const citation = {
    id: learning.id,
    outcome: argument.outcome,
    note: argument.note ? relative(argument.note) : null,
    evidence: argument.evidence.map(({ type, ref }) => ({ type, ref: relative(ref) })),
  };
  if (!isGrounded(citation)) {
    throw new AgentOpsError(
      "CITATION_REFUSED",
      `${learning.id}: "wrong" without a note and evidence.`,
      "Say in note what is wrong, and name in evidence the commit, path, url, command or record that shows it.",
    );
  }
  checkText([citation.note, citation.evidence], "note or evidence");
  for (const evidence of citation.evidence) {
    const problem = await context.code.problem(evidence, state);
    if (problem)
      throw new AgentOpsError(
        "CITATION_REFUSED",
        `Evidence ${evidence.ref}: ${problem}.`,
        "Name evidence that can be found here.",
      );
  }
  return { citation, learning };
}

function outcomeOf(context: WriteContext, state: State, { id, outcome }: Cited, learning: LearningRecord) {
  const counted = countedCitations(state, learning).some(
    ({ record }) => record.session === context.session.session,
  );
  const strength = Math.round(standingOf(state, learning, context.now).strength * 100) / 100;
  if (counted) return { id, outcome, counted, strength };
  const note =
    learning.session === context.session.session
      ? "stored, not counted: a session's word on its own lesson"
      : `stored, not counted: only the first ${CITATIONS_PER_SESSION} lessons that a session cites count`;
  return { id, outcome, counted, strength, note };
}
