// Serves one session to one client, whoever holds the other ends of the streams.
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
  /** What a worker is offered tools of; null: all. */
  readonly parts: ReadonlySet<Part> | null;
  readonly introduction: Introduction;
  /** The session's name that somebody has asked for; it comes before what calls and hooks tell. */
  readonly wished: string | null;
  /** The name where nobody tells another. */
  readonly otherwise: string;
  readonly catalog: Catalog;
  readonly log: Log;
}

export interface Served {
  /** Resolves when the client can't be heard any more. */
  readonly closed: Promise<void>;
  /** From now on calls are refused with SHUTTING_DOWN, those that were read and not begun too. */
  refuse(): void;
  /** Resolves when the calls that were read are answered and all is written. */
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

/** Roles whose emptiness was told already: a client asks for its list again and again. */
const told = new WeakSet<Session>();

/** Asked at every list and call; a configuration that can't be read leaves the list whole and fails the calls. */
async function offered({ session, role, parts, catalog, log }: ServedSession): Promise<Catalog> {
  const { phases } = await session.config().catch(() => DEFAULT_CONFIG);
  const has = (part: Part): boolean => parts === null || role !== "worker" || parts.has(part);
  const tools = catalog.tools.filter(
    (tool) =>
      tool.role === role && has(tool.part ?? "memory") && (tool.everyPhase || phases.includes(tool.phase)),
  );
  // A prompt of a later phase speaks of tools that the memory alone does not have.
  if (tools.length === 0 && !told.has(session)) {
    told.add(session);
    log.warn(`no tool of the role ${role} belongs to the phases that base has on: ${phases.join(", ")}`);
  }
  const shown = parts?.size === 1 ? phases.slice(0, 1) : phases;
  const prompts = catalog.prompts.filter(
    ({ spec }) => role === "worker" && shown.includes(spec.phase ?? "prepare"),
  );
  const layers = await session.layers().catch(() => []);
  return { ...catalog, tools, prompts, ...(layers.length > 0 ? { layers } : {}) };
}
