// argv -> command. Everything else lives in src/cli.
import { Console } from "node:console";
import { AgentOpsError } from "./errors.ts";

// stdout belongs to the protocol: nothing that a library prints may reach it.
globalThis.console = new Console(process.stderr);

const { runCommand } = await import("./cli/command.ts");
try {
  process.exitCode = await runCommand(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof AgentOpsError)) throw error;
  process.stderr.write(`agentops-mcp: ${error.message}\n${error.fix}\n`);
  process.exitCode = 2;
}
