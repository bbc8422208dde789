// No glob that happens to cover it opens what a runtime takes orders from, whether anybody has heard of that runtime or not.
import { expect, it } from "vitest";
import { guardedBy } from "../../src/envelope/guarded-files.ts";

const WIDE = ["**", "*", "*.md", "**/*.md", "src/**", "docs/**", ".github/**", "**/*.json"];
const CLOSED = [
  ...[
    "node_modules/12-factor-agentops-mcp/dist/agentops-mcp.js",
    "src/node_modules/12-factor-agentops-mcp/dist/hook.js",
    "node_modules/12-factor-agentops-mcp",
    "node_modules",
    "dist/agentops-mcp.js",
    "src/bin/agentops-mcp",
    ".pnp.cjs",
    ".pnp.loader.mjs",
  ],
  ...[
    "lefthook-local.yml",
    ".lefthook.yml",
    "lefthook.toml",
    ".lefthook-local.json",
    ".overcommit.yml",
    "simple-git-hooks.cjs",
    ".simple-git-hooks.json",
    ".huskyrc.js",
    ".lintstagedrc",
    "lint-staged.config.mjs",
    "crush.json",
    "kilo.jsonc",
    "codex.toml",
  ],
  ...[
    "AGENTſ.md",
    ".huſky/pre-commit",
    ".github/copilot-inſtructionſ.md",
    "lsp.json",
    ".lsp.json",
    ".github/lsp.json",
    "src/lsp-config.json",
  ],
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

/** What decides by its very name, in a folder that `write` opens. */
const NAMED = [
  ...[".agentops", ".agentops/config.yaml", ".agentops/goals.yaml", ".agentops/hook", ".agentops/server.cjs"],
  ...[".claude.json", ".claude/settings.json", ".claude/settings.local.json", ".codex/config.toml"],
  ...[".codex/hooks.json", ".crush.json", ".cursor/cli.json", ".cursor/hooks.json", ".cursor/mcp.json"],
  ...[".cursor/sandbox.json", ".factory/mcp.json", ".gemini/settings.json", ".github/mcp.json"],
  ...[".junie/mcp/mcp.json", ".kilo/kilo.json", ".kilo/kilo.jsonc", ".kiro/settings/mcp.json"],
  ...[".qwen/settings.json", ".roo/mcp.json", ".vscode/mcp.json", ".vscode/settings.json"],
  ...[".vscode/tasks.json", "crush.json", "kilo.json", "kilo.jsonc", "node_modules", "opencode.json"],
  ...["opencode.jsonc", ".env", ".pre-commit-config.yaml", ".overcommit.yml", ".pnp.cjs", ".pnp.loader.mjs"],
];

it.each(NAMED)("%s is opened by no entry for its folder, wherever that lies", (path) => {
  for (const place of [path, `packages/a/${path}`]) {
    const folder = place.split("/").slice(0, -1).join("/");
    const opened = folder === "" ? ["**"] : [`${folder}/**`, "**"];
    expect(guardedBy(place, opened)).toMatch(/^It decides what agents may do/);
    expect(guardedBy(place, [place])).toBeNull();
  }
});

it.each(["hooks", "instructions", "prompts", "chatmodes", "agents", "skills", "copilot", "extensions"])(
  "the folder %s of .github is opened by an entry that begins in it",
  (name) => {
    const path = `.github/${name}/a.yml`;
    expect(guardedBy(path, [".github/**"])).toMatch(/^It lies in a hidden folder/);
    expect(guardedBy(path, ["src/**", `.github/${name}/**`])).toBeNull();
    expect(guardedBy(`.github/${name}`, [".github/**"])).toMatch(/^It lies in a hidden folder/);
    expect(guardedBy(`.github/x/${name}/a.yml`, [".github/**"])).toBeNull();
  },
);

it("a hidden folder is opened from any folder of it on, and from none beside it", () => {
  const path = "src/.tomorrow/rules/a.txt";
  for (const glob of ["src/.tomorrow/**", "src/.tomorrow/rules/**", path])
    expect(guardedBy(path, ["docs/**", glob])).toBeNull();
  for (const glob of ["src/**", ".tomorrow/**", "**/.tomorrow/**", "src/.tomorrow2/**"])
    expect(guardedBy(path, [glob])).toMatch(/^It lies in a hidden folder/);
});

it("a package of another name is an ordinary folder, and so is this one's name elsewhere", () => {
  for (const path of ["node_modules/left-pad/index.js", "src/12-factor-agentops-mcp/a.js"])
    expect(guardedBy(path, WIDE)).toBeNull();
  const inside = "node_modules/12-factor-agentops-mcp/a.js";
  expect(guardedBy(inside, ["node_modules/**"])).not.toBeNull();
  expect(guardedBy(inside, ["node_modules/12-factor-agentops-mcp/**"])).toBeNull();
});

it("settings under a runtime's name are its own at the top alone, and guides there in any case", () => {
  for (const path of ["gemini.json", "zed.yaml", "claude.md", "GEMINI.local.md", ".ClaudeRules", ".CURSOR_x"])
    expect(guardedBy(path, WIDE)).toMatch(/^It decides/);
  for (const path of ["src/gemini.json", "docs/claude.md"]) expect(guardedBy(path, WIDE)).toBeNull();
  expect(guardedBy(".cla\u200cude.json", WIDE)).toMatch(/^It decides/);
  expect(guardedBy("a/HEAD", WIDE)).toMatch(/^It decides/);
  expect(guardedBy("HEAD", WIDE)).toMatch(/^It decides/);
});
