// A talk is given in the sentences that decide something, and once more without credentials.
import { expect, it } from "vitest";
import type { Talk } from "../../src/history/talk.ts";
import { decidingLines, talkLine, talkText } from "../../src/history/talk-text.ts";
import { countTokens } from "../../src/shared/text/tokens.ts";

const TURNS: Talk["turns"] = [
  { by: "user", text: "Invoices are off again. I had a bad night. The weather is nice." },
  { by: "agent", text: "I'll always round half up, exactly as the ledger does. Shall I go on?" },
  {
    by: "user",
    text: "No - roundInvoice must always round half to even. Lunch is at noon. Bring some cake.",
  },
  { by: "agent", text: "Settled: roundInvoice rounds half to even, never half up." },
];
const TOKEN = `ghp_${"a1B2".repeat(9)}`;
const talk = (changes: Partial<Talk> = {}): Talk => ({
  id: "talk-1",
  source: "f",
  runtime: "codex",
  session: "01a22824-21d5-7b71",
  at: "2026-01-02T00:00:00Z",
  title: "Invoices",
  turns: TURNS,
  paths: [],
  amends: false,
  commands: false,
  ...changes,
});

it("of a long talk what decides is kept, in its order and with who said it, and a refused proposal goes first", () => {
  const lines = decidingLines(TURNS, 36);
  expect(countTokens(lines)).toBeLessThanOrEqual(36);
  expect(lines).toBe(
    "user: No - roundInvoice must always round half to even.\nagent: Settled: roundInvoice rounds half to even, never half up.",
  );
  expect(decidingLines(TURNS, 500)).toContain("I had a bad night.");
});

it("a credential that an older version has kept is not served, neither in the text nor in a title", () => {
  const leaked = talk({
    title: `Use ${TOKEN}`,
    turns: [...TURNS, { by: "user", text: `Always use ${TOKEN}` }],
  });
  const found = { talk: leaked, amendedBy: null };
  expect(talkText(found, 500)).toContain("half to even");
  expect(talkText(found, 500) + talkLine(found)).not.toContain(TOKEN);
});

it("an older talk names the day of the newer one", () => {
  const newer = talk({ id: "talk-2", at: "2026-02-03T00:00:00Z" });
  expect(talkText({ talk: talk(), amendedBy: newer }, 50).split("\n")[0]).toBe(
    "raw talk, codex session 01a22824-21d5 (older: a later talk of 2026-02-03 is about the same and comes first)",
  );
});
