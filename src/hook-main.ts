// The program that runtimes start at each event: the short way of `agentops-mcp hook`.
import { runHook } from "./hook/run.ts";

await runHook(process.argv.slice(3), () => import("./hook-journal.ts"));
