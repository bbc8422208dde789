// Names the files that decide what an agent may do: a glob that happens to cover them does not open them.
import { fixedFolder } from "../policy/fixed-folder.ts";

/** Policy, permissions, hooks, and servers, which run outside of all bounds; also what such a file's folder could be replaced by. */
const FILES = [
  ".agentops",
  ".agentops/config.yaml",
  ".agentops/goals.yaml",
  // What the hooks of the settings below run.
  ".agentops/hook",
  ".claude/settings.json",
  ".claude/settings.local.json",
  ".claude.json",
  ".codex/config.toml",
  ".codex/hooks.json",
  ".cursor/hooks.json",
  ".cursor/mcp.json",
  ".cursor/cli.json",
  ".cursor/sandbox.json",
  ".gemini/settings.json",
  ".qwen/settings.json",
  ".github/mcp.json",
  ".mcp.json",
  ".vscode/mcp.json",
  ".vscode/settings.json",
  ".vscode/tasks.json",
  "opencode.json",
  "opencode.jsonc",
  // Gemini CLI starts with what it says, NODE_OPTIONS included, and so do its hooks.
  ".env",
];
/** Of runtimes: commands, agents, skills and plug-ins in them run programs, with permissions of their own. */
const FOLDERS = [
  ".claude",
  ".codex",
  ".copilot",
  ".cursor",
  ".gemini",
  ".github/hooks",
  ".opencode",
  ".qwen",
  ".vscode",
].map((folder) => folder.split("/"));

/** In whatever folder, as a runtime may be started there; `path` with its case folded. */
const isGuardedFile = (path: string): boolean => FILES.some((each) => `/${path}`.endsWith(`/${each}`));

/**
 * Why no entry of `write` opens the path, in one sentence; null where one does, or none has to. Such a file has to be
 * spelled out, and what else lies in a runtime's folder needs an entry that begins in that folder.
 */
export function guardedBy(path: string, write: readonly string[]): string | null {
  const folded = path.normalize("NFC").toLowerCase();
  if (isGuardedFile(folded))
    return write.includes(path) ? null : "It decides what agents may do, so `write` has to name it in full.";
  const segments = folded.split("/");
  const guarded = segments.flatMap((_, at) => {
    const found = FOLDERS.find((folder) => folder.every((segment, n) => segments[at + n] === segment));
    return found ? [at + found.length] : [];
  });
  if (guarded[0] === undefined) return null;
  const folder = path.split("/").slice(0, guarded[0]);
  const begins = (glob: string) => folder.every((segment, n) => fixedFolder(glob).split("/")[n] === segment);
  return write.some(begins)
    ? null
    : "It lies in the folder of a runtime, which runs what it finds there, so `write` has to name the folder.";
}
