// The laws of research over records alone: whose counts for a claim, and what a change is asked for.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JobRecord } from "../../src/jobs/records/job.ts";
import type { JobEventRecord } from "../../src/jobs/records/job_event.ts";
import { objectionToResearch } from "../../src/jobs/standing.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { researchCover, researchDemand, researchFor } from "../../src/research/laws.ts";
import type { ResearchRecord } from "../../src/research/records/research.ts";
import { citedFile, codeRef, parseSource } from "../../src/research/sources.ts";
import { common, fold, foldOf, idOf, stored } from "../support/records.ts";

const HERE = "aaaaaaaaaa";

const job = (number: number): JobRecord => ({
  record: "job",
  ...common(number, "boss"),
  title: "a job",
  scope: { read: [], write: ["src/**"] },
  acceptance: [],
  risk: "low",
  depends_on: [],
  attempts: 3,
  minutes: null,
  isolate: false,
});

const started = (
  number: number,
  session: string,
  token: number,
  inherits: string[] = [],
): JobEventRecord => ({
  record: "job_event",
  ...common(number, session),
  job: idOf(1),
  token,
  event: { what: "started", reason: null, branch: null, inherits },
});

const research = (number: number, session: string, token: number | null, more = {}): ResearchRecord => ({
  record: "research",
  ...common(number, session),
  job: token === null ? null : { id: idOf(1), token },
  questions: ["q"],
  scope_in: ["src"],
  scope_out: [],
  done_when: ["d"],
  findings: [{ statement: "s", source: { type: "code", ref: "src/a.ts:1" } }],
  negative_findings: [],
  risks: [],
  base: null,
  seen: {},
  exemption: null,
  ...more,
});

const CLAIM = { session: "second", clone: HERE, job: { id: idOf(1), token: 2 } };
const ids = (records: JournalRecord[]) => researchFor(foldOf(...records), CLAIM).map(({ id }) => id);

describe("research of a job", () => {
  const jobs = [job(1), started(2, "first", 1), started(5, "second", 2, [idOf(3)])];

  it("counts from whoever held it, newest first, and from nobody who wrote too late or never held it", () => {
    const records = [
      ...jobs,
      research(3, "first", 1),
      research(4, "first", 1),
      research(6, "first", 1),
      research(7, "second", 2),
      research(8, "stranger", 2),
      research(9, "second", null),
    ];
    expect(ids(records)).toEqual([idOf(7), idOf(3)]);
    const late = objectionToResearch(foldOf(...records), research(6, "first", 1));
    expect(late).toMatch(/written under token 1 after token 2 was given out/);
  });

  it("is the same in whatever order the records come", () => {
    const records = [...jobs, research(3, "first", 1), research(6, "first", 1), research(7, "second", 2)];
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
        expect(ids(shuffled)).toEqual([idOf(7), idOf(3)]);
      }),
    );
  });

  it("is worth nothing where another clone wrote it under this one's name", () => {
    const records = jobs.map((each) => stored(each));
    const state = fold([...records, stored(research(7, "second", 2), false)]);
    expect(researchFor(state, CLAIM)).toEqual([]);
  });
});

describe("demand", () => {
  const policy = { paths: ["src/pay/**"], files_changed: 2, folders: 1, exemptions: "accept" as const };

  it.each([
    ["an existing file that a glob names", ["src/pay/a.ts"], "research.paths"],
    ["the same by another case", ["SRC/PAY/a.ts"], "research.paths"],
    ["too many existing files", ["a", "b", "c"], "3 existing files"],
    ["existing files in too many folders", ["x/a", "y/b"], "2 folders"],
  ])("asks for it with %s", (_, existing, because) => {
    expect(researchDemand(policy, existing).because).toContain(because);
  });

  it.each([
    [null, ["src/pay/a.ts"], "research: not asked for by the policy"],
    [policy, [], "greenfield"],
    [policy, ["a", "b"], "of this size and place"],
  ])("asks for none otherwise, and says why", (given, existing, note) => {
    expect(researchDemand(given, existing)).toMatchObject({ because: null });
    expect(researchDemand(given, existing).note).toContain(note);
  });

  it("takes an exemption only as the newest word, and only where base does", () => {
    const session = { session: "first", clone: HERE };
    const exempt = { findings: [], exemption: "greenfield" };
    const demand = researchDemand(policy, ["src/pay/a.ts"]);
    const cover = (records: JournalRecord[], given = policy) =>
      researchCover(foldOf(...records), session, { demand, policy: given, existing: ["src/pay/a.ts"] })
        .missing;
    expect(cover([research(3, "first", null, exempt)])).toBeNull();
    expect(cover([research(3, "first", null, exempt)], { ...policy, exemptions: "refuse" as never })).toMatch(
      /does not accept/,
    );
    expect(cover([research(3, "first", null, exempt), research(4, "first", null)])).toMatch(/cites nothing/);
  });
});

describe("sources", () => {
  it("come back as they were stored, whatever the path", () => {
    const path = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,8}(\/[a-z][a-z0-9_-]{0,8}){0,3}\.ts$/);
    fc.assert(
      fc.property(path, fc.integer({ min: 1, max: 9999 }), fc.nat(99), (file, from, more) => {
        const text = more === 0 ? `${file}:${from}` : `${file}:${from}-${from + more}`;
        const cited = parseSource(text);
        if (cited.type !== "code") throw new Error("no code");
        expect(codeRef(cited)).toBe(text);
        expect(citedFile({ type: "code", ref: text })).toBe(file);
      }),
    );
  });
});
