// Turns argv into a command, and gives hooks what they do with the journal. Everything else lives in src/cli and src/session.
import { Console } from "node:console";
import type { Slow } from "../hooks/io/programs.ts";
import { openHookWork as openWork } from "../session/hook-work.ts";

// stdout belongs to the protocol: nothing that a library prints may reach it.
globalThis.console = new Console(process.stderr);

export async function main(): Promise<void> {
  const { answerCommand } = await import("../cli/command.ts");
  process.exitCode = await answerCommand(process.argv.slice(2), process);
}

export const openHookWork: Slow["openHookWork"] = (place) => openWork(place);
