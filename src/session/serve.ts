// Serves one session to one client over any pair of streams.
import type { Catalog, Part } from "../api/define.ts";
import { DEFAULT_CONFIG } from "../config/config.ts";
import type { Introduction } from "../mcp/greeting.ts";
import { type ClientStreams, startServer } from "../mcp/server.ts";
import type { Role } from "../records/record.ts";
import { sessionFromMeta } from "../shared/identity.ts";
import type { Log } from "../shared/log.ts";
import type { Session } from "./session.ts";

export interface ServedSession {
  readonly session: Session;
  readonly role: Role;
  /** The parts of the program whose tools a worker is offered; null for all. */
  readonly parts: ReadonlySet<Part> | null;
  readonly introduction: Introduction;
  /** The session's name from the command line, which comes before the one that calls or hooks tell. */
  readonly wished: string | null;
  /** The name where none is told. */
  readonly otherwise: string;
  readonly catalog: Catalog;
  readonly log: Log;
}

export interface Served {
  /** Resolves when the client is gone. */
  readonly closed: Promise<void>;
  /** Refuses all calls that have not begun with SHUTTING_DOWN. */
  refuse(): void;
  /** Resolves when the calls under way are answered and everything is stored. */
  finish(): Promise<void>;
}

export async function serveSession(served: ServedSession, streams: ClientStreams): Promise<Served> {
  const { session, introduction, wished, otherwise, log } = served;
  const server = startServer(
    {
      introduction,
      catalog: () => offered(served),
      contexts: {
        async open(signal, meta, report) {
          const id = wished ?? sessionFromMeta(meta) ?? (await session.told()) ?? otherwise;
          return session.contexts({ session: id, runtime: server.runtime() || "unknown" }, signal, report);
        },
      },
      log,
    },
    streams,
  );
  return {
    closed: server.closed,
    refuse: server.refuse,
    async finish() {
      await server.answered();
      await session.flush();
    },
  };
}

/** Sessions whose log already says that they offer no tool, as a client asks for the list again and again. */
const told = new WeakSet<Session>();

/** Asked at every list and call. Where the configuration can't be read the list stays whole, and the calls fail. */
async function offered({ session, role, parts, catalog, log }: ServedSession): Promise<Catalog> {
  const { phases } = await session.config().catch(() => DEFAULT_CONFIG);
  const has = (part: Part): boolean => parts === null || role !== "worker" || parts.has(part);
  const tools = catalog.tools.filter(
    (tool) =>
      tool.role === role && has(tool.part ?? "memory") && (tool.everyPhase || phases.includes(tool.phase)),
  );
  if (tools.length === 0 && !told.has(session)) {
    told.add(session);
    log.warn(`no tool of the role ${role} belongs to the phases that base has on: ${phases.join(", ")}`);
  }
  // Prompts of later phases name tools that the memory alone does not have.
  const shown = parts?.size === 1 ? phases.slice(0, 1) : phases;
  const prompts = catalog.prompts.filter(
    ({ spec }) => role === "worker" && shown.includes(spec.phase ?? "prepare"),
  );
  const layers = await session.layers().catch(() => []);
  return { ...catalog, tools, prompts, ...(layers.length > 0 ? { layers } : {}) };
}
