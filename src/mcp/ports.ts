// Defines what the server is given and what its parts share.
import type { Catalog } from "../api/define.ts";
import type { Log } from "../shared/log.ts";
import type { Introduction } from "./greeting.ts";
import type { Contexts } from "./run-tool.ts";

export interface ServerPorts {
  readonly introduction: Introduction;
  /** What this role and these phases offer. Asked once per connection, as a list must not change during one. */
  catalog(): Promise<Catalog>;
  readonly contexts: Contexts;
  readonly log: Log;
}

/**
 * Runs work whose errors become the protocol's own, with this program's words; `asked` is the request, for a client's
 * mistake.
 */
export type OrProtocolError = <T>(work: () => Promise<T>, asked?: Record<string, string>) => Promise<T>;
