// Runs the program that runtimes start at each event: the short way of `agentops-mcp hook`.

import type { JudgeProgram } from "../hooks/io/check-call.ts";
import { processHost } from "../hooks/io/host.ts";
import type { PastProgram } from "../hooks/io/past-files.ts";
import type { MoreProgram, Slow } from "../hooks/io/programs.ts";
import { runHook } from "../hooks/io/run.ts";
import type { LoadProgram } from "./load-program.ts";

export const main = (load: LoadProgram): Promise<never> =>
  runHook(processHost(process.argv.slice(3)), {
    slow: async () => load("hook-journal") as Slow,
    past: () => load("hook-past") as PastProgram,
    more: () => load("hook-more") as MoreProgram,
    judge: () => load("hook-judge") as JudgeProgram,
  });
