// What `agentops-mcp --help` prints.
import packageJson from "../../package.json" with { type: "json" };

export const VERSION: string = packageJson.version;

export const HELP = `agentops-mcp ${VERSION} - a memory for coding agents, kept in git

Usage: agentops-mcp [serve] [options]

Speaks MCP over stdin and stdout; a runtime such as Claude Code, Codex or Cursor starts it.

Options:
  --dir <folder>         work in this repository (default: AGENTOPS_DIR, else the current folder)
  --role <role>          worker (default), judge or supervisor; decides which tools are offered
  --knowledge <folder>   keep the journal in another repository than the code
  --base <ref>           read the configuration from this commit (default: origin/HEAD, main, master or HEAD)
  --session <id>         the session's name (default: AGENTOPS_SESSION, else what the runtime tells)
  --log-level <level>    trace, debug, info, warn (default), error or silent
  --log-file <file>      log there instead of stderr
  --help, --version

Examples:
  agentops-mcp --dir ~/code/shop
  claude mcp add agentops -- agentops-mcp
`;
