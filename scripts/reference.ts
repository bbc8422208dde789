// Writes the parts of the README that follow from code: tools, resources, prompts and error codes.
import catalog from "agentops:catalog";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { FACTORS } from "../resources/doctrine/factors.ts";
import type { AnyTool } from "../src/api/define.ts";
import { listTool } from "../src/mcp/serialise.ts";
import { ERROR_CODES } from "../src/shared/errors.ts";
import { factorsPage } from "./factors.ts";
import { goalsPage } from "./goals-reference.ts";
import { pluginFiles } from "./plugins.ts";
import { secretRules } from "./secret-rules.ts";
import { settingsFiles } from "./settings-reference.ts";

type Tool = (typeof catalog.tools)[number];

/** Path -> content of the files that are written as a whole; `root` is the project's folder. */
export const files = (root: string): Record<string, string> => ({
  ...settingsFiles(),
  ...pluginFiles(),
  "docs/factors.md": factorsPage(root),
  "docs/goals.md": goalsPage(),
  "docs/tools.md": toolsPage(),
  "src/runtimes/hooks/own-tools.ts": ownTools(),
  "src/shared/text/gitleaks-rules.ts": secretRules(root),
});

const ownTools = (): string =>
  [
    "// Written by npm run gen: the names of our tools, for hooks, which have no time to load them.",
    "export const OWN_TOOLS: ReadonlySet<string> = new Set([",
    ...catalog.tools.map(({ name }) => `  "${name}",`).sort(),
    "]);",
    "",
  ].join("\n");

/** Section name -> markdown, for the places `<!-- generated: name -->` … `<!-- end -->`. */
export function sections(): Record<string, string> {
  return { tools: tools(), resources: resources(), prompts: prompts(), errors: errors() };
}

const cost = ({ name, spec }: Tool): number => countTokens(JSON.stringify(listTool(name, spec)));
const ofWorker = ({ spec }: Tool): boolean => spec.role === "worker";

/** What a worker's tools cost each of its sessions. */
export const workerTokens = (): number =>
  catalog.tools.filter(ofWorker).reduce((total, tool) => total + cost(tool), 0);

function tools(): string {
  return [
    `The ${catalog.tools.filter(ofWorker).length} tools of a worker cost ${workerTokens()} tokens of a session's context (o200k_base, schemas included).`,
    table(
      ["tool", "phase", "factors", "role", "tokens", "when"],
      catalog.tools.map((tool) => [
        `[\`${tool.name}\`](docs/tools.md#${tool.name})`,
        tool.phase,
        tool.spec.factors.map((number) => FACTORS.find((each) => each.number === number)?.numeral).join(", "),
        tool.spec.role,
        String(cost(tool)),
        tool.spec.description.split(/(?<=\.) /)[0] ?? "",
      ]),
    ),
  ].join("\n\n");
}

/** Every tool with what its clients are told and a call. */
const toolsPage = (): string =>
  `${[
    "<!-- Written by `npm run gen` from the tools; change it there. -->",
    "# Tools",
    "What a client is told of each tool, and a call that runs as a test.",
    ...catalog.tools.map(
      (tool) =>
        `## \`${tool.name}\`\n\n${facts(tool.phase, tool.spec, cost(tool))}\n\n${tool.spec.description}\n\n${example(tool.name, tool.spec)}`,
    ),
  ].join("\n\n")}\n`;

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
