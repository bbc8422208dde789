// Whether an action lies inside the bounds: a pure decision on paths that are resolved already, with the rule that made it.
import type { Envelope } from "./envelope-settings.ts";

/** What a job narrows the envelope to. */
export interface JobBounds {
  readonly id: string;
  /** Null: reads are not narrowed. */
  readonly read: readonly string[] | null;
  readonly write: readonly string[];
}

/** What is in force at this moment. */
export interface Bounds {
  /** Null while base has none: then only the job's scope counts. */
  readonly envelope: Envelope | null;
  /** sha256 of the envelope's canonical JSON; null without one. */
  readonly digest: string | null;
  /** What base was found by, such as `origin/HEAD`. */
  readonly base: string;
  readonly job: JobBounds | null;
}

/** A file after links, `..` and case have been resolved on the disk. */
export interface FileTarget {
  /** From the top of the working tree with forward slashes, `.` for the top itself; null for a place outside. */
  readonly inside: string | null;
  readonly absolute: string;
  /** Why no place can be told; null when it can. */
  readonly problem: string | null;
}

export type Action =
  | { readonly kind: "read" | "write"; readonly file: FileTarget }
  | { readonly kind: "command"; readonly argv: readonly string[] }
  /** A line for a shell that is more than plain words, and whether it is to run outside of the runtime's sandbox. */
  | { readonly kind: "shell"; readonly leavesSandbox: boolean }
  /** `host` in lower case; null where the tool chooses. */
  | { readonly kind: "network"; readonly host: string | null }
  /** A tool of another server as `server/tool`, or one of a runtime whose arguments nobody has told us how to read. */
  | { readonly kind: "tool"; readonly name: string };

/** What a session would do, as its author writes it: nothing in it is resolved or trusted. */
export type ActionRequest =
  | { readonly kind: "read" | "write"; readonly path: string }
  | { readonly kind: "command"; readonly argv: readonly string[] }
  /** A command line, as the shell tools of runtimes take it. */
  | { readonly kind: "line"; readonly line: string; readonly leavesSandbox?: boolean }
  | { readonly kind: "network"; readonly url: string }
  /** Another server's as `server/tool`. */
  | { readonly kind: "tool"; readonly name: string };

export interface Decision {
  readonly decision: "allow" | "deny" | "ask";
  /** The key, and the entry of it, that decided. */
  readonly rule: string;
  /** In one sentence, without the target's text. */
  readonly why: string;
  /** The key that a person would have to change; null where no key can. */
  readonly key: string | null;
}

/** Tells whether one of the globs fits; `exactly` counts upper and lower case as different. */
export type FitsGlobs = (globs: readonly string[], path: string, exactly: boolean) => boolean;

/**
 * Files that decide what an agent may do: only an entry of `write` that is the path itself opens them, as a glob that
 * happens to cover them says nothing about wanting that.
 */
const GUARDED = [
  ".agentops/config.yaml",
  ".agentops/goals.yaml",
  ".claude/settings.json",
  ".claude/settings.local.json",
  ".codex/config.toml",
  ".codex/hooks.json",
  ".cursor/hooks.json",
  ".gemini/settings.json",
  // What a runtime starts as a server runs outside of all this.
  ".mcp.json",
  ".cursor/mcp.json",
  ".vscode/mcp.json",
  "opencode.json",
];
const LEARNINGS = ".agentops/learnings/";

export function decide(bounds: Bounds, action: Action, now: number, fits: FitsGlobs): Decision {
  const { envelope, job } = bounds;
  const expired = envelope === null ? null : expiryOf(envelope, now);
  if (expired) return expired;
  switch (action.kind) {
    case "read":
    case "write":
      return ofFile(envelope, job, action.kind, action.file, fits);
    case "command":
      return envelope === null ? allow("none", NO_ENVELOPE) : ofCommand(envelope, action.argv);
    case "shell":
      return envelope === null ? allow("none", NO_ENVELOPE) : ofShell(envelope, action.leavesSandbox);
    case "network":
      return envelope === null ? allow("none", NO_ENVELOPE) : ofNetwork(envelope, action.host);
    case "tool":
      return envelope === null ? allow("none", NO_ENVELOPE) : ofTool(envelope, action.name);
  }
}

