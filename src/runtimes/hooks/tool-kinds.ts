// Lists what the tools of all runtimes do, by name. One that is missing here has to be named in the envelope's `tools`.

/** They show files that they are given by name. */
export const READS = names("Read NotebookRead read_file view_image");
/** They show what is in a folder, by name. */
export const LISTS = names("Glob LS ReadLints list_directory list_dir glob");
/** They show what is in the files of a folder. */
export const SEARCHES = names(
  "Grep SemanticSearch grep_search search_file_content codebase_search read_many_files",
);
export const WRITES = names(
  "Edit MultiEdit Write NotebookEdit StrReplace EditNotebook Delete",
  "apply_patch replace write_file edit_file delete_file search_replace create_file",
);
export const LINES = names(
  "Bash PowerShell Shell Monitor",
  "shell shell_command exec_command local_shell run_shell_command run_terminal_cmd",
);
export const WEB = names("WebFetch WebSearch web_fetch google_web_search web_search");
/** They read from a server of their arguments. */
export const RESOURCES = names("ReadMcpResourceTool ReadMcpResourceDirTool read_mcp_resource");
/** They plan, ask or start an agent whose own calls pass here, and touch nothing by themselves. */
export const HARMLESS = names(
  "Agent Task TaskCreate TaskGet TaskList TaskUpdate TaskOutput TaskStop TodoWrite TodoRead AskUserQuestion AskQuestion",
  "EnterPlanMode ExitPlanMode CreatePlan SwitchMode BashOutput KillShell KillBash Skill SlashCommand ToolSearch",
  "StructuredOutput ListMcpResourcesTool ReportFindings",
  "update_plan request_user_input spawn_agent send_input wait wait_agent close_agent resume_agent",
  "get_goal create_goal update_goal list_mcp_resources list_mcp_resource_templates",
  "write_todos ask_user activate_skill enter_plan_mode exit_plan_mode complete_task invoke_agent update_topic",
  "get_internal_docs tracker_create_task tracker_get_task tracker_list_tasks tracker_update_task",
  "tracker_add_dependency tracker_visualize",
);

/** No server's, whatever else an event says. */
export const isBuiltIn = (name: string): boolean =>
  [READS, LISTS, SEARCHES, WRITES, LINES, WEB, HARMLESS].some((kind) => kind.has(name));

function names(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => list.split(" ")));
}
