// Proposes a first envelope for a person to read, from what git tracks, the checks and the scripts.
import { readFileSync } from "node:fs";
import path from "node:path";
import { Document, isScalar, visit } from "yaml";
import { tryGit } from "../../git/run.ts";
import type { Proposal } from "./propose-checks.ts";

/** What git tracks at the top of a project. */
export interface Tracked {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** In the last commit; empty before the first. */
export async function trackedAt(top: string): Promise<Tracked> {
  const { code, stdout } = await tryGit(top, ["ls-tree", "-z", "HEAD"]);
  const entries = code === 0 ? stdout.split("\0").filter(Boolean) : [];
  const named = (type: string) =>
    entries.flatMap((entry) => (entry.split(" ")[1] === type ? [entry.slice(entry.indexOf("\t") + 1)] : []));
  return { folders: named("tree"), files: named("blob") };
}

/** Other people's code, which only an update changes. */
const FOREIGN = new Set(["vendor", "third_party", "node_modules"]);
const SECRETS = [
  ...["**/.env*", "**/*.pem", "**/*.key", "**/*.p12", "**/*.pfx", "**/*.keystore", "**/id_rsa*"],
  ...["**/id_ed25519*", "**/credentials.json", "**/.netrc", "**/.pgpass"],
];
const EXAMPLES = /^\.env\.(?:example|sample|template|dist)$/;
/** Commands that look or store work; pushing is a person's decision. */
const GIT = ["status", "diff", "log", "add", "commit"].map((word) => ["git", word]);
const MOST = 60;
/** Where a language's packages and their documentation come from. */
const REGISTRIES: Readonly<Record<string, readonly string[]>> = {
  "package.json": ["registry.npmjs.org", "www.npmjs.com"],
  "pyproject.toml": ["pypi.org"],
  "go.mod": ["pkg.go.dev", "proxy.golang.org"],
  "Cargo.toml": ["crates.io", "docs.rs"],
};

/** The configuration's lines for it; empty where no tracked file suggests a place for work. */
export function envelopeText(top: string, tracked: Tracked, checks: readonly Proposal[]): string {
  const folders = tracked.folders.filter((name) => !name.startsWith(".") && !FOREIGN.has(name));
  const write = folders.flatMap((name) => globOf(name) ?? []).slice(0, MOST);
  if (write.length === 0) return "";
  const network = tracked.files.flatMap((file) => REGISTRIES[file] ?? []);
  const setup = setupOf(tracked);
  const commands = [...runs(checks), ...scripts(top, tracked, checks), ["ls"], ...GIT];
  const document = new Document({
    envelope: {
      enforce: "warn",
      write: [...write, ...(tracked.files.some((file) => file.endsWith(".md")) ? ["*.md"] : [])],
      deny: [...SECRETS, ...tracked.files.filter((file) => EXAMPLES.test(file)).map((file) => `!**/${file}`)],
      commands: [...new Map(commands.map((words) => [words.join(" "), words])).values()].slice(0, MOST),
      ...(setup.length === 0 ? {} : { setup }),
      shell: "ask",
      network: network.length === 0 ? false : network,
    },
  });
  visit(document, {
    Seq(_, list) {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  document.commentBefore = [
    " Proposed by agentops-mcp init: what agents may do here; all else is outside. For a first week nothing is stopped,",
    " it is only noted and told. Ask about a path or a command: agentops-mcp envelope explain src/a.ts",
    " Take out the line with enforce when it fits: then hooks stop what is outside.",
  ].join("\n");
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** The folder's name as a pattern; null where it has characters that no pattern can name. */
function globOf(folder: string): string | null {
  if (/[\p{Cc}\u2028\u2029\\]/u.test(folder) || folder.length > 400) return null;
  return `${folder.replace(/[*?![\]{}()+@|~]/g, "?")}/**`;
}

const runs = (checks: readonly Proposal[]): (readonly string[])[] =>
  checks.flatMap((each) => [...each.checks.map(({ run }) => run), ...(each.setup ? [each.setup.run] : [])]);

/** Scripts that package managers run by themselves. */
const BY_ITSELF = /^(?:pre|post)|prepare|install/i;
/** Words of scripts whose effects leave the machine or can't be undone, in their names or their commands. */
const LEFT_OUT = new Set(
  [
    "db database sql migrate migration migrations migrator seed seeds seeder truncate drop wipe purge nuke destroy delete",
    "reset rollback restore revert undo clean prune teardown down deploy deployment undeploy publish unpublish release",
    "releases ship promote push pull upload sync mirror version bump tag login logout auth token secret secrets env keys",
    "prod production staging live infra terraform pulumi cdk provision apply remote tunnel ssh admin sudo root cron",
    "postgres mysql mongo redis prisma drizzle knex typeorm sequelize supabase firebase heroku vercel netlify aws gcp azure",
    "docker kube k8s helm eject exec eval shell repl console send mail notify webhook backup dump import export",
  ]
    .join(" ")
    .split(" "),
);
const FAR =
  /\b(?:npm|pnpm|yarn|bun|cargo|twine|gem|lerna|changeset|np|release-it|semantic-release)\b[^&|;]*\b(?:publish|release|version)\b|\bgit\s+(?:push|reset|clean|config|tag)\b|\b(?:deploy|rsync|scp|ssh|kubectl|helm|terraform|pulumi|aws|gcloud|az|heroku|vercel|netlify|wrangler|flyctl|firebase)\b|\bmigrate\b|\bdb:|\bcurl\b|\bwget\b/i;

/** True for a script that a person has to allow, as its name or text has such a word. */
const isLeftOut = (name: string, text: unknown): boolean =>
  BY_ITSELF.test(name) ||
  name
    .replace(/([a-z\d])(?=[A-Z])/g, "$1 ")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .some(
      (word) =>
        LEFT_OUT.has(word) ||
        /^(?:un|re|auto|pre)?(?:db|deploy|publish|release|reset)|(?:db|deploy|publish|release|reset)$/.test(
          word,
        ),
    ) ||
  (typeof text === "string" && FAR.test(text));

/** Commands that install what a lockfile says, and so could replace the program that asks the envelope. */
const INSTALLS: Readonly<Record<string, readonly string[]>> = {
  "package-lock.json": ["npm ci"],
  "npm-shrinkwrap.json": ["npm ci"],
  "pnpm-lock.yaml": ["pnpm install", "pnpm install --frozen-lockfile"],
  "yarn.lock": ["yarn install", "yarn install --immutable"],
  "bun.lock": ["bun install", "bun install --frozen-lockfile"],
};

const setupOf = ({ files }: Tracked): string[] => [
  ...new Set(Object.entries(INSTALLS).flatMap(([file, lines]) => (files.includes(file) ? lines : []))),
];

/** All scripts of a package, started by the same program as its checks. */
function scripts(top: string, { files }: Tracked, checks: readonly Proposal[]): string[][] {
  if (!files.includes("package.json")) return [];
  const program = runs(checks).find(([word]) => word === "pnpm" || word === "yarn")?.[0] ?? "npm";
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(top, "package.json"), "utf8"));
    const table = typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "scripts") : null;
    const named = typeof table === "object" && table !== null ? Object.entries(table) : [];
    return named
      .filter(([name, text]) => /^[\w:][\w:.-]{0,99}$/.test(name) && !isLeftOut(name, text))
      .map(([name]) => (name === "test" ? [program, "test"] : [program, "run", name]));
  } catch {
    return [];
  }
}
