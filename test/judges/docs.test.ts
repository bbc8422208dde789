// The program takes what docs/judges.md and docs/signing.md show as examples.

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { ConfigSchema } from "../../src/config/config.ts";
import { readAnswer } from "../../src/judges/answer.ts";
import { panelProblems } from "../../src/policy/judges-and-panels.ts";
import { ROOT } from "../support/client.ts";

const page = (name: string) => readFileSync(path.join(ROOT, "docs", name), "utf8");

/** The blocks of a page in one language, without the indentation of a list. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, "gm"))].map(
    ([, indent = "", block = ""]) => block.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );

it("the judges and panels are a policy", () => {
  const [yaml = ""] = blocks(page("judges.md"), "yaml");
  const config = ConfigSchema.parse(parse(yaml));
  expect(config.judges.map(({ id }) => id)).toEqual(["opus", "gpt", "leftovers"]);
  expect(panelProblems(config)).toEqual([]);
});

it("the floor is one", () => {
  const [yaml = ""] = blocks(page("calibration.md"), "yaml");
  expect(ConfigSchema.parse(parse(yaml)).council.floor).toEqual({ misses: 0.2, refusals: 0.2, cases: 16 });
});

it("the answer of a judge is valid for a claim with that criterion, and for no other", () => {
  const [json = ""] = blocks(page("judges.md"), "json");
  expect(readAnswer(json, ["mean"], "")).toMatchObject({
    decision: "FAIL",
    cost: { tokens_in: 5200 },
    model: "m-2",
  });
  expect(readAnswer(json, ["mean", "median"], "")).toContain("median is not assessed");
});

it("the signers are valid but for the key, which is cut short there", () => {
  const [yaml = ""] = blocks(page("signing.md"), "yaml");
  const parsed = ConfigSchema.safeParse(parse(yaml));
  const places = parsed.error?.issues.map(({ path: at }) => at.join("."));
  expect([...new Set(places)]).toEqual(["signers.0.key", "signers.1.key"]);
});
