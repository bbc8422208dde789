// Sessions full of noise: what is drafted and what the gate lets in is the work, and nothing of the machine.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeLearning } from "../../src/learnings/gate/gate.ts";
import type { LessonDraft } from "../../src/lessons/from-records.ts";
import { readTranscript } from "../../src/transcripts/read.ts";
import { createStored, type Stored } from "../cli/stored.ts";
import { removeFolder, temporaryFolder } from "../support/repository.ts";
import { STORIES, sessionOf } from "./noisy-sessions.ts";

const RUNTIMES = ["claude", "codex"] as const;
let folder: string;
let stored: Stored;
beforeAll(() => {
  folder = temporaryFolder();
  stored = createStored();
});
afterAll(() => {
  removeFolder(folder);
  stored.remove();
});

async function draftsOf(text: string): Promise<readonly LessonDraft[]> {
  const file = path.join(folder, "session.jsonl");
  writeFileSync(file, text);
  return (await readTranscript(file, "/home/ann", () => {})).drafts;
}

const isAdmitted = ({ title, body, kind, paths, evidence }: LessonDraft): boolean =>
  judgeLearning(
    {
      title,
      body,
      kind,
      paths: [...paths],
      evidence: [...evidence],
      tags: [],
      confidence: null,
      supersedes: null,
      distinctBecause: null,
    },
    { similar: [], duplicateAt: 1, evidence: [] },
  ).admitted;

describe.each(RUNTIMES)("sessions of %s", (runtime) => {
  it.each(STORIES.map((story) => [story.name, story] as const))("%s", async (_, story) => {
    const drafts = await draftsOf(sessionOf(story, runtime));
    const admitted = drafts.filter(isAdmitted);
    for (const lesson of story.lessons)
      expect(
        admitted.some(({ title }) => lesson.test(title)),
        `${lesson} in ${JSON.stringify(drafts, null, 1)}`,
      ).toBe(true);
    const junk = admitted.filter(({ title }) => !story.lessons.some((lesson) => lesson.test(title)));
    expect(junk.map(({ title }) => title)).toEqual([]);
    expect(JSON.stringify(admitted)).not.toMatch(
      /npm warn|DeprecationWarning|ExperimentalWarning|Permission denied|\[notice\]|\/tmp\/|scratch|probe/i,
    );
  });
});

it("records of a whole day no more than the lessons, through the command", async () => {
  const file = path.join(stored.repository.dir, ".git", "day.jsonl");
  writeFileSync(file, STORIES.map((story) => sessionOf(story, "claude")).join(""));
  const facts = await stored.facts("extract", "--transcript", file, "--record");
  const recorded = facts.recorded as { id: string | null; because: string }[];
  const titles = (facts.drafts as LessonDraft[]).map(({ title }) => title);
  const known = STORIES.flatMap(({ lessons }) => lessons);
  const kept = titles.filter((_, at) => recorded[at]?.id);
  expect(kept.filter((title) => !known.some((lesson) => lesson.test(title)))).toEqual([]);
  expect(kept.length).toBeGreaterThanOrEqual(known.length);
});
