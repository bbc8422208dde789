// `agentops-mcp serve`: one MCP server for one agent session, over stdin and stdout.

import catalog from "agentops:catalog";
import path from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_CONFIG } from "../config.ts";
import type { Catalog } from "../define.ts";
import { ROLES, type Role } from "../domain/record.ts";
import { AgentOpsError } from "../errors.ts";
import { sessionFromEnvironment, sessionFromMeta, sessionFromParent } from "../identity.ts";
import { createLog } from "../log.ts";
import { startServer } from "../mcp/server.ts";
import { didYouMean } from "../nearest.ts";
import { createSession, type Session } from "../session.ts";
import { VERSION } from "./help.ts";

const OPTIONS = {
  dir: { type: "string" },
  role: { type: "string" },
  knowledge: { type: "string" },
  base: { type: "string" },
  session: { type: "string" },
  "log-level": { type: "string" },
  "log-file": { type: "string" },
} as const;

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"];
/** A client that closes stdin waits no longer than this for calls under way. */
const DRAIN_MS = 150;

/** Serves until stdin ends or a signal comes; returns the exit code. */
export async function serve(argv: readonly string[]): Promise<number> {
  const options = parseOptions(argv);
  const role = oneOf("role", options.role ?? "worker", ROLES);
  const log = createLog(
    oneOf("log-level", options["log-level"] ?? "warn", LOG_LEVELS),
    options["log-file"] ?? null,
  );
  const session = createSession(
    {
      dir: path.resolve(options.dir ?? process.env.AGENTOPS_DIR ?? "."),
      knowledge: options.knowledge === undefined ? null : path.resolve(options.knowledge),
      base: options.base ?? null,
      role,
    },
    log,
  );
  const named = options.session ?? sessionFromEnvironment(process.env);
  const parent = sessionFromParent();
  const server = await startServer({
    version: VERSION,
    catalog: () => offered(session, role),
    contexts: {
      async open(signal, meta) {
        const id = named ?? sessionFromMeta(meta) ?? (await parent);
        return session.contexts({ session: id, runtime: server.runtime() || "unknown" }, signal);
      },
    },
    log,
  });
  await ended();
  server.refuse();
  const finished = Promise.allSettled(server.inFlight()).then(() => session.flush());
  await Promise.race([finished.catch((error) => log.warn({ err: error }, "flush")), pause(DRAIN_MS)]);
  session.close();
  process.exit(0);
}

/** Asked at every list and call; a configuration that can't be read leaves the list whole and fails the calls. */
async function offered(session: Session, role: Role): Promise<Catalog> {
  const { phases } = await session.config().catch(() => DEFAULT_CONFIG);
  const tools = catalog.tools.filter(
    ({ phase, spec }) => spec.role === role && (spec.everyPhase || phases.includes(phase)),
  );
  return { ...catalog, tools };
}

function parseOptions(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, strict: true }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const option = /'--?([\w-]+)/.exec(message)?.[1] ?? "";
    const known = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      message.split(". ")[0] ?? "",
      didYouMean(`--${option}`, known),
    );
  }
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) {
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `--${name} ${value} is not known.`,
      didYouMean(value, allowed),
    );
  }
  return found;
}

/** The SDK does not notice when stdin ends, and a server without a client must not stay. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => resolve();
    process.stdin.once("end", stop).once("close", stop);
    process.once("SIGTERM", stop).once("SIGINT", stop).once("SIGHUP", stop);
    process.stdout.once("error", stop);
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
