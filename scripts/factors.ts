// Writes docs/factors.md: factor, tools, the rules that the server enforces, and the test that shows each.

import catalog from "agentops:catalog";
import { readFileSync } from "node:fs";
import path from "node:path";
import { FACTORS } from "../resources/doctrine/factors.ts";
import { type EnforcedRule, RULES } from "./factor-rules.ts";

const INTRODUCTION = `<!-- Written by \`npm run gen\` from the tools and from scripts/factor-rules.ts; change it there. -->
# The twelve factors, as this server enforces them

Names and rules are quoted from the doctrine (see the README for source and licence). A rule is listed here only with a
test that fails when it no longer holds; \`npm run check\` fails where a test of that title is gone.
`;

/** Throws where a factor has no tool or no rule, or a rule names a test that is not there. */
export function factorsPage(root: string): string {
  const sections = FACTORS.map(({ number, numeral, name, rule }) => {
    const tools = catalog.tools.filter(({ spec }) => spec.factors.includes(number));
    const own = RULES.filter(({ factor }) => factor === number);
    if (tools.length === 0 || own.length === 0) throw new Error(`factor ${numeral} has no tool or no rule`);
    const named = tools.map(
      (tool) => `\`${tool.name}\`${tool.spec.role === "worker" ? "" : ` (${tool.spec.role})`}`,
    );
    return [
      `## ${numeral} ${name}`,
      `> ${rule}`,
      `Tools: ${named.join(", ")}`,
      ["| the server enforces | shown by |", "| --- | --- |", ...own.map((each) => row(root, each))].join(
        "\n",
      ),
    ].join("\n\n");
  });
  return `${INTRODUCTION}\n${sections.join("\n\n")}\n`;
}

function row(root: string, { rule, file, title }: EnforcedRule): string {
  if (!readFileSync(path.join(root, file), "utf8").includes(title))
    throw new Error(`${file} has no test "${title}"`);
  return `| ${rule} | [${file}](../${file}): ${title.replace("%s", "…")} |`;
}
