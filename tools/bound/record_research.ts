// Factor V: takes what a session has found out before it builds, with a source for each finding that exists.

import * as z from "zod";
import { defineTool } from "../../src/api/define.ts";
import { RESEARCH_LIMITS } from "../../src/research/records/research.ts";
import { recordResearch } from "../../src/use-cases/record-research.ts";

const { entries, entry, findings: mostFindings, statement, source, reason } = RESEARCH_LIMITS;
const list = (what: string) =>
  z.array(z.string().trim().min(1).max(entry)).max(entries).default([]).describe(what);

export default defineTool({
  title: "Record research",
  description:
    "Call before you edit, where start_job or a refusal asks for research: what you asked, found, did not find. Cite code as it stood before your work.",
  factors: [5],
  role: "worker",
  part: "checks",
  effect: "write",
  input: z.strictObject({
    questions: list("to answer"),
    scope_in: list("will change"),
    scope_out: list("will not"),
    done_when: list("criteria"),
    findings: z
      .array(
        z.strictObject({
          statement: z.string().trim().min(1).max(statement).describe("fact"),
          source: z.string().trim().min(1).max(source).describe("path:line, url or record id"),
        }),
      )
      .max(mostFindings)
      .default([])
      .describe("callers, tests, conventions"),
    negative_findings: list("not found"),
    risks: list("what may break"),
    exempt_because: z.string().trim().max(reason).optional().describe("no findings: why"),
  }),
  output: z.object({ id: z.string(), base: z.string().nullable(), notes: z.array(z.string()) }),
  examples: [
    {
      title: "What a change has to fit into",
      arguments: {
        questions: ["what reads the title of the readme?"],
        scope_in: ["README.md"],
        done_when: ["the title names the product"],
        findings: [{ statement: "the readme is a title and nothing else", source: "README.md:1" }],
        negative_findings: ["no script parses README.md"],
      },
      expect: { notes: [] },
    },
    {
      title: "A line beyond the file",
      arguments: {
        questions: ["what reads the title of the readme?"],
        scope_in: ["README.md"],
        done_when: ["the title names the product"],
        findings: [{ statement: "a script parses it", source: "README.md:40" }],
      },
      expect: "RESEARCH_REFUSED",
    },
    {
      title: "Nothing to fit into, said with the reason",
      arguments: { exempt_because: "greenfield: a new tool in a folder of its own" },
      expect: {},
    },
  ],
  run: recordResearch,
});
