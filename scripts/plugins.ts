// Writes the plugins of Claude Code, Codex, Copilot CLI and Cursor and the Gemini CLI extension: the same server, hooks and words, in the files that each wants.

import catalog from "agentops:catalog";
import packageJson from "../package.json" with { type: "json" };
import { FACTORS } from "../resources/doctrine/factors.ts";
import { PHASES, type Phase } from "../src/api/define.ts";
import { claude } from "../src/runtimes/claude.ts";
import { codex } from "../src/runtimes/codex.ts";
import { copilot } from "../src/runtimes/copilot.ts";
import { cursor } from "../src/runtimes/cursor.ts";
import { newHookFile } from "../src/runtimes/edit-hooks.ts";
import { gemini } from "../src/runtimes/gemini.ts";
import { hookEntries } from "../src/runtimes/hook-settings.ts";
import { INSTRUCTIONS_BLOCK } from "../src/runtimes/instructions.ts";
import { type Runtime, SERVER_NAME } from "../src/runtimes/runtime.ts";
import { BACKFILL, PLAN, SKILLS, type Skill } from "./skills.ts";

/** What vendors copy to a place of their own cannot point at this package, so it names the program on PATH. */
const LAUNCH = { command: "agentops-mcp", args: [] };
const ABOUT = {
  name: SERVER_NAME,
  version: packageJson.version,
  description: "Lessons of earlier sessions, brought up when they matter and kept in git.",
};
const AUTHOR = { name: "agentops-mcp" };
const PUBLISHED = { ...ABOUT, author: AUTHOR, license: packageJson.license };

/** They lie in resources/, which holds what is read rather than run, and go with the package. */
const FOLDER = "resources/plugins";

/** Path -> text of each file of all. */
export function pluginFiles(): Record<string, string> {
  const files = {
    ".claude-plugin/marketplace.json": marketplace("claude"),
    ...below("claude", {
      ".claude-plugin/plugin.json": json(PUBLISHED),
      ".mcp.json": serversOf(claude),
      "hooks/hooks.json": hooksOf(claude),
      ...skills(),
    }),
    ".agents/plugins/marketplace.json": codexMarketplace(),
    ...below("codex", {
      ".codex-plugin/plugin.json": json({
        ...PUBLISHED,
        skills: "./skills/",
        mcpServers: "./.mcp.json",
        hooks: "./hooks/hooks.json",
      }),
      ".mcp.json": serversOf(codex),
      "hooks/hooks.json": hooksOf(codex),
      ...skills(),
    }),
    ".github/plugin/marketplace.json": marketplace("copilot"),
    ...below("copilot", {
      "plugin.json": json({
        ...PUBLISHED,
        skills: "skills/",
        mcpServers: ".mcp.json",
        hooks: "hooks/hooks.json",
      }),
      ".mcp.json": serversOf(copilot),
      "hooks/hooks.json": hooksOf(copilot),
      ...skills(),
    }),
    ".cursor-plugin/marketplace.json": json({
      name: SERVER_NAME,
      owner: AUTHOR,
      metadata: { description: ABOUT.description },
      plugins: [{ name: SERVER_NAME, source: "./cursor", description: ABOUT.description }],
    }),
    ...below("cursor", {
      ".cursor-plugin/plugin.json": json(PUBLISHED),
      "mcp.json": serversOf(cursor),
      "hooks/hooks.json": hooksOf(cursor),
      "rules/agentops.mdc": `${cursor.instructionsHead}${words()}`,
      ...skills(),
    }),
    ...below("gemini", {
      "gemini-extension.json": json({
        ...ABOUT,
        mcpServers: { [SERVER_NAME]: gemini.entry(LAUNCH, false) },
        contextFileName: "GEMINI.md",
      }),
      "GEMINI.md": words(),
      "hooks/hooks.json": hooksOf(gemini),
    }),
  };
  return below(FOLDER, files);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function below(folder: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text]));
}

const marketplace = (folder: string): string =>
  json({
    name: SERVER_NAME,
    owner: AUTHOR,
    description: ABOUT.description,
    plugins: [{ name: SERVER_NAME, source: `./${folder}`, description: ABOUT.description }],
  });

/** Codex passes over an entry without a policy. */
const codexMarketplace = (): string =>
  json({
    name: SERVER_NAME,
    interface: { displayName: SERVER_NAME },
    plugins: [
      {
        name: SERVER_NAME,
        source: { source: "local", path: "./codex" },
        policy: { installation: "AVAILABLE", authentication: "ON_INSTALL" },
        category: "Productivity",
      },
    ],
  });

const serversOf = (runtime: Runtime): string =>
  json({ mcpServers: { [SERVER_NAME]: runtime.entry(LAUNCH, false) } });

function hooksOf({ name, hooks }: Runtime): string {
  if (hooks === null) throw new Error(`${name} has no hooks`);
  return newHookFile(hooks, hookEntries(name, hooks, LAUNCH, null));
}

/** What the marked block says, in a file that is ours as a whole. */
const words = (): string => `${INSTRUCTIONS_BLOCK.replace(/<!--.*-->\n?/g, "").trim()}\n`;

const skills = (): Record<string, string> => ({
  ...Object.fromEntries(PHASES.map((phase) => [`skills/${phase}/SKILL.md`, skillOf(phase)])),
  "skills/backfill/SKILL.md": `${skillText("backfill", BACKFILL)}\n`,
  "skills/plan/SKILL.md": [
    skillText("plan", PLAN),
    `\`create_job\` is a tool of a server that runs with \`--role supervisor\`; its prompt \`plan\` names the checks of the policy too.\n`,
  ].join("\n\n"),
});

const skillText = (name: string, { description, steps }: Skill): string =>
  [
    `---\nname: ${name}\ndescription: ${JSON.stringify(description)}\n---`,
    `# ${name[0]?.toUpperCase()}${name.slice(1)}`,
    steps.map((step, at) => `${at + 1}. ${step}`).join("\n"),
  ].join("\n\n");

function skillOf(phase: Phase): string {
  const rules = FACTORS.filter((factor) => factor.phase === phase);
  const tools = catalog.tools
    .filter(({ phase: own, spec }) => own === phase && spec.role === "worker")
    .map(({ name }) => `\`${name}\``);
  return [
    skillText(phase, SKILLS[phase]),
    ...(tools.length === 0
      ? []
      : [`Tools of this phase: ${tools.join(", ")}, on the MCP server ${SERVER_NAME}.`]),
    `The rules behind it:\n\n${rules.map(({ numeral, name, rule }) => `- ${numeral} ${name}: ${rule}`).join("\n")}`,
    "Names and rules are quoted from 12-Factor AgentOps (CC BY-SA 4.0).\n",
  ].join("\n\n");
}
