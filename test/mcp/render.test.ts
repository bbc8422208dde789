// Tests the text of an answer: what is empty has no line, and sentences do not run together.
import { expect, it } from "vitest";
import { renderText } from "../../src/mcp/render.ts";

it("what is empty has no line, and an answer of nothing else names what it is empty of", () => {
  expect(renderText({ id: "a", stale: null, notes: [], more: { none: null }, left: undefined })).toBe(
    "id: a",
  );
  expect(renderText({ drafts: [], next: null })).toBe("drafts: none\nnext: none");
});

it("words stand beside each other, and sentences have a line each", () => {
  expect(renderText({ write: ["src/**", "docs/**"] })).toBe("write: src/**, docs/**");
  expect(renderText({ notes: ["one thing, and another"] })).toBe("notes: one thing, and another");
  expect(renderText({ notes: ["risk low", "a, b decide it"] })).toBe("notes:\n- risk low\n- a, b decide it");
  expect(renderText({ write: ["src/{a,b}/**", "docs/**"] })).toBe("write:\n- src/{a,b}/**\n- docs/**");
});

it("an entry of a list leaves out what is empty in it", () => {
  const criteria = [
    { id: "a", because: null },
    { id: "b", because: "it failed" },
  ];
  expect(renderText({ criteria })).toBe("criteria:\n- id: a\n- id: b\n  because: it failed");
});
