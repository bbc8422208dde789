// Lists what the tools of all runtimes do, by name. One that is missing here has to be named in the envelope's `tools`.

/** They show files that they are given by name. */
export const READS: ReadonlySet<string> = new Set("Read NotebookRead read_file view view_image".split(" "));
/** They show what is in a folder, by name. */
export const LISTS: ReadonlySet<string> = new Set(
  "Glob LS ReadLints list_directory list_dir glob".split(" "),
);
/** They show what is in the files of a folder. */
export const SEARCHES: ReadonlySet<string> = new Set(
  "Grep SemanticSearch grep grep_search search_file_content codebase_search read_many_files".split(" "),
);
export const WRITES: ReadonlySet<string> = new Set(
  [
    "Edit MultiEdit Write NotebookEdit StrReplace EditNotebook Delete",
    "apply_patch replace write_file edit create notebook_edit edit_file delete_file search_replace create_file",
  ]
    .join(" ")
    .split(" "),
);
export const LINES: ReadonlySet<string> = new Set(
  [
    "Bash PowerShell Shell Monitor",
    "bash powershell shell shell_command exec_command local_shell run_shell_command run_terminal_cmd",
  ]
    .join(" ")
    .split(" "),
);
export const WEB: ReadonlySet<string> = new Set(
  "WebFetch WebSearch web_fetch google_web_search web_search".split(" "),
);
/** They read from a server of their arguments. */
export const RESOURCES: ReadonlySet<string> = new Set(
  "ReadMcpResourceTool ReadMcpResourceDirTool read_mcp_resource".split(" "),
);
/** They plan, ask or start an agent whose own calls pass here, and touch nothing by themselves. */
export const HARMLESS: ReadonlySet<string> = new Set(
  [
    "Agent Task TaskCreate TaskGet TaskList TaskUpdate TaskOutput TaskStop TodoWrite TodoRead AskUserQuestion AskQuestion",
    "EnterPlanMode ExitPlanMode CreatePlan SwitchMode BashOutput KillShell KillBash Skill SlashCommand ToolSearch",
    "StructuredOutput ListMcpResourcesTool ReportFindings",
    "update_plan request_user_input spawn_agent send_input wait wait_agent close_agent resume_agent",
    "get_goal create_goal update_goal list_mcp_resources list_mcp_resource_templates",
    "write_todos ask_user activate_skill enter_plan_mode exit_plan_mode complete_task invoke_agent update_topic",
    "get_internal_docs tracker_create_task tracker_get_task tracker_list_tasks tracker_update_task",
    "tracker_add_dependency tracker_visualize",
    "agent task skill todo_write ask_user_question tool_search list_agents read_agent",
    "read_bash stop_bash list_bash report_intent fetch_copilot_cli_documentation",
  ]
    .join(" ")
    .split(" "),
);

/** No server's, whatever else an event says. */
export const isBuiltIn = (name: string): boolean =>
  [READS, LISTS, SEARCHES, WRITES, LINES, WEB, HARMLESS].some((kind) => kind.has(name));
