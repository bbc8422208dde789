// Fuzzes what reads the files of `.agentops/learnings`, which anybody writes by hand.
import { isDeepStrictEqual } from "node:util";
import { parseLearningFile, renderLearningFile } from "../../../src/learnings/io/learning-file.ts";
import { learning } from "../../support/records.ts";
import { must, seedsOf, type Target } from "../target.ts";

const HEAD = "title: Cache keys need the host\nkind: gotcha\ntags: [cache, http]\npaths: [src/cache/**]";
const lessons: Target = {
  name: "lessons",
  outcomes: ["read", "refused"],
  most: 48 * 1024,
  seeds: () =>
    seedsOf(
      `---\n${HEAD}\n---\n\nThe cache is keyed by host.\n`,
      `---\n${HEAD}\nsymptoms: ["TypeError: x is undefined"]\nid: 01ARZ3NDEKTSV4RRFFQ69G5FAV\n---\nBody\n`,
      "---\r\ntitle: >-\r\n  Two\r\n  lines\r\nkind: rule\r\nsymptoms:\r\n  - Error: text\r\n  - b\r\n---\r\nBody\r\n",
      "\ufeff---\ntitle: &a Anchors\nkind: pattern\ntags: [*a, *a]\n? key\n: value\n---\nBody\n---\nmore",
      "---\ntitle: 'x'\nkind: decision\n'tags': x\npaths:\n- a\n- 1\n- {a: {b: [c]}}\n---\n# Heading\n",
      renderLearningFile(learning(1)),
    ),
  async run(bytes) {
    const parsed = await parseLearningFile(bytes);
    if (!parsed.ok) {
      must(parsed.reason.length > 0 && parsed.reason.length < 1_000, "a refusal without a short reason");
      return "refused";
    }
    const again = await parseLearningFile(
      Buffer.from(renderLearningFile({ ...learning(1), ...parsed.text })),
    );
    must(
      again.ok && isDeepStrictEqual(again.text, parsed.text),
      "written and read again it says something else",
    );
    return "read";
  },
};
export default lessons;
