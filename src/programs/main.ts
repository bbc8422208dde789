// Turns argv into a command. Everything else lives in src/cli.
import { Console } from "node:console";
import { AgentOpsError } from "../shared/errors.ts";

// stdout belongs to the protocol: nothing that a library prints may reach it.
globalThis.console = new Console(process.stderr);

export async function main(): Promise<void> {
  const { runCommand } = await import("../cli/command.ts");
  try {
    process.exitCode = await runCommand(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof AgentOpsError)) throw error;
    // A name on the command line can hold line breaks.
    const [message, fix] = [error.message, error.fix].map((text) => text.replace(/\s+/g, " "));
    process.stderr.write(`agentops-mcp: ${message}\n${fix}\n`);
    // Also of a command line that does not parse, for a script that reads nothing else.
    if (process.argv.includes("--json"))
      process.stdout.write(`${JSON.stringify({ code: error.code, problem: message, fix })}\n`);
    process.exitCode = 2;
  }
}
