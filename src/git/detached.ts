// Starts a Node program that goes on when this process ends.
import { spawn } from "node:child_process";
import { detachedBy } from "./detached-by.ts";

/** Nothing is heard of it, whatever it prints: a program that can't be started is no error. */
export const startDetached = (args: readonly string[], cwd?: string): void => detachedBy(spawn, args, cwd);
