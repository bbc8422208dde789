// Fuzzes what reads foreign notes for `import`, in every format that it knows; the first line names the file.
import { FORMATS, readNotes } from "../../../src/import/formats.ts";
import { must, seedsOf, type Target } from "../target.ts";

const BULLETS =
  "# Learnings\n\nIntro.\n\n## Auth Middleware (2026-02-15)\n- CORS needs OPTIONS handlers. The default drops them.\n- Tokens:\n  - inner\n  continued\n\n  ```sh\n# no heading\n```\n* [2026-03-01] Gotcha: keyed by host\n";
const FIELDS =
  "---\ntitle: Slow start\ncategory: bugfix\ntags: [node, '#start-up']\nfiles: src/main.ts\nconfidence: high\ndate: 2026-02-03\nsource:\n  evidence: [src/a.ts, https://example.org/1]\n---\nIt is slow.\n\n## Learning 2: b\n\ntext\n\n### L3: c\n\ntext\n";
const JSONL = [
  { id: "1", title: "a", body: "b", kind: "gotcha", tags: ["x"], paths: ["y"], created_at: "2026-01-01" },
  { memory: "text", metadata: { category: "x" }, created_at: 1767225600 },
  { type: "entity", name: "n", entityType: "t", observations: ["o", "p"] },
  { title: "obs", narrative: "n", facts: '["a","b"]', concepts: '["gotcha"]', files_read: "[]" },
  {
    id: "bd-1",
    title: "t",
    description: "d",
    status: "closed",
    close_reason: "r",
    issue_type: "bug",
    labels: ["l"],
  },
];

const importNotes: Target = {
  name: "import-notes",
  outcomes: ["lessons", "nothing"],
  // Nine readers go over each.
  most: 16 * 1024,
  seeds: () =>
    seedsOf(
      "a.md\n",
      `docs/learnings.md\n${BULLETS}`,
      `notes/2026-01-05-slow-start.md\n${FIELDS}`,
      `CLAUDE.md\n# Rules\n\nUse pnpm because npm breaks the lockfile.\n\n- Never push to main, as CI is slow.\n\n| a | b |\n|---|---|\n| c | d |\n\n> quote\n`,
      `x.jsonl\n${JSONL.map((each) => JSON.stringify(each)).join("\n")}\n`,
      `x.json\n${JSON.stringify(JSONL)}`,
      `x.json\n${JSON.stringify({ results: JSONL, entities: JSONL })}`,
      ".cursor/rules/a.mdc\n---\ndescription: x\nglobs: '*.ts,*.js'\nalwaysApply: false\n---\n- rule\n",
      "n.md\n---\ntitle: N\ntype: note\npermalink: n\ntags: [a]\n---\n# N\n\n## Observations\n- [tech] uses x #tag (context)\n- [decision] y\n\n## Relations\n- relates_to [[Other]]\n",
      "a.md\nQ: why?\nA: because\n\n**Problem**: x\n**Solution**: y\n\n1. one\n2. two\n<!-- agentops:start v4 -->\nx\n<!-- agentops:end -->\n",
      'learnings.md\n- **Title**: text (gotcha) <!-- agentops: {"tags":["a"],"paths":["b"]} -->\n',
      "b.md\n---\ntitle: broken: yaml: [\nkind gotcha\ntags:\n - a\n",
    ),
  run(bytes) {
    const text = bytes.toString("utf8");
    const end = text.indexOf("\n");
    const [file, content] = [text.slice(0, Math.max(0, end)), text.slice(end + 1)];
    let found = 0;
    for (const format of FORMATS) {
      const { learnings, skipped } = readNotes(file, content, format);
      found += learnings.length;
      // Places in one JSON text are numbers in its list.
      const last = content.length + 1;
      for (const { title, body, place } of learnings) {
        must(typeof title === "string" && typeof body === "string", "a lesson that is no text");
        must(!title.includes("\n"), "a title of two lines");
        must(place.line >= 1 && place.line <= last, `line ${place.line} of ${last}`);
      }
      for (const { place, reason } of skipped)
        must(
          place.line >= 1 && place.line <= last && reason !== "",
          `skipped at line ${place.line} of ${last}`,
        );
    }
    return found > 0 ? "lessons" : "nothing";
  },
};
export default importNotes;
