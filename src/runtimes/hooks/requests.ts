// What a tool call of any runtime asks for, in the words of the envelope: files, command lines, hosts, or a tool by its name.
import type { ActionRequest } from "../../domain/envelope.ts";
import { type Fields, filesIn, firstText, isFields, patchedIn, tableOf, textOf, textsIn } from "./read.ts";

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

const FOLDER_FIELDS = ["directory", "workdir", "cwd"];
/** Lists of paths that may be patterns. */
const PATTERN_FIELDS = ["paths", "include", "target_directories"];

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
  if (WEB.has(name)) return addressesIn(name, input);
  // Named or not, it reaches no file, command or host that the envelope does not let in.
  return [
    { kind: "tool", name },
    ...lines,
    ...paths.map((path) => ({ kind: "write", path }) as const),
    ...(textOf(input.url) === null ? [] : addressesIn(name, input)),
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
  // A server of the name agentops__x is another's, and reads as one of our tools; none of those has two underscores.
  if (server !== null)
    return {
      name: `${server}/${called}`,
      own: /^(plugin_agentops_)?agentops$/.test(server) && !called.includes("__"),
    };
  // Gemini CLI writes the two in one where it tells no more.
  if (/^mcp_agentops_\w+$/.test(name)) return { name, own: true };
  return name.startsWith("mcp_") ? { name: name.replace(/^mcp_/, "mcp/"), own: false } : null;
}

const pathsIn = (input: Fields): string[] => [
  ...filesIn(input),
  ...textsIn(input, FOLDER_FIELDS),
  ...textsIn(input, PATTERN_FIELDS).map((each) => literalPart(each) || "."),
];

/** One that names no file reads what nobody can tell. */
const readsOf = (paths: readonly string[]): readonly ActionRequest[] | null =>
  paths.length === 0 ? null : paths.map((path) => ({ kind: "read", path }));

/** A write that names no file can't be judged, and is not let through for that. */
const writes = (paths: readonly string[]): ActionRequest[] =>
  (paths.length === 0 ? [""] : paths).map((path) => ({ kind: "write", path }));

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

/** What of a path holds no wildcard. One that climbs behind a wildcard can lead anywhere. */
function literalPart(path: string): string {
  const at = path.search(/[*?{[]/);
  if (at < 0) return path;
  return path.slice(at).includes("..") ? "/" : path.slice(0, at).replace(/[^\\/]*$/, "");
}

/** Every line among the arguments: which of them a runtime takes is not for us to guess. */
function linesIn(input: Fields): ActionRequest[] {
  const told = asksToLeaveSandbox(input) ? { leavesSandbox: true } : {};
  return ["command", "cmd", "chars"].flatMap((field): ActionRequest[] => {
    const value = input[field];
    if (Array.isArray(value) && value.every((word) => typeof word === "string"))
      return [{ kind: "command", argv: value }];
    const line = textOf(value);
    return line === null ? [] : [{ kind: "line", line, ...told }];
  });
}

/** Claude Code's word for it, and Codex's two. */
function asksToLeaveSandbox(input: Fields): boolean {
  const { dangerouslyDisableSandbox, with_escalated_permissions, sandbox_permissions } = input;
  return (
    dangerouslyDisableSandbox === true ||
    with_escalated_permissions === true ||
    (textOf(sandbox_permissions) ?? "use_default") !== "use_default"
  );
}

/** Every address in the arguments; where there is none, the tool chooses. */
function addressesIn(name: string, { url, prompt }: Fields): ActionRequest[] {
  const typed = textOf(url);
  // Claude Code's asks only its url, and its prompt is a question about the page.
  const asked = name === "WebFetch" && typed !== null ? "" : (textOf(prompt) ?? "");
  const found = new Set([
    ...(typed === null ? [] : [spelled(typed)]),
    ...asked.split(/\s+/).flatMap(addressesOf),
  ]);
  return [...(found.size === 0 ? [""] : found)].map((each) => ({ kind: "network", url: each }));
}

/** Of one word: as a whole, as Gemini CLI takes it, or within brackets and marks. */
function addressesOf(word: string): readonly string[] {
  if (!word.includes("://")) return [];
  const found = URL.canParse(word) ? [word] : (word.match(/https?:\/\/[^\s"'<>)\]]+/gi) ?? [word]);
  return found.map(spelled);
}

/** In one spelling, so that an address that is named twice is judged and recorded once. */
const spelled = (address: string): string => (URL.canParse(address) ? new URL(address).href : address);
