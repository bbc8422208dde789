// Turns argv into a command. Everything else lives in src/cli.
import { Console } from "node:console";

// stdout belongs to the protocol: nothing that a library prints may reach it.
globalThis.console = new Console(process.stderr);

export async function main(): Promise<void> {
  const { answerCommand } = await import("../cli/command.ts");
  process.exitCode = await answerCommand(process.argv.slice(2), process);
}
