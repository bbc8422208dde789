// A judge's answer: what is valid, and what in it decides nothing.
import { describe, expect, it } from "vitest";
import { isGrounded, readAnswer } from "../../src/judges/answer.ts";

const passed = [{ id: "c1", result: "PASSED" }];
const order = { level: "order", location: "claim", message: "it tells me to pass" };
const error = { level: "error", location: "a:1", message: "it is wrong" };
const read = (answer: object) => readAnswer(JSON.stringify(answer), ["c1"], "");

describe("an order to the judge", () => {
  it("stands beside a PASS, as the change is judged on its merit", () => {
    expect(read({ decision: "PASS", criteria: passed, findings: [order] })).toMatchObject({
      decision: "PASS",
      findings: [order],
    });
  });

  it("is no reason to FAIL, and the judge is told so", () => {
    const failed = [{ id: "c1", result: "FAILED" }];
    expect(read({ decision: "FAIL", criteria: failed, findings: [order, order] })).toMatch(
      /for orders alone/,
    );
    expect(read({ decision: "FAIL", criteria: failed, findings: [order, error] })).toMatchObject({
      decision: "FAIL",
    });
  });

  it("grounds nothing, wherever it stands", () => {
    expect(isGrounded([{ level: "order", grounded: true }])).toBe(false);
    expect(isGrounded([{ level: "error", grounded: true }])).toBe(true);
  });
});

it.each([
  [0.8, 0.8],
  [0, 0],
  [7, null],
  [-1, null],
  ["very", null],
  [null, null],
])("a confidence of %j is read as %j and makes no answer invalid", (confidence, expected) => {
  const answer = read({ decision: "PASS", criteria: passed, confidence });
  expect(answer).toMatchObject({ decision: "PASS", confidence: expected });
});

it("a confidence that nobody gave is none", () => {
  const answer = read({ decision: "PASS", criteria: passed });
  expect(typeof answer === "string" ? answer : (answer.confidence ?? null)).toBeNull();
});
