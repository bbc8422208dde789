// Runs the program that runtimes start at each event: the short way of `agentops-mcp hook`.
import { runHook, type Slow } from "../hooks/io/run.ts";
import type { LoadProgram } from "./load-program.ts";

export const main = (load: LoadProgram): Promise<never> =>
  runHook(process.argv.slice(3), async () => load("hook-journal") as Slow);
