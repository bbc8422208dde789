// Finds the MCP server that a tool call is for, and whether it is ours.
import { isOurProgram } from "./our-program.ts";
import { OWN_TOOLS } from "./own-tools.ts";
import { type Fields, firstText } from "./read.ts";

export interface ServerTool {
  /** As `server/tool`. */
  readonly name: string;
  readonly own: boolean;
}

const OURS = /^(?:plugin_agentops_)?agentops$/;

/** Null for a tool of the runtime's own. A server whose name only begins like ours is another's. */
export function serverTool(name: string, context: Fields): ServerTool | null {
  const [, byName, tool] = /^mcp__(.+?)__(.+)$/.exec(name) ?? [];
  const servers = [context.server_name, byName].flatMap((each) => firstText(each) ?? []);
  const [server] = servers;
  if (server !== undefined) {
    const called = firstText(context.tool_name, tool) ?? name;
    return {
      name: `${server}/${called}`,
      own: OWN_TOOLS.has(called) && servers.every((each) => OURS.test(each)),
    };
  }
  if (!name.startsWith("mcp_")) return null;
  // Gemini CLI writes the two in one, and tells them apart only in its context.
  const [, ours = ""] = /^mcp_agentops_(\w+)$/.exec(name) ?? [];
  return { name: name.replace(/^mcp_/, "mcp/"), own: OWN_TOOLS.has(ours) };
}

/** Of a server that is only told by the command that starts it; one at an address is never ours. */
export const startedTool = (tool: string, command: string | null): ServerTool => ({
  name: `mcp/${tool}`,
  own: OWN_TOOLS.has(tool) && (command === null || isOurProgram(command)),
});

/** A resource of a server that the arguments name. */
export function serverResource({ server, server_name }: Fields): ServerTool | null {
  const named = firstText(server, server_name);
  return named === null ? null : { name: `${named}/read_resource`, own: OURS.test(named) };
}
