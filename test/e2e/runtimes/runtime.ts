// What a test must know of a coding agent to install it and to run it once, without a terminal.

/** The entry of one server in an `mcp.json`. */
export interface ServerConfig {
  readonly command: string;
  readonly args: readonly string[];
}

/** One prompt to one fresh session. `home` is an empty folder that stands for the user's; `cwd` is the user's repository. */
export interface Session {
  readonly prompt: string;
  readonly cwd: string;
  readonly home: string;
  readonly modelUrl: string;
  readonly servers: Readonly<Record<string, ServerConfig>>;
}

export interface Runtime {
  readonly title: string;
  /** The name that it gives in the MCP handshake, which is what a trace shows. */
  readonly clientName: string;
  /** The pinned npm package, its `node_modules` path and the script that Node starts in it. */
  readonly package: string;
  readonly version: string;
  readonly entry: string;
  /** Finds the session's id, as its first group, in what the runtime prints. */
  readonly sessionId: RegExp;
  /** Writes the runtime's configuration into the home folder and returns how to start it. */
  prepare(session: Session): Promise<{ args: string[]; env: Record<string, string> }>;
}
