// The parts of the README that follow from code: tools, resources, prompts and error codes.
import catalog from "agentops:catalog";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { FACTORS } from "../resources/doctrine/factors.ts";
import type { AnyTool } from "../src/define.ts";
import { ERROR_CODES } from "../src/errors.ts";
import { listTool } from "../src/mcp/serialise.ts";
import { factorsPage } from "./factors.ts";
import { goalsPage } from "./goals-reference.ts";
import { pluginFiles } from "./plugins.ts";
import { settingsFiles } from "./settings-reference.ts";

/** Path -> content of the files that are written as a whole; `root` is the project's folder. */
export const files = (root: string): Record<string, string> => ({
  ...settingsFiles(),
  ...pluginFiles(),
  "docs/factors.md": factorsPage(root),
  "docs/goals.md": goalsPage(),
});

/** Section name -> markdown, for the places `<!-- generated: name -->` … `<!-- end -->`. */
export function sections(): Record<string, string> {
  return { tools: tools(), resources: resources(), prompts: prompts(), errors: errors() };
}

function tools(): string {
  const listed = catalog.tools.map(({ name, phase, spec }) => {
    const tokens = countTokens(JSON.stringify(listTool(name, spec)));
    return {
      tokens,
      text: `### \`${name}\`\n\n${facts(phase, spec, tokens)}\n\n${spec.description}\n\n${example(name, spec)}`,
    };
  });
  const total = listed.reduce((sum, { tokens }) => sum + tokens, 0);
  return [
    `${listed.length} tools cost ${total} tokens of a session's context (o200k_base, schemas included).`,
    ...listed.map(({ text }) => text),
  ].join("\n\n");
}

function facts(phase: string, spec: AnyTool, tokens: number): string {
  const factors = spec.factors.map((number) => FACTORS.find((factor) => factor.number === number));
  const named = factors.map((factor) => `${factor?.numeral} ${factor?.name}`).join(", ");
  return `Phase ${phase} · ${named} · ${spec.role} · ${spec.effect === "read" ? "reads only" : "writes"} · ${tokens} tokens`;
}

function example(name: string, spec: AnyTool): string {
  const [first] = spec.examples;
  if (!first) return "";
  return `${first.title}:\n\n\`\`\`json\n${JSON.stringify({ name, arguments: first.arguments }, null, 2)}\n\`\`\``;
}

function resources(): string {
  return table(
    ["resource", "what it holds"],
    catalog.resources.map(({ uri, description }) => [`\`${uri}\``, description]),
  );
}

function prompts(): string {
  const rows = catalog.prompts.map(({ name, spec }) => [
    `\`${name}\``,
    spec.arguments.map((argument) => argument.name).join(", "),
    spec.description,
  ]);
  return table(["prompt", "arguments", "what it does"], rows);
}

function errors(): string {
  return table(
    ["code", "when"],
    Object.entries(ERROR_CODES).map(([code, when]) => [`\`${code}\``, when]),
  );
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