const NO_ENVELOPE = "No envelope is on base, so everything is allowed.";

function expiryOf({ expires }: Envelope, now: number): Decision | null {
  if (expires === null || now < Date.parse(expires) + 86_400_000) return null;
  return deny(`expires: ${expires}`, "The envelope has run out and grants nothing.", "expires");
}

function ofFile(
  envelope: Envelope | null,
  job: JobBounds | null,
  kind: "read" | "write",
  file: FileTarget,
  fits: FitsGlobs,
): Decision {
  if (envelope === null && job === null) return allow("none", NO_ENVELOPE);
  if (file.problem !== null) return deny("path", `The path ${file.problem}.`, null);
  const { inside } = file;
  const path = inside ?? file.absolute;
  const early = builtIn(envelope, kind, inside, path, fits) ?? ofJob(job, kind, inside, fits);
  if (early) return early;
  if (envelope === null) return allow(`job ${job?.id}`, "It lies in the job's scope.");
  if (kind === "read" && inside === "." && envelope.read.length > 0)
    return allow("read", "It is the top of the repository.");
  const wanted = kind === "read" ? (["read", "write"] as const) : (["write"] as const);
  for (const key of wanted) {
    const glob = fittingGlob(envelope[key], inside, path, fits, true);
    if (glob !== null) return allow(`${key}: ${glob}`, `\`${key}\` names it.`);
  }
  return deny(
    `${kind}: no entry fits`,
    inside === null ? "It lies outside of the repository." : `No entry of \`${kind}\` names it.`,
    kind,
  );
}

/** What comes before every list; null where nothing does. */
function builtIn(
  envelope: Envelope | null,
  kind: "read" | "write",
  inside: string | null,
  path: string,
  fits: FitsGlobs,
): Decision | null {
  if (path.split(/[\\/]/).some(isGitFolder))
    return deny("built in: .git", "Git's own folder is for git.", null);
  if (envelope !== null) {
    const denied = fittingGlob(envelope.deny, inside, path, fits, false);
    if (denied !== null) return deny(`deny: ${denied}`, "It is denied by name.", "deny");
  }
  if (kind === "write" && inside !== null) {
    if (foldedPath(inside).startsWith(LEARNINGS))
      return allow("built in: learnings", "Lessons are always welcome.");
    if (isGuarded(foldedPath(inside)) && !envelope?.write.includes(inside))
      return deny(
        "built in: guarded file",
        "It decides what agents may do, so `write` has to name it in full.",
        "write",
      );
  }
  return null;
}

/** Null where the job leaves the decision to the envelope. */
function ofJob(
  job: JobBounds | null,
  kind: "read" | "write",
  inside: string | null,
  fits: FitsGlobs,
): Decision | null {
  const globs = kind === "read" ? (job?.read ?? null) : (job?.write ?? null);
  if (job === null || globs === null) return null;
  const open = kind === "read" ? [...globs, ...job.write] : globs;
  if (inside !== null && (inside === "." ? kind === "read" : fits(open, inside, true))) return null;
  return deny(`job ${job.id}: ${kind}`, `It lies outside of what job ${job.id} may ${kind}.`, null);
}

/** The entry that lets the path in, or null; `!` entries count against all of them. */
function fittingGlob(
  globs: readonly string[],
  inside: string | null,
  path: string,
  fits: FitsGlobs,
  exactly: boolean,
): string | null {
  const own = globs.filter((glob) => isAbsolute(glob.replace(/^!/, "")) === (inside === null));
  if (!fits(own, path, exactly)) return null;
  return own.find((glob) => !glob.startsWith("!") && fits([glob], path, exactly)) ?? null;
}

