// Holds the doctrine texts to the frozen list, to their size, and to tools and resources that really exist.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import { FACTORS } from "../../resources/doctrine/factors.ts";
import { OPERATOR_MODEL } from "../../resources/doctrine/operator_model.ts";
import frozen from "../data/doctrine.json" with { type: "json" };

const ROOT = join(import.meta.dirname, "../..");
const TOOLS = readdirSync(join(ROOT, "tools"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => basename(file, ".ts"));
const RESOURCE_SOURCES = readdirSync(join(ROOT, "resources"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(ROOT, "resources", file), "utf8"))
  .join("\n");

const words = (text: string) => text.split(/\s+/).filter((word) => /\w/.test(word)).length;
const namedTools = (text: string) => [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map((match) => match[1]);
const namedResources = (text: string) => [...text.matchAll(/agentops:\/\/[a-z{}/-]+/g)].map(([uri]) => uri);

describe("the twelve factors", () => {
  it("quote number, numeral, name, rule and phase exactly, in order", () => {
    expect(FACTORS.map(({ text, ...quoted }) => quoted)).toEqual(frozen);
  });

  it("open in twelve different ways", () => {
    const openings = FACTORS.map(({ text }) => text.split("\n\n")[1]?.split(" ").slice(0, 2).join(" "));
    expect(new Set(openings).size).toBe(FACTORS.length);
  });

  it.each(FACTORS)("$numeral has one rule, 120 to 220 words and at most 900 tokens", ({ text, rule }) => {
    expect(text.split(rule)).toHaveLength(2);
    expect(words(text)).toBeGreaterThanOrEqual(120);
    expect(words(text)).toBeLessThanOrEqual(220);
    expect(countTokens(text)).toBeLessThanOrEqual(900);
  });
});

describe("the operator model", () => {
  it("has 350 to 500 words and at most 900 tokens", () => {
    expect(words(OPERATOR_MODEL)).toBeGreaterThanOrEqual(350);
    expect(words(OPERATOR_MODEL)).toBeLessThanOrEqual(500);
    expect(countTokens(OPERATOR_MODEL)).toBeLessThanOrEqual(900);
  });

  it.each(["12-Factor App", "12-Factor Agents", "Vibe Coding", "12-Factor AgentOps", "CC BY-SA 4.0"])(
    "names %s",
    (source) => {
      expect(OPERATOR_MODEL).toContain(source);
    },
  );

  it("maps every factor to a part", () => {
    const mapped = OPERATOR_MODEL.split("\n")
      .filter((line) => line.startsWith("| "))
      .flatMap((line) => line.split("|").at(-2)?.trim().split(", ") ?? []);
    for (const { numeral } of frozen) expect(mapped).toContain(numeral);
  });
});

const texts = [
  ...FACTORS.map(({ name, text }) => ({ name, text })),
  { name: "The operator model", text: OPERATOR_MODEL },
];

describe.each(texts)("$name", ({ text }) => {
  it("names only tools that exist", () => {
    for (const tool of namedTools(text)) expect(TOOLS).toContain(tool);
  });

  it("names only resources that exist", () => {
    for (const uri of namedResources(text)) expect(RESOURCE_SOURCES).toContain(uri);
  });
});
