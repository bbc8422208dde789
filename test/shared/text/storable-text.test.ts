// Text that must not be stored is refused wherever it stands in a record, also where JSON would have hidden it.
import { describe, expect, it } from "vitest";
import { checkText } from "../../../src/shared/text/storable-text.ts";

describe("checkText", () => {
  it.each([
    ["SECRET_FOUND", 'password: "hunter2hunter2X9"'],
    ["UNSAFE_TEXT", "\u001b[31mred"],
    ["UNSAFE_TEXT", "a\u0000b"],
    ["UNSAFE_TEXT", "turned\u202Earound"],
  ])("refuses with %s, alone and within a value", (code, text) => {
    for (const value of [text, [text], { note: null, evidence: [{ type: "path", ref: text }] }])
      expect(() => checkText(value, "note")).toThrow(expect.objectContaining({ code }));
  });

  it("does not read two texts as one", () => {
    expect(() => checkText(["password:", "is asked for at the start", 3, undefined], "note")).not.toThrow();
  });
});
