// Defines a coding agent for tests: how it is installed, and how it is run once without a terminal.

import type { Runtime as ConfigurableRuntime, Scope } from "../../../src/runtimes/runtime.ts";

/** One prompt to one fresh session. `home` is an empty folder that stands for the user's; `cwd` is the user's repository. */
export interface Session {
  readonly prompt: string;
  readonly cwd: string;
  readonly home: string;
  readonly modelUrl: string;
  /** Whether the script runs shell commands. */
  readonly shell: boolean;
}

export interface Runtime {
  readonly title: string;
  /** Its name for `agentops-mcp init`. */
  readonly name: ConfigurableRuntime["name"];
  /** Where `init` configures it: the project's files, unless the runtime reads them only after a person said that it may. */
  readonly scope: Scope;
  /** The name that it gives in the MCP handshake, which is what a trace shows. */
  readonly clientName: string;
  /** The pinned npm package, and its file that is started. */
  readonly package: string;
  readonly version: string;
  readonly entry: string;
  /** The entry is a program of its own that this script of the package puts in place; null: Node runs the entry. */
  readonly nativeBy: string | null;
  /** The version of Node that it needs where that is a newer one than runs the tests. */
  readonly node: string | null;
  /** Finds the session's id, as its first group, in what the runtime prints; null where it tells its servers none. */
  readonly sessionId: RegExp | null;
  /** Whether `init` gives it hooks. */
  readonly hooks: boolean;
  /** What a person does once in the runtime before it runs hooks; null where nothing is to be done. */
  readonly trust: ((session: Session, installed: Runtime) => Promise<void>) | null;
  /** Tells the runtime, in its home folder, which model to use, and returns how to start it. */
  prepare(session: Session): Promise<{ args: string[]; env: Record<string, string> }>;
}
