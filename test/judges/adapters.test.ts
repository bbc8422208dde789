// The adapters read a runtime's own output, also where a runtime says what can't be.
import { describe, expect, it } from "vitest";
import { claude } from "../../src/judges/claude.ts";
import { codex } from "../../src/judges/codex.ts";

const ANSWER = '{"decision":"ABSTAIN","criteria":[]}';

describe("claude", () => {
  const said = (more: Record<string, unknown>) =>
    claude.read(JSON.stringify({ type: "result", result: ANSWER, is_error: false, ...more }));

  it("tells the answer, the model and all tokens that were read", () => {
    const usage = {
      input_tokens: 5,
      cache_creation_input_tokens: 6,
      cache_read_input_tokens: 7,
      output_tokens: 8,
    };
    expect(said({ usage, modelUsage: { "m-1": {} } })).toEqual({
      text: ANSWER,
      problem: null,
      model: "m-1",
      cost: { tokensIn: 18, tokensOut: 8 },
    });
  });

  it.each([[-5], [1.5], ["many"], [1e300], [null]])("takes %j for no number of tokens", (count) => {
    const usage = { input_tokens: count, output_tokens: count };
    expect(said({ usage }).cost).toEqual({ tokensIn: 0, tokensOut: 0 });
  });

  it("says why there is no answer", () => {
    expect(said({ result: "Invalid API key", is_error: true }).problem).toMatch(/Invalid API key/);
    for (const text of ["", "Segmentation fault", "[]", "null"])
      expect(claude.read(text).problem).toBe("it printed no result");
  });
});

describe("codex", () => {
  const line = (event: unknown) => `${JSON.stringify(event)}\n`;
  const message = (text: string) => line({ type: "item.completed", item: { type: "agent_message", text } });

  it("tells the last message and its tokens, between lines that are no events", () => {
    const usage = line({ type: "turn.completed", usage: { input_tokens: 9, output_tokens: -2 } });
    expect(codex.read(`warning\n${message("Let me see.")}${message(ANSWER)}${usage}`)).toEqual({
      text: ANSWER,
      problem: null,
      model: null,
      cost: { tokensIn: 9, tokensOut: 0 },
    });
  });

  it("says why there is no answer", () => {
    const failed = line({ type: "turn.failed", error: { message: "no credit" } });
    expect(codex.read(failed)).toMatchObject({ text: "", problem: "no credit" });
    expect(codex.read("")).toMatchObject({ problem: "it printed no message" });
  });
});
