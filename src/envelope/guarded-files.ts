// Names the files that decide what an agent may do. A glob that happens to cover them does not permit writing them.
import packageName from "agentops:package-name";
import { fixedFolder } from "../policy/fixed-folder.ts";

/**
 * Policy, permissions, hooks, and servers, which run outside of all bounds; also names that such a file's folder could be
 * replaced by.
 */
const FILES = [
  ".agentops",
  ".agentops/config.yaml",
  ".agentops/goals.yaml",
  // The script that runtimes run as their hook.
  ".agentops/hook",
  // It is started as the server, outside of all bounds.
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
  // Holds the program that answers hooks; the other names could take its place.
  "node_modules",
  `node_modules/${packageName}`,
  "opencode.json",
  "opencode.jsonc",
  // Gemini CLI and its hooks start with these variables, NODE_OPTIONS included.
  ".env",
  // Git runs these at a commit, which an envelope may well allow.
  ".pre-commit-config.yaml",
  ".overcommit.yml",
  // They load the program that answers hooks, where a package manager has packed it.
  ".pnp.cjs",
  ".pnp.loader.mjs",
];

const RUNTIMES =
  "claude|agents?|gemini|qwen|codex|copilot|cursor|windsurf|cascade|cline|roo|kilo|kilocode|kiro|amazonq|q|continue|zed|aider|goose|warp|crush|opencode|amp|jules|junie|trae|augment|codebuddy|iflow|droid|factory|grok|devin|replit|openhands|rovodev|antigravity|kimi|vibe|ai|llm";
/**
 * Matched by folded name in any folder: what runtimes take for instructions, rules or servers, including those of runtimes
 * not listed here.
 */
const NAMES: readonly RegExp[] = [
  new RegExp(`^\\.(?:${RUNTIMES})(?:$|[._-]|rc|ignore|rules|hints|indexing)`),
  /^\.(?:vscode|vs|idea|fleet|husky|githooks|git-hooks|hooks|devcontainer|lingma|openai|anthropic)$/,
  /^\.[\w-]*(?:rules|hints|modes|mcp|instructions)(?:\.\w+)*$/,
  /^\.?mcp(?:[-_.]?(?:config|settings|servers?))?(?:\.local)?\.(?:jsonc?|json5|ya?ml|toml)$/,
  // Settings whose programs runtimes start as language servers.
  /^\.?lsp(?:[-_.]?(?:config|settings|servers?))?(?:\.local)?\.(?:jsonc?|json5|ya?ml|toml)$/,
  /^copilot-(?:instructions|setup-steps)\.\w+$/,
  /^\.?lefthook(?:-local)?\.(?:ya?ml|toml|jsonc?)$/,
  /^\.?(?:simple-git-hooks|huskyrc|lintstagedrc|lint-staged\.config)(?:\.\w+)?$/,
  // The program of the hooks in any folder: whoever replaces it answers for the envelope.
  /^agentops-mcp(?:\.js|\.cmd|\.ps1)?$/,
  /\.(?:instructions|prompt|chatmode|agent|mdc)(?:\.md|(?<=\.mdc))$/,
];
/** A guide for agents. In lower case and below the top it may be a page about one, such as docs/claude.md. */
const GUIDE = new RegExp(
  `^(?:${RUNTIMES})(?:[._-](?:local|override|private|user|global))?\\.(?:md|mdx|mdc|markdown)$`,
);

/** A runtime's settings at the top, under its own name; in a folder such a name may mean anything. */
const SETTINGS =
  /^(?:claude|gemini|qwen|codex|copilot|cursor|windsurf|cline|roo|kilo|kilocode|kiro|zed|aider|goose|warp|crush|amp|augment|droid|devin|openhands)\.(?:jsonc?|json5|ya?ml|toml)$/;

/**
 * Folders of runtimes inside an ordinary folder: commands, agents and hooks in them run programs with permissions of their
 * own.
 */
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
 * Hidden folders from which no runtime takes orders. Any other one may belong to a runtime, or hold hooks that a commit
 * runs, as nobody can list tomorrow's names.
 */
const ORDINARY = new Set(
  ".agentops .github .gitlab .gitea .forgejo .circleci .buildkite .woodpecker .azure .azuredevops .teamcity .ci .changeset .changes .storybook .vitepress .vuepress .docusaurus .well-known .reuse .yarn .mvn .cargo .sqlx .tx .cache .tmp .temp .nyc_output .next .nuxt .output .svelte-kit .astro .turbo .venv .tox .nox .pytest_cache .mypy_cache .ruff_cache .parcel-cache .expo .angular .terraform .bundle .gradle .kotlin .dart_tool .build .swiftpm .hypothesis .ipynb_checkpoints .sass-cache .stryker-tmp".split(
    " ",
  ),
);

/** Folds names that a disk may take for the same: letter case (ſ is S, ß is SS), composition, ignored characters. */
const folded = (segment: string): string =>
  segment
    .normalize("NFC")
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "")
    .replace(/(?<=.):.*$/s, "")
    .replace(/(?<![. ])[. ]+$/, "")
    .toUpperCase()
    .toLowerCase();

/** A folder with a file of exactly this name is a bare repository, whose settings start programs. */
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

/** Indexes of the segments that name a guarded folder. */
const guardedFolders = (plain: readonly string[]): number[] =>
  plain.flatMap((segment, at) => {
    if (INNER.some((inner) => inner.every((name, n) => plain[at + n] === name))) return [at + 2];
    if (segment === packageName && plain[at - 1] === "node_modules") return [at + 1];
    return at < plain.length - 1 && /^\.[^.]/.test(segment) && !ORDINARY.has(segment) ? [at + 1] : [];
  });

/**
 * Why no entry of `write` permits the path, in one sentence; null where one does, or none has to. A guarded file has to be
 * spelled out; any other file in a hidden folder that may be a runtime's needs an entry that begins in that folder.
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
