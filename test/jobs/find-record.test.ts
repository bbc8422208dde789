// Finding a record by its id or a part of it.
import { describe, expect, it } from "vitest";
import { completeId, findRecord } from "../../src/jobs/find-record.ts";
import { AgentOpsError } from "../../src/shared/errors.ts";
import { foldOf, learning } from "../support/records.ts";

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

  it("says so when there is nothing yet", () => {
    expect(refusal("ABCDEF", foldOf()).fix).toBe("The journal is empty: record a lesson first.");
  });
});

it("completes ids, the newest first", () => {
  expect(completeId(IDS, "01ja")).toEqual([IDS[1], IDS[0]]);
  expect(completeId(IDS, "B2")).toEqual([IDS[2], IDS[1]]);
});
