// Starts a Node program that goes on when this process ends.
import { spawn } from "node:child_process";
import { detachedBy } from "./detached-by.ts";

/** Ignores its output and a failed start. */
export const startDetached = (args: readonly string[], cwd?: string): void => detachedBy(spawn, args, cwd);
