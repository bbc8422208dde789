// Writes the pages of docs/ that follow from code: tools, resources, prompts, error codes, commands and settings.
import catalog from "agentops:catalog";
import skills from "agentops:skills";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { FACTORS } from "../resources/doctrine/factors.ts";
import type { AnyTool } from "../src/api/define.ts";
import { listTool } from "../src/mcp/serialise.ts";
import { ERROR_CODES } from "../src/shared/errors.ts";
import { commandsPage } from "./commands-reference.ts";
import { docsPages } from "./docs-pages.ts";
import { factorsPage } from "./factors.ts";
import { goalsPage } from "./goals-reference.ts";
import { pluginFiles } from "./plugins.ts";
import { secretRules } from "./secret-rules.ts";
import { settingsFiles } from "./settings-reference.ts";

type Tool = (typeof catalog.tools)[number];

/** Path -> content of the files that are written as a whole; `root` is the project's folder. */
export async function files(root: string): Promise<Record<string, string>> {
  const written = {
    ...settingsFiles(),
    ...pluginFiles(),
    "docs/commands.md": await commandsPage(),
    "docs/errors.md": errorsPage(),
    "docs/factors.md": factorsPage(root),
    "docs/goals.md": goalsPage(),
    "docs/resources.md": resourcesPage(),
    "docs/tools.md": toolsPage(),
    "src/runtimes/hooks/own-tools.ts": ownTools(),
    "src/shared/text/gitleaks-rules.ts": secretRules(root),
  };
  return { ...written, ...docsPages(root, written) };
}

const ownTools = (): string =>
  [
    "// Written by npm run gen: the names of our tools, for hooks, which have no time to load them.",
    "export const OWN_TOOLS: ReadonlySet<string> = new Set([",
    ...catalog.tools.map(({ name }) => `  "${name}",`).sort(),
    "]);",
    "",
  ].join("\n");

const cost = ({ name, spec }: Tool): number => countTokens(JSON.stringify(listTool(name, spec)));
const ofWorker = ({ spec }: Tool): boolean => spec.role === "worker";

/** What a worker's tools cost each of its sessions. */
export const workerTokens = (): number =>
  catalog.tools.filter(ofWorker).reduce((total, tool) => total + cost(tool), 0);

function toolsTable(): string {
  return [
    `The ${catalog.tools.filter(ofWorker).length} tools of a worker cost ${workerTokens()} tokens of a session's context (o200k_base, schemas included). A server started with \`--role supervisor\` or \`--role judge\` lists that role's tools and no others.`,
    table(
      ["tool", "phase", "factors", "role", "tokens", "when"],
      catalog.tools.map((tool) => [
        `[\`${tool.name}\`](#${tool.name})`,
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
    toolsTable(),
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

function resourcesPage(): string {
  const prompts = catalog.prompts.map(({ name, spec }) => [
    `\`${name}\``,
    spec.arguments.map((argument) => argument.name).join(", "),
    spec.description,
  ]);
  return `${[
    "<!-- Written by `npm run gen` from resources/; change it there. -->",
    "# Resources, prompts and skills",
    "A client reads resources; a person picks prompts, which most clients show as commands.",
    table(
      ["resource", "what it holds"],
      catalog.resources.map(({ uri, description }) => [`\`${uri}\``, description]),
    ),
    "## Prompts",
    table(["prompt", "arguments", "what it does"], prompts),
    "## Skills",
    "The same texts as in the [plugins](runtimes.md#as-a-plugin), for clients that load a skill when its description fits the work: offered by the protocol's extension `io.modelcontextprotocol/skills`, to clients of the revision 2026-07-28, where the tools that a skill needs are offered.",
    table(
      ["skill", "when it is loaded"],
      skills.map(({ name, description }) => [`\`skill://agentops/${name}/SKILL.md\``, description]),
    ),
  ].join("\n\n")}\n`;
}

const errorsPage = (): string =>
  `${[
    "<!-- Written by `npm run gen` from src/shared/errors.ts; change it there. -->",
    "# Errors",
    "Every error says what is wrong and names what to do next. Its code stays the same from version to version.",
    table(
      ["code", "when"],
      Object.entries(ERROR_CODES).map(([code, when]) => [`\`${code}\``, when]),
    ),
  ].join("\n\n")}\n`;

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
