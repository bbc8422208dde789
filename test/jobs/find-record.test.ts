// Finding a record by its id or a part of it.
import { describe, expect, it } from "vitest";
import { completeId, findEscalation, findRecord, unreadableOf } from "../../src/jobs/find-record.ts";
import { jobName } from "../../src/jobs/job-name.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { job } from "../support/job-records.ts";
import { foldOf, idOf, learning } from "../support/records.ts";
import { refusalOf } from "../support/refusal.ts";
import { escalation } from "../support/work-records.ts";

const IDS = ["01JAAAAAAAAAAAAAAAAAAAAAA1", "01JAAAAAAAAAAAAAAAAAAAAAB2", "01JZZZZZZZZZZZZZZZZZZZZZB2"];
const state = foldOf(...IDS.map((id, number) => learning(number, { id })));

function refusal(id: string, of = state): AgentOpsError {
  try {
    findRecord(of, id);
  } catch (error) {
    if (error instanceof AgentOpsError) return error;
  }
  throw new Error(`${id} was found`);
}

describe("findRecord", () => {
  it.each([
    ["in full", "01JAAAAAAAAAAAAAAAAAAAAAA1"],
    ["in small letters and with spaces around it", " 01jaaaaaaaaaaaaaaaaaaaaaa1 "],
    ["by its end", "AAAAA1"],
    ["by its beginning, where that is enough", "01JAAAAAAAAAAAAAAAAAAAAAA"],
  ])("takes an id %s", (_, id) => expect(findRecord(state, id).id).toBe(IDS[0]));

  it("names the candidates of an ambiguous one", () => {
    const error = refusal("01JAAA");
    expect(error.code).toBe("AMBIGUOUS");
    expect(error.fix).toContain(IDS[0]);
    expect(error.fix).toContain(IDS[1]);
    expect(error.fix).not.toContain(IDS[2]);
  });

  it("names the nearest ids of an unknown one, the closest first", () => {
    const error = refusal("01JZZZZZZZZZZZZZZZZZZZZZB3");
    expect(error.code).toBe("NOT_FOUND");
    expect(error.fix).toMatch(new RegExp(`^Nearest ids: ${IDS[2]}`));
  });

  it("names no more than three, and of those as near the newest first", () => {
    const ids = [1, 2, 3, 4].map(idOf);
    const near = refusal("01J99999999999999999999999", foldOf(...[2, 4, 1, 3].map((each) => learning(each))));
    expect(near.fix).toBe(`Nearest ids: ${[ids[3], ids[2], ids[1]].join(", ")}.`);
    const closer = refusal(`${idOf(2).slice(0, -1)}X`, foldOf(learning(2), learning(30), learning(31)));
    expect(closer.fix).toBe(`Nearest ids: ${[2, 31, 30].map(idOf).join(", ")}.`);
  });

  it("suggests nothing for what can't be undone", () => {
    const error = refusalOf(() => findRecord(state, "01JZZZZZZZZZZZZZZZZZZZZZB3", { near: false }));
    expect(error.fix).toBe("Copy it whole, as agentops-mcp list shows it.");
  });

  it("takes the whole id of one that others begin with, and the name of a job", () => {
    const of = foldOf(learning(1, { id: "01JAAA" }), learning(2, { id: "01JAAAB" }), job(3));
    expect(findRecord(of, "01jaaa").id).toBe("01JAAA");
    expect(findRecord(of, jobName(idOf(3))).id).toBe(idOf(3));
  });

  it("says so when there is nothing yet", () => {
    expect(refusal("ABCDEF", foldOf()).fix).toBe("The journal is empty: record a lesson first.");
  });
});

it("completes ids, the newest first", () => {
  expect(completeId(IDS, "01ja")).toEqual([IDS[1], IDS[0]]);
  const mixed = [IDS[1], IDS[2], IDS[0]].map(String);
  expect(completeId(mixed, "01j")).toEqual([IDS[2], IDS[1], IDS[0]]);
  expect(completeId(IDS, "B2")).toEqual([IDS[2], IDS[1]]);
});

it("finds an escalation, and says of another record what it is", () => {
  const of = foldOf(escalation(1, 0, 9), learning(2));
  expect(findEscalation(of, idOf(1)).id).toBe(idOf(1));
  expect(refusalOf(() => findEscalation(of, idOf(2)))).toMatchObject({
    code: "NOT_FOUND",
    message: `${idOf(2)} is a learning, not an escalation.`,
  });
});

it("tells what of a record can't be read, by its id or its path", () => {
  const of = foldOf();
  const entries = [
    { id: idOf(1), path: "claim/a.json", reason: "no JSON" },
    { id: idOf(2), path: "claim/b.json", reason: "no JSON" },
  ];
  for (const entry of entries) of.quarantine(entry);
  expect(unreadableOf(of, ` ${idOf(1)} `)).toEqual([entries[0]]);
  expect(unreadableOf(of, "claim/b.json")).toEqual([entries[1]]);
  expect(unreadableOf(of, idOf(3))).toEqual([]);
});
