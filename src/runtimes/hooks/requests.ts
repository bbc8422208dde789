// What a tool call of any runtime asks for, in the words of the envelope: files, command lines, hosts, or a tool by its name.
import type { ActionRequest } from "../../domain/envelope.ts";
import { type Fields, firstText, isFields, tableOf, textOf } from "./read.ts";

/** By the names that the runtimes give their tools; what is missing here has to be named in the envelope's `tools`. */
const READS = names(
  "Read NotebookRead Grep Glob LS SemanticSearch ReadLints",
  "read_file read_many_files list_directory list_dir glob grep_search search_file_content view_image",
);
const WRITES = names(
  "Edit MultiEdit Write NotebookEdit StrReplace EditNotebook Delete",
  "apply_patch replace write_file edit_file delete_file search_replace create_file",
);
const LINES = names(
  "Bash PowerShell Shell Monitor",
  "shell shell_command exec_command local_shell run_shell_command run_terminal_cmd",
);
const WEB = names("WebFetch WebSearch web_fetch google_web_search web_search");
/** They plan, ask or start an agent whose own calls pass here, and touch nothing by themselves. */
const HARMLESS = names(
  "Agent Task TaskCreate TaskGet TaskList TaskUpdate TaskOutput TaskStop TodoWrite TodoRead AskUserQuestion AskQuestion",
  "EnterPlanMode ExitPlanMode CreatePlan SwitchMode BashOutput KillShell KillBash Skill SlashCommand ToolSearch",
  "StructuredOutput ListMcpResourcesTool",
  "update_plan request_user_input spawn_agent send_input wait wait_agent close_agent resume_agent",
  "get_goal create_goal update_goal list_mcp_resources list_mcp_resource_templates",
  "write_todos ask_user activate_skill enter_plan_mode exit_plan_mode complete_task invoke_agent update_topic",
  "get_internal_docs tracker_create_task tracker_get_task tracker_list_tasks tracker_update_task",
  "tracker_add_dependency tracker_visualize",
);

const PATHS = [
  ...["file_path", "notebook_path", "absolute_path", "dir_path", "target_file", "path", "filePath"],
  ...["directory", "workdir", "cwd"],
];
/** Lists of paths that may be patterns. */
const PATTERNS = ["paths", "include", "target_directories"];
/** As Codex reads a patch: white space around a line of its frame counts for nothing. */
const PATCHED = /^\s*\*\*\* (?:Add File|Update File|Delete File|Move to):[ \t]*(.+?)\s*$/gm;

/** Null where the fields name no tool or give it no arguments. Empty: nothing that an envelope speaks of. */
export function requestsOf(fields: Fields): readonly ActionRequest[] | null {
  const name = textOf(fields.tool_name);
  if (name === null || !isFields(fields.tool_input)) return null;
  const input = fields.tool_input;
  const other = otherServer(name, RESOURCE.has(name) ? resourceOf(input) : tableOf(fields.mcp_context));
  if (other !== null) return other.own ? [] : [{ kind: "tool", name: other.name }];
  if (HARMLESS.has(name)) return [];
  const paths = pathsIn(input);
  if (READS.has(name)) return readsOf([...globbed(name, input), ...paths]);
  if (WRITES.has(name)) return writes([...paths, ...(name === "apply_patch" ? patchedIn(input) : [])]);
  const lines = linesIn(input);
  // What is typed into a command that runs; nothing, to see how far it is.
  if (name === "write_stdin") return lines;
  if (LINES.has(name)) {
    const places = paths.map((path) => ({ kind: "read", path }) as const);
    return lines.length === 0 ? null : [...lines, ...places];
  }
  if (WEB.has(name)) return hostsIn(input);
  // Named or not, it reaches no file, command or host that the envelope does not let in.
  return [
    { kind: "tool", name },
    ...lines,
    ...paths.map((path) => ({ kind: "write", path }) as const),
    ...(textOf(input.url) === null ? [] : hostsIn(input)),
  ];
}

