// Documents of a repository are cut into what answers by itself: sections, rules of runtimes without our block, entries that say why.
import { describe, expect, it } from "vitest";
import { isChangelog, isRead, isRules, sectionsOf } from "../../src/history/document.ts";

describe("which files are read", () => {
  it.each([
    ["docs/adr/004-clock.md", "decision"],
    ["packages/api/docs/decisions/7.md", "decision"],
    ["CONTRIBUTING.md", "decision"],
    ["CHANGELOG.md", "changes"],
    ["packages/api/CHANGES.rst", "changes"],
    ["AGENTS.md", "rules"],
    ["web/CLAUDE.md", "rules"],
    [".cursor/rules/db.mdc", "rules"],
    [".cursorrules", "rules"],
    [".clinerules/db.md", "rules"],
    [".github/copilot-instructions.md", "rules"],
    [".github/instructions/db.instructions.md", "rules"],
  ])("%s as %s", (file, what) => {
    expect(isRead(file)).toBe(true);
    expect([isChangelog(file), isRules(file)]).toEqual([what === "changes", what === "rules"]);
  });

  it.each([
    "README.md",
    "src/changelog.ts",
    "node_modules/x/CHANGELOG.md",
    ".agentops/learnings/a.md",
    "docs/AGENTS.md.bak",
  ])("and %s not", (file) => expect(isRead(file)).toBe(false));
});

it("of a list of changes the entries that say why are read, each with its version", () => {
  const text = `# Changelog

## [1.2.0] - 2026-02-01

### Changed

- The ledger keeps its own clock, as the database's
  is set back each autumn.
- Updated dependencies and moved some files around a bit

* Retries stop after three, because the bank
  closes accounts at the fourth.

## 1.1.0

- Added a page for refunds and a button for it
`;
  const entries = sectionsOf("CHANGELOG.md", text);
  expect(entries.map(({ title, body }) => [title.split(":")[0], body])).toEqual([
    ["[1.2.0] - 2026-02-01", "The ledger keeps its own clock, as the database's is set back each autumn."],
    ["[1.2.0] - 2026-02-01", "Retries stop after three, because the bank closes accounts at the fourth."],
  ]);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(2);
});

it("our own block in a rules file is none of it, also where its end is missing", () => {
  const rule = "## Database\n\nRun migrations alone: two at once deadlock on schema_version.\n";
  const block =
    "<!-- agentops:start v3 -->\n## Memory\n\nCall retrieve_context before you plan, edit or debug.\n";
  for (const text of [
    `${rule}\n${block}<!-- agentops:end -->\n`,
    `${block}<!-- agentops:end -->\n\n${rule}`,
    `${rule}${block}`,
  ])
    expect(sectionsOf("AGENTS.md", text)).toMatchObject([
      { title: "Database", body: expect.stringContaining("deadlock") },
    ]);
});
