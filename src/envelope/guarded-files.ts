// Names the files that decide what an agent may do: a glob that happens to cover them does not open them.
import packageName from "agentops:package-name";
import { fixedFolder } from "../policy/fixed-folder.ts";

/** Policy, permissions, hooks, and servers, which run outside of all bounds; also what such a file's folder could be replaced by. */
const FILES = [
  ".agentops",
  ".agentops/config.yaml",
  ".agentops/goals.yaml",
  // What the hooks of runtimes run.
  ".agentops/hook",
  // What starts as the server, outside of all bounds.
  ".agentops/server.cjs",
  ".claude/settings.json",
  ".claude/settings.local.json",
  ".codex/config.toml",
  ".codex/hooks.json",
  ".cursor/cli.json",
  ".cursor/hooks.json",
  ".cursor/sandbox.json",
  ".gemini/settings.json",
  ".qwen/settings.json",
  ".vscode/settings.json",
  ".vscode/tasks.json",
  "crush.json",
  "kilo.json",
  "kilo.jsonc",
  // The program that answers hooks, and what could take its folder's place.
  "node_modules",
  `node_modules/${packageName}`,
  "opencode.json",
  "opencode.jsonc",
  // Gemini CLI starts with what it says, NODE_OPTIONS included, and so do its hooks.
  ".env",
  // Git runs them at a commit, which an envelope may well allow.
  ".pre-commit-config.yaml",
  ".overcommit.yml",
  // They load the program that answers hooks, where that is packed.
  ".pnp.cjs",
  ".pnp.loader.mjs",
];

const RUNTIMES =
  "claude|agents?|gemini|qwen|codex|copilot|cursor|windsurf|cascade|cline|roo|kilo|kilocode|kiro|amazonq|q|continue|zed|aider|goose|warp|crush|opencode|amp|jules|junie|trae|augment|codebuddy|iflow|droid|factory|grok|devin|replit|openhands|rovodev|antigravity|kimi|vibe|ai|llm";
/** By name as it is folded, in whatever folder: what runtimes take for instructions, rules or servers, also those that nobody has named here. */
const NAMES: readonly RegExp[] = [
  new RegExp(`^\\.(?:${RUNTIMES})(?:$|[._-]|rc|ignore|rules|hints|indexing)`),
  /^\.(?:vscode|vs|idea|fleet|husky|githooks|git-hooks|hooks|devcontainer|lingma|openai|anthropic)$/,
  /^\.[\w-]*(?:rules|hints|modes|mcp|instructions)(?:\.\w+)*$/,
  /^\.?mcp(?:[-_.]?(?:config|settings|servers?))?(?:\.local)?\.(?:jsonc?|json5|ya?ml|toml)$/,
  // What they start as language servers.
  /^\.?lsp(?:[-_.]?(?:config|settings|servers?))?(?:\.local)?\.(?:jsonc?|json5|ya?ml|toml)$/,
  /^copilot-(?:instructions|setup-steps)\.\w+$/,
  /^\.?lefthook(?:-local)?\.(?:ya?ml|toml|jsonc?)$/,
  /^\.?(?:simple-git-hooks|huskyrc|lintstagedrc|lint-staged\.config)(?:\.\w+)?$/,
  // The program of the hooks, in whatever folder it lies: what answers for it answers for the envelope.
  /^agentops-mcp(?:\.js|\.cmd|\.ps1)?$/,
  /\.(?:instructions|prompt|chatmode|agent|mdc)(?:\.md|(?<=\.mdc))$/,
];
/** A guide for agents. In lower case below the top it is a page about one, such as docs/claude.md. */
const GUIDE = new RegExp(
  `^(?:${RUNTIMES})(?:[._-](?:local|override|private|user|global))?\\.(?:md|mdx|mdc|markdown)$`,
);

