// Writes the Claude Code plugin and the Gemini CLI extension: the same server, hooks and words, in the files that each wants.

import catalog from "agentops:catalog";
import packageJson from "../package.json" with { type: "json" };
import { FACTORS } from "../resources/doctrine/factors.ts";
import { PHASES, type Phase } from "../src/api/define.ts";
import { claude } from "../src/runtimes/claude.ts";
import { newHookFile } from "../src/runtimes/edit-hooks.ts";
import { gemini } from "../src/runtimes/gemini.ts";
import { hookEntries } from "../src/runtimes/hook-settings.ts";
import { INSTRUCTIONS_BLOCK } from "../src/runtimes/instructions.ts";
import { type Runtime, SERVER_NAME } from "../src/runtimes/runtime.ts";
import { SKILLS } from "./skills.ts";

/** What both vendors copy to a place of their own cannot point at this package, so it names the program on PATH. */
const LAUNCH = { command: "agentops-mcp", args: [] };
const ABOUT = {
  name: SERVER_NAME,
  version: packageJson.version,
  description: "Lessons of earlier sessions, brought up when they matter and kept in git.",
};

/** They lie in resources/, which holds what is read rather than run, and go with the package. */
const FOLDER = "resources/plugins";

/** Path -> text of each file of both. */
export function pluginFiles(): Record<string, string> {
  const skills = PHASES.map((phase) => [`claude/skills/${phase}/SKILL.md`, skill(phase)] as const);
  const files = {
    ".claude-plugin/marketplace.json": json({
      name: SERVER_NAME,
      owner: { name: "agentops-mcp" },
      description: ABOUT.description,
      plugins: [{ name: SERVER_NAME, source: "./claude", description: ABOUT.description }],
    }),
    "claude/.claude-plugin/plugin.json": json({
      ...ABOUT,
      author: { name: "agentops-mcp" },
      license: packageJson.license,
    }),
    "claude/.mcp.json": json({ mcpServers: { [SERVER_NAME]: claude.entry(LAUNCH, false) } }),
    "claude/hooks/hooks.json": hooksOf(claude),
    ...Object.fromEntries(skills),
    "gemini/gemini-extension.json": json({
      ...ABOUT,
      mcpServers: { [SERVER_NAME]: gemini.entry(LAUNCH, false) },
      contextFileName: "GEMINI.md",
    }),
    "gemini/GEMINI.md": `${INSTRUCTIONS_BLOCK.replace(/<!--.*-->\n?/g, "").trim()}\n`,
    "gemini/hooks/hooks.json": hooksOf(gemini),
  };
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${FOLDER}/${file}`, text]));
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function hooksOf({ name, hooks }: Runtime): string {
  if (hooks === null) throw new Error(`${name} has no hooks`);
  return newHookFile(hooks, hookEntries(name, hooks, LAUNCH, null));
}

function skill(phase: Phase): string {
  const { description, steps } = SKILLS[phase];
  const rules = FACTORS.filter((factor) => factor.phase === phase);
  const tools = catalog.tools
    .filter(({ phase: own, spec }) => own === phase && spec.role === "worker")
    .map(({ name }) => `\`${name}\``);
  return [
    `---\nname: ${phase}\ndescription: ${JSON.stringify(description)}\n---`,
    `# ${phase[0]?.toUpperCase()}${phase.slice(1)}`,
    steps.map((step, at) => `${at + 1}. ${step}`).join("\n"),
    ...(tools.length === 0
      ? []
      : [`Tools of this phase: ${tools.join(", ")}, on the MCP server ${SERVER_NAME}.`]),
    `The rules behind it:\n\n${rules.map(({ numeral, name, rule }) => `- ${numeral} ${name}: ${rule}`).join("\n")}`,
    "Names and rules are quoted from 12-Factor AgentOps (CC BY-SA 4.0).\n",
  ].join("\n\n");
}