/** They read from a server of their arguments. */
const RESOURCE = names("ReadMcpResourceTool read_mcp_resource");
const resourceOf = ({ server, server_name }: Fields): Fields => ({
  server_name: firstText(server, server_name),
  tool_name: "read_resource",
});

function names(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(" ")));
}

/** A tool of an MCP server as `server/tool`; null for a tool of the runtime's own. */
function otherServer(name: string, context: Fields): { readonly name: string; readonly own: boolean } | null {
  const [, byName, tool] = /^mcp__(.+?)__(.+)$/.exec(name) ?? [];
  const server = firstText(context.server_name, byName);
  const called = firstText(context.tool_name, tool) ?? name;
  if (server !== null)
    return { name: `${server}/${called}`, own: /^(plugin_agentops_)?agentops$/.test(server) };
  // Gemini CLI writes the two in one where it tells no more.
  if (/^mcp_agentops_\w+$/.test(name)) return { name, own: true };
  return name.startsWith("mcp_") ? { name: name.replace(/^mcp_/, "mcp/"), own: false } : null;
}

function pathsIn(input: Fields): string[] {
  const textsIn = (value: unknown): string[] =>
    (Array.isArray(value) ? value : [value]).flatMap((each) => textOf(each) ?? []);
  return [
    ...PATHS.flatMap((field) => textsIn(input[field])),
    ...PATTERNS.flatMap((field) => textsIn(input[field])).map((each) => literalPart(each) || "."),
  ];
}

/** One that names no file reads what nobody can tell. */
const readsOf = (paths: readonly string[]): readonly ActionRequest[] | null =>
  paths.length === 0 ? null : paths.map((path) => ({ kind: "read", path }));

/** A write that names no file can't be judged, and is not let through for that. */
const writes = (paths: readonly string[]): ActionRequest[] =>
  (paths.length === 0 ? [""] : paths).map((path) => ({ kind: "write", path }));

const patchedIn = (input: Fields): string[] =>
  [...(firstText(input.command, input.patch, input.input) ?? "").matchAll(PATCHED)].flatMap(
    ([, path]) => path ?? [],
  );

/** Where a pattern begins: `src/*.ts` looks in src, wherever it ends. Without a place the search begins in the folder. */
function globbed(name: string, input: Fields): string[] {
  const isPattern = /glob/i.test(name);
  const pattern = isPattern ? textOf(input.pattern) : null;
  const place = firstText(input.path, input.dir_path);
  if (pattern === null) return place === null && /grep|ls$|list|search|lints/i.test(name) ? ["."] : [];
  const start = literalPart(pattern);
  if (start === "") return place === null ? ["."] : [];
  return [/^([\\/~]|[A-Za-z]:)/.test(start) || place === null ? start : `${place}/${start}`];
}

/** What of a path holds no wildcard; the whole path where a climb follows one. */
function literalPart(path: string): string {
  const at = path.search(/[*?{[]/);
  if (at < 0 || path.slice(at).includes("..")) return path;
  return path.slice(0, at).replace(/[^\\/]*$/, "");
}

function linesIn({ command, cmd, chars }: Fields): ActionRequest[] {
  if (Array.isArray(command) && command.every((word) => typeof word === "string"))
    return [{ kind: "command", argv: command }];
  const line = firstText(command, cmd, chars);
  return line === null ? [] : [{ kind: "line", line }];
}

/** Every address in the arguments; where there is none, the tool chooses. */
function hostsIn({ url, prompt }: Fields): ActionRequest[] {
  const typed = textOf(url);
  const found = typed === null ? ((textOf(prompt) ?? "").match(/https?:\/\/[^\s"'<>)\]]+/gi) ?? []) : [typed];
  return (found.length === 0 ? [""] : found).map((each) => ({ kind: "network", url: each }));
}
