// Fuzzes what finds a judge's answer in the output of its model, and what reads the notes that hooks have left.
import { parseNotes } from "../../../src/hooks/notes.ts";
import { readAnswer } from "../../../src/judges/answer.ts";
import { answerIn } from "../../../src/judges/find-answer.ts";
import { must, seedsOf, type Target } from "../target.ts";

const HASH = "a".repeat(64);
const ANSWER = {
  decision: "PASS",
  criteria: [{ id: "c1", result: "PASSED", because: "seen" }],
  findings: [{ level: "note", message: "t", location: "a.ts:1", criterion: "c1" }],
  packet: HASH,
};
const at = "2026-01-01T00:00:00.000Z";

const judgeAnswers: Target = {
  name: "judge-answers",
  outcomes: ["answer", "none"],
  most: 512 * 1024,
  seeds: () =>
    seedsOf(
      ANSWER,
      `Here:\n\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\`\n`,
      `{"a": {"decision": 1}} ${JSON.stringify(ANSWER)} { "x`,
      { ...ANSWER, decision: "ABSTAIN", criteria: [] },
      [
        { t: "inject", at, key: "k", runtime: "r", reason: "task", budget: 1, frame: 1, items: [["a", 1]] },
        {
          t: "denied",
          at,
          runtime: "r",
          action: "write",
          target: "x",
          decision: "deny",
          rule: "r",
          enforced: true,
          policy: null,
        },
        { t: "touched", at, path: "a" },
      ]
        .map((each) => JSON.stringify(each))
        .join("\n"),
    ),
  run(bytes) {
    const text = bytes.toString("utf8");
    parseNotes(text);
    const found = answerIn(text);
    must(text.includes(found), "an answer that nobody gave");
    const answer = readAnswer(found, ["c1"], HASH);
    must(typeof answer !== "string" || answer.length < 1_000, "a refusal of any length");
    return typeof answer === "string" ? "none" : "answer";
  },
};
export default judgeAnswers;