const isAbsolute = (glob: string): boolean => /^([/\\~]|[A-Za-z]:)/.test(glob);

/** As git itself guards its folder: whatever case, with what some disks ignore at its end or inside, or its short name. */
function isGitFolder(segment: string): boolean {
  const plain = segment
    .replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, "")
    .replace(/:.*$/, "")
    .replace(/[. ]+$/, "")
    .toLowerCase();
  return plain === ".git" || /^git~\d+$/.test(plain);
}

/** In whatever folder, as a runtime may be started there. */
const isGuarded = (path: string): boolean => GUARDED.some((each) => `/${path}`.endsWith(`/${each}`));

const foldedPath = (path: string): string => path.normalize("NFC").toLowerCase();

function ofCommand({ commands }: Envelope, argv: readonly string[]): Decision {
  const prefix = commands.find((words) => words.every((word, at) => argv[at] === word));
  if (prefix) return allow(`commands: ${prefix.join(" ")}`, "`commands` has an entry that it begins with.");
  return deny("commands: no entry fits", "No entry of `commands` is how it begins.", "commands");
}

function ofShell({ shell }: Envelope, leavesSandbox: boolean): Decision {
  const rule = `shell: ${shell}`;
  if (shell !== "runtime") {
    const why = "It is a line for a shell, which is never judged by its text.";
    return { decision: shell, rule, why, key: "shell" };
  }
  if (!leavesSandbox) return allow(rule, "Lines for a shell are left to the runtime's sandbox.");
  const why = "Lines for a shell are left to the runtime's sandbox, and this one asks to leave it.";
  return { decision: "ask", rule, why, key: null };
}

function ofNetwork({ network }: Envelope, host: string | null): Decision {
  if (network === false) return deny("network: false", "No host may be asked.", "network");
  const fitting = network.find(
    (each) => each === "*" || each === host || (each.startsWith("*.") && host?.endsWith(each.slice(1))),
  );
  if (fitting !== undefined) return allow(`network: ${fitting}`, "`network` names the host.");
  return deny("network: no entry fits", "No entry of `network` names the host.", "network");
}

function ofTool({ tools }: Envelope, name: string): Decision {
  const fitting = tools.find((each) =>
    each.endsWith("*") ? name.startsWith(each.slice(0, -1)) : name === each,
  );
  if (fitting !== undefined) return allow(`tools: ${fitting}`, "`tools` names it.");
  return deny("tools: no entry fits", "No entry of `tools` names it.", "tools");
}

const allow = (rule: string, why: string): Decision => ({ decision: "allow", rule, why, key: null });
const deny = (rule: string, why: string, key: string | null): Decision => ({
  decision: "deny",
  rule,
  why,
  key,
});

/** What nobody but a person can do about a refusal; the reader is told so that it need not try. */
export function howToAsk({ key }: Pick<Decision, "key">, { base, job }: Bounds): string {
  if (key === null)
    return job === null
      ? "No setting opens this. Find another way, or tell the person why there is none."
      : `Stay inside the scope of job ${job.id}, or tell the supervisor what it lacks and why.`;
  return `Find another way inside, or tell the person what you need and why: only they can change envelope.${key} in .agentops/config.yaml on ${base}. Nothing that you write or send does.`;
}

/** Words without anything that a shell would read as more than words. */
const PLAIN_LINE = /^[\w@+:./-]+(?: [\w@+:./=-]+)*$/;

/** What a command line asks for: the words that it spells where every shell agrees on them, else a line for a shell. */
export function commandAction(line: string, leavesSandbox: boolean): Action {
  const trimmed = line.replace(/^[ \t\n]+|[ \t\n]+$/g, "");
  return PLAIN_LINE.test(trimmed)
    ? { kind: "command", argv: trimmed.split(" ") }
    : { kind: "shell", leavesSandbox };
}
