// The brief tells a session at its start what it needs.
import { describe, expect, it } from "vitest";
import { composeBrief } from "../../src/briefing/brief.ts";
import { citation, DAY, foldOf, idOf, learning, START } from "../support/records.ts";
import { tokensOf } from "../support/tokens.ts";

describe("the brief", () => {
  it("asks for the first lesson where there is none", () => {
    expect(composeBrief(foldOf(), START)).toContain("record_learning");
  });

  it("stays within its tokens however long the lessons are", () => {
    const long = Array.from({ length: 60 }, (_, number) =>
      learning(number, { title: `${number} ${"漢字".repeat(60)}`, body: "ünïcödé wörds ".repeat(400) }),
    );
    const text = composeBrief(foldOf(...long), START);
    expect(tokensOf(text)).toBeLessThanOrEqual(540);
    expect(text).toContain("60 lessons in use");
  });

  it("puts what another session confirmed before what nobody has used", () => {
    const lessons = [1, 2, 3].map((number) => learning(number));
    const text = composeBrief(
      foldOf(...lessons, citation(9, idOf(2), { session: "b", outcome: "applied" })),
      START,
    );
    const at = [1, 2, 3].map((number) => text.indexOf(`lesson ${number}`));
    expect(Math.min(...at)).toBe(at[1]);
    expect(text).toContain("1 confirmed by another session");
  });

  it("begins with patterns, whatever else is strong, and names them", () => {
    const words = [0, 1, 2].map((day) =>
      citation(50 + day, idOf(1), { session: `s${day}`, outcome: "applied", at: START + day * DAY }),
    );
    const fresh = citation(60, idOf(2), { session: "b", outcome: "applied", at: START + 80 * DAY });
    const text = composeBrief(foldOf(learning(1), learning(2), ...words, fresh), START + 80 * DAY);
    expect(text.indexOf("lesson 1")).toBeLessThan(text.indexOf("lesson 2"));
    expect(text).toContain(`${idOf(1)}, pattern\n`);
    expect(text).toContain(`${idOf(2)}\n`);
  });

  it("leaves out what is disputed, withheld, or reads as an instruction", () => {
    const state = foldOf(
      learning(1),
      citation(5, idOf(1), { session: "b", outcome: "wrong" }),
      learning(2, { labels: ["reads_as_instruction"] }),
      learning(3),
      learning(4, { supersedes: idOf(3) }),
    );
    const text = composeBrief(state, START);
    expect(text).toContain("body of lesson 4");
    for (const number of [1, 2, 3]) expect(text).not.toContain(`body of lesson ${number}`);
  });

  it("counts records that could not be read, without their text", () => {
    const state = foldOf(learning(1));
    state.quarantine({ id: idOf(8), path: "learning/x.md", reason: "does not parse" });
    expect(composeBrief(state, START)).toContain("1 records could not be read");
  });
});
