// How our programs are started, and where a person keeps settings.

/** What decides where a person's own files are. */
export interface UserPlace {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** How the server is started. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}
