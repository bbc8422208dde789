// No glob that happens to cover it opens what a runtime takes orders from, whether anybody has heard of that runtime or not.
import { expect, it } from "vitest";
import { guardedBy } from "../../src/envelope/guarded-files.ts";

const WIDE = ["**", "*", "*.md", "**/*.md", "src/**", "docs/**", ".github/**", "**/*.json"];
const CLOSED = [
  ...[
    "CLAUDE.md",
    "AGENTS.md",
    "GEMINI.md",
    "QWEN.md",
    "claude.md",
    "Agents.MD",
    "AGENT.md",
    "CLAUDE.local.md",
    "WARP.md",
  ],
  ...[
    "AGENTS.override.md",
    "src/CLAUDE.md",
    "src/deep/AGENTS.md",
    "docs/Gemini.md",
    "CRUSH.md",
    "JULES.md",
    "KIRO.md",
  ],
  ...[
    ".agents/skills/x.md",
    ".windsurf/rules/a.md",
    ".kiro/steering/a.md",
    ".continue/config.yaml",
    ".amazonq/rules/a.md",
  ],
  ...[
    ".zed/settings.json",
    ".husky/pre-commit",
    ".githooks/pre-commit",
    ".roo/rules/a.md",
    ".cline/x",
    ".clinerules",
  ],
  ...[
    ".clinerules/a.md",
    ".cursorrules",
    ".windsurfrules",
    ".goosehints",
    ".roomodes",
    ".aider.conf.yml",
    ".aiderignore",
  ],
  ...[
    ".junie/guidelines.md",
    ".trae/rules/a.md",
    ".tomorrows-agent/hooks/x",
    "src/.unknown/x",
    ".config/opencode/a.json",
  ],
  ...[
    ".idea/workspace.xml",
    ".devcontainer/devcontainer.json",
    ".vscode",
    ".claude",
    "packages/a/.claude/commands/x.md",
  ],
  ...[
    ".github/copilot-instructions.md",
    ".github/instructions/a.md",
    ".github/prompts/a.md",
    ".github/agents/a.md",
  ],
  ...[
    ".github/hooks/a.json",
    ".github/skills/a/SKILL.md",
    ".github/workflows/copilot-setup-steps.yml",
    "x.instructions.md",
  ],
  ...[
    "mcp.json",
    ".mcp.json",
    "src/mcp.json",
    "mcp-servers.json",
    "mcp_config.json",
    "opencode.jsonc",
    ".env",
    "src/.env",
  ],
  ...[
    ".pre-commit-config.yaml",
    "lefthook.yml",
    "src/evil/HEAD",
    "HEAD",
    ".AGENTOPS/config.yaml",
    ".agentops/config.yaml.",
  ],
  ...[
    ".agentops/config.yaml::$DATA",
    ".agent\u200cops/config.yaml",
    ".agentops./hook",
    ".claude /settings.json",
  ],
];
const OPEN = [
  ...[
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/claude.md",
    "docs/runtimes/codex.md",
    "docs/agents/guide.md",
  ],
  ...[
    "src/a.ts",
    "src/agents.ts",
    "src/head.ts",
    "src/header/HEAD.ts",
    ".github/workflows/ci.yml",
    ".storybook/main.ts",
  ],
  ...[
    ".changeset/a.md",
    ".gitignore",
    ".eslintrc.json",
    ".prettierrc",
    ".env.example",
    ".agentops/learnings/a.md",
  ],
  ...["src/mcp/server.ts", "docs/mcp.md", ".cargo/config.toml", "src/continue.ts", ".editorconfig", ".qlty"],
];

it.each(CLOSED)("%s", (path) => {
  expect(guardedBy(path, WIDE)).not.toBeNull();
  expect(guardedBy(path, [path])).toBeNull();
});
it.each(OPEN)("%s is an ordinary file", (path) => expect(guardedBy(path, WIDE)).toBeNull());
