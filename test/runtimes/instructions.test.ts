// The block in AGENTS.md and its like: short, upgraded in place, and gone without a trace.

import catalog from "agentops:catalog";
import { describe, expect, it } from "vitest";
import { composeBrief } from "../../src/briefing/brief.ts";
import { INSTRUCTIONS } from "../../src/mcp/instructions.ts";
import { RUNTIMES } from "../../src/runtimes/all.ts";
import { INSTRUCTIONS_BLOCK, removeBlock, setBlock } from "../../src/runtimes/instructions.ts";
import { UNCHANGED } from "../support/code.ts";
import { foldOf, learning, START } from "../support/records.ts";
import { tokensOf } from "../support/tokens.ts";

const TEXTS = ["# Ours\n", "# Ours", "# Ours\n\n\n", "# Ours\r\n\r\nMore\r\n", "\uFEFF# Ours\n", "\n"];

describe("what the server says of itself", () => {
  it.each(Object.entries(INSTRUCTIONS))(
    "%s: is not cut by any client, and names only tools that exist",
    (_, text) => {
      // Claude Code shows the first 2,048 characters.
      expect(text.length).toBeLessThan(2_000);
      const named = [...text.matchAll(/\b[a-z]+_[a-z]+\b/g)].map(([name]) => name);
      expect(named.length).toBeGreaterThan(0);
      const kinds = ["still_true", "mental_model"];
      expect([...catalog.tools.map(({ name }) => name), ...kinds]).toEqual(expect.arrayContaining(named));
    },
  );
});

it("reads at most 900 tokens before its first step, however many lessons there are", async () => {
  for (const words of ["ünïcödé wörds ", "a plain sentence of some length. "]) {
    const lessons = Array.from({ length: 60 }, (_, number) => learning(number, { body: words.repeat(200) }));
    const brief = await composeBrief(UNCHANGED, foldOf(...lessons), START);
    const texts = [INSTRUCTIONS.worker, INSTRUCTIONS_BLOCK, brief];
    expect(tokensOf(texts.join("\n"))).toBeLessThanOrEqual(900);
  }
});

describe("the block of instructions", () => {
  it("has at most 90 words and names only tools that exist", () => {
    expect(INSTRUCTIONS_BLOCK.split(/\s+/).length).toBeLessThanOrEqual(90);
    const named = [...INSTRUCTIONS_BLOCK.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    const tools = catalog.tools.map(({ name }) => name);
    expect(named.length).toBeGreaterThan(2);
    expect(tools).toEqual(expect.arrayContaining(named));
  });

  it.each(TEXTS)("is appended to %j and removed again", (text) => {
    const added = setBlock(text, "", "AGENTS.md");
    expect(added.replaceAll("\r\n", "\n")).toContain(INSTRUCTIONS_BLOCK);
    expect(setBlock(added, "", "AGENTS.md")).toBe(added);
    expect(removeBlock(added, "", "AGENTS.md")).toBe(text);
  });

  it.each(RUNTIMES)("makes a file of its own for $label, and removes it", ({ instructionsHead }) => {
    const created = setBlock("", instructionsHead, "file");
    expect(created).toBe(`${instructionsHead}${INSTRUCTIONS_BLOCK}\n`);
    expect(removeBlock(created, instructionsHead, "file")).toBeNull();
  });

  it("is upgraded where it stands", () => {
    const old = "# Ours\n\n<!-- agentops:start v0 -->\nold\n<!-- agentops:end -->\n\n## Below\n";
    expect(setBlock(old, "", "AGENTS.md")).toBe(`# Ours\n\n${INSTRUCTIONS_BLOCK}\n\n## Below\n`);
  });

  it.each(["<!-- agentops:start v1 -->\nhalf\n", `${INSTRUCTIONS_BLOCK}\n${INSTRUCTIONS_BLOCK}\n`])(
    "is not guessed at where its marks do not fit",
    (text) => {
      expect(() => setBlock(text, "", "AGENTS.md")).toThrowError(
        expect.objectContaining({ code: "CONFIG_INVALID", message: expect.stringContaining("AGENTS.md") }),
      );
    },
  );
});