/** Settings of a runtime that lie at the top under its own name; in a folder such a name is anybody's. */
const SETTINGS =
  /^(?:claude|gemini|qwen|codex|copilot|cursor|windsurf|cline|roo|kilo|kilocode|kiro|zed|aider|goose|warp|crush|amp|augment|droid|devin|openhands)\.(?:jsonc?|json5|ya?ml|toml)$/;

/** Folders of runtimes within one that is ordinary: commands, agents and hooks in them run programs, with permissions of their own. */
const INNER = [
  "hooks",
  "instructions",
  "prompts",
  "chatmodes",
  "agents",
  "skills",
  "copilot",
  "extensions",
].map((name) => [".github", name]);
/**
 * Hidden folders that no runtime takes orders from. Every other one may be a runtime's, or hold hooks that a commit
 * runs; nobody knows tomorrow's names.
 */
const ORDINARY = new Set(
  ".agentops .github .gitlab .gitea .forgejo .circleci .buildkite .woodpecker .azure .azuredevops .teamcity .ci .changeset .changes .storybook .vitepress .vuepress .docusaurus .well-known .reuse .yarn .mvn .cargo .sqlx .tx .cache .tmp .temp .nyc_output .next .nuxt .output .svelte-kit .astro .turbo .venv .tox .nox .pytest_cache .mypy_cache .ruff_cache .parcel-cache .expo .angular .terraform .bundle .gradle .kotlin .dart_tool .build .swiftpm .hypothesis .ipynb_checkpoints .sass-cache .stryker-tmp".split(
    " ",
  ),
);

/** As disks take a name for another: case (ſ is an S too, and ß is SS), how letters are composed, what some ignore inside or at its end. */
const folded = (segment: string): string =>
  segment
    .normalize("NFC")
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "")
    .replace(/(?<=.):.*$/s, "")
    .replace(/(?<![. ])[. ]+$/, "")
    .toUpperCase()
    .toLowerCase();

/** A folder with such a file, in this spelling, is a repository of its own, whose settings start programs. */
const IS_REPOSITORY = /(?:^|\/)HEAD$/;

function isGuardedFile(path: string, plain: readonly string[]): boolean {
  const name = path.split("/").at(-1) ?? "";
  const last = plain.at(-1) ?? "";
  const joined = `/${plain.join("/")}`;
  if (FILES.some((each) => joined.endsWith(`/${each}`)) || IS_REPOSITORY.test(path)) return true;
  if (NAMES.some((each) => each.test(last))) return true;
  if (plain.length === 1 && SETTINGS.test(last)) return true;
  return GUIDE.test(last) && (plain.length === 1 || /\p{Lu}/u.test(name));
}

/** Behind which segments a guarded folder lies on the path. */
const guardedFolders = (plain: readonly string[]): number[] =>
  plain.flatMap((segment, at) => {
    if (INNER.some((inner) => inner.every((name, n) => plain[at + n] === name))) return [at + 2];
    if (segment === packageName && plain[at - 1] === "node_modules") return [at + 1];
    return at < plain.length - 1 && /^\.[^.]/.test(segment) && !ORDINARY.has(segment) ? [at + 1] : [];
  });

/**
 * Why no entry of `write` opens the path, in one sentence; null where one does, or none has to. Such a file has to be
 * spelled out, and what else lies in a hidden folder that may be a runtime's needs an entry that begins in that folder.
 */
export function guardedBy(path: string, write: readonly string[]): string | null {
  const plain = path.split("/").map(folded);
  if (isGuardedFile(path, plain))
    return write.includes(path) ? null : "It decides what agents may do, so `write` has to name it in full.";
  const [end] = guardedFolders(plain);
  if (end === undefined) return null;
  const folder = path.split("/").slice(0, end);
  const begins = (glob: string) => folder.every((segment, n) => fixedFolder(glob).split("/")[n] === segment);
  return write.some(begins)
    ? null
    : "It lies in a hidden folder, which a runtime may run what it finds in, so `write` has to name the folder.";
}
