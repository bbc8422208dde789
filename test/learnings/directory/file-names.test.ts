// The file of a lesson is named by its title, in letters that every system has, and so is a job's branch.
import { expect, it } from "vitest";
import { branchOf } from "../../../src/jobs/io/worktrees.ts";
import { learningFileName } from "../../../src/learnings/io/learning-file.ts";
import { learning } from "../../support/records.ts";

it.each([
  ["The importer stops at schön é.ts", "the-importer-stops-at-schon-e-ts"],
  ["Ångström, naïve", "angstrom-naive"],
  ["./a//b: c", "a-b-c"],
])("of %s", (title, slug) => {
  const record = learning(1, { title });
  expect(learningFileName(record)).toBe(`${slug}-${record.id.slice(-6).toLowerCase()}.md`);
  expect(branchOf("j-1", title)).toBe(`agentops/j-1-${slug}`);
});

it("is its id's end alone where the title has none of them", () => {
  const record = learning(1, { title: "日本語" });
  expect(learningFileName(record)).toBe(`${record.id.slice(-6).toLowerCase()}.md`);
});
