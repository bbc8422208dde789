// `agentops-mcp serve`: runs one MCP server for one agent session, over stdin and stdout.

import website from "agentops:website";
import path from "node:path";
import { PARTS } from "../../api/define.ts";
import { KNOWLEDGE_NOTE, notedKnowledge, placeAround } from "../../git/place.ts";
import { greet, introduce } from "../../mcp/greeting.ts";
import { instructionsFor } from "../../mcp/instructions.ts";
import { ROLES } from "../../records/record.ts";
import type { Session } from "../../session/session.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { makeFoldersNow, replaceFileNow } from "../../shared/files.ts";
import {
  cleanSession,
  sessionFromProcess,
  sessionFromRuntime,
  sessionFromWish,
} from "../../shared/identity.ts";
import { createLog } from "../../shared/log.ts";
import { startBackgroundSync } from "../background-sync.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { VERSION } from "../help.ts";
import { openSession } from "../open-session.ts";
import { parseParts } from "../parts.ts";

/** Milliseconds: a client that writes its handshake at once is greeted early; any other is greeted when all is loaded. */
const GREETING_MS = 5;
/**
 * Milliseconds: a server that has not greeted yet waits no longer for a repository to open, as some runtimes drop a slow
 * server.
 */
const PREWARM_MS = 30;
/** Milliseconds for calls under way after a signal. */
const DRAIN_MS = 500;
/** Milliseconds for answers after stdin has closed; no call's deadline is longer. */
const ANSWER_MS = 60_000;
/** Milliseconds after the first answer until the leftovers of killed processes are taken up. */
const RESUME_AFTER_MS = 2_000;
/** Milliseconds for the last lines of the log. */
const LOG_MS = 30;
/** Milliseconds after the greeting until the session's own sync starts. */
const SYNC_AFTER_MS = 250;

export default defineCommand({
  summary: "the MCP server of one agent session, over stdin and stdout; a runtime starts it",
  positionals: "",
  options: {
    role: {
      type: "string",
      choices: ROLES,
      description: "decides which tools are offered (default: worker)",
    },
    parts: {
      type: "string",
      value: "<names>",
      description: `offer a worker the tools of these only, such as memory or memory,jobs (default: ${PARTS.join(",")})`,
    },
    session: {
      type: "string",
      value: "<id>",
      description: "the session's name (default: AGENTOPS_SESSION, else what the runtime tells)",
    },
    "log-level": {
      type: "string",
      choices: ["trace", "debug", "info", "warn", "error", "silent"],
      description: "what is logged (default: warn)",
    },
    "log-file": { type: "string", value: "<file>", description: "log there instead of stderr" },
  },
  examples: ["agentops-mcp serve --dir ~/code/shop", "claude mcp add agentops -- agentops-mcp"],

  /** Serves until stdin ends or a signal comes. */
  async run({ options }) {
    const role = ROLES.find((each) => each === options.role) ?? "worker";
    const parts = typeof options.parts === "string" ? new Set(parseParts(options.parts)) : null;
    const introduction = introduce(VERSION, instructionsFor(role, parts), website);
    const named = options.session ? sessionNamed(String(options.session)) : null;
    const greeting = greet(process.stdin, process.stdout, introduction);
    await Promise.race([greeting.heard, pause(GREETING_MS)]);
    const log = createLog(
      String(options["log-level"] ?? "warn"),
      options["log-file"] ? String(options["log-file"]) : null,
    );
    const session = openSession(options, role, log);
    // While git starts, the rest of the server is loaded, in steps, so that git's output is read in between.
    const opening = session.prewarm();
    tellHooks(options);
    const { serveSession } = await import("../../session/serve.ts");
    await nextTurn();
    const { default: catalog } = await import("agentops:catalog");
    // A client asks its first question right after the handshake, and a repository that is open by then need not be waited
    // for again.
    await Promise.race([opening, pause(PREWARM_MS)]);
    setTimeout(() => resume(session), RESUME_AFTER_MS).unref();
    const wished = named ?? sessionFromWish(process.env);
    const otherwise = sessionFromRuntime(process.env) ?? sessionFromProcess();
    const served = await serveSession(
      { session, role, parts, introduction, wished, otherwise, catalog, log },
      { input: process.stdin, output: process.stdout, greeting },
    );
    const told = signalled();
    const over = Promise.race([ended(), told, served.closed]);
    let automatic = false;
    syncsByItself(session).then((auto) => {
      automatic = auto;
      if (auto) setTimeout(startBackgroundSync, SYNC_AFTER_MS, options).unref();
    });
    await over;
    // Before all else, as some runtimes kill a server milliseconds after they have closed its stdin.
    if (automatic) startBackgroundSync(options);
    const finished = served.finish().catch((error) => log.warn({ err: error }, "flush"));
    await Promise.race([finished, told, served.closed, pause(ANSWER_MS)]);
    served.refuse();
    await Promise.race([finished, pause(DRAIN_MS)]);
    session.close();
    await Promise.race([log.written(), pause(LOG_MS)]);
    process.exit(0);
  },
});

/** A lease holds the name, and what no name can be would be read there as somebody else's. */
function sessionNamed(wished: string): string {
  const session = cleanSession(wished);
  if (session !== null) return session;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    "--session: that is no name of a session.",
    "Give 1 to 100 letters, digits and . : _ @ - without blanks.",
  );
}

/** Where the configuration can't be read, nothing is sent anywhere. */
const syncsByItself = (session: Session): Promise<boolean> =>
  session.config().then(
    ({ sync }) => sync === "auto",
    () => false,
  );

/** Hooks are started without the server's options. If the folder is unusable, the first call says so. */
function tellHooks({ dir, knowledge }: CommandInput["options"]): void {
  const place = placeAround(path.resolve(String(dir ?? process.env.AGENTOPS_DIR ?? ".")));
  const folder = typeof knowledge === "string" ? path.resolve(knowledge) : null;
  if (!place || folder === null || folder === notedKnowledge(place)) return;
  const note = path.join(place.commonDir, KNOWLEDGE_NOTE);
  try {
    makeFoldersNow(place.folder);
    replaceFileNow(note, `${folder}\n`);
  } catch {
    // On a read-only disk hooks go on as they were.
  }
}

/** Never throws: a repository that can't be opened fails at the first call, where somebody reads it. */
function resume(session: Session): void {
  session.claims().then(
    (claims) => claims.resume(),
    () => {},
  );
}

/** The SDK does not notice when stdin ends, and a server without a client must not stay. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => resolve();
    process.stdin.once("end", stop).once("close", stop);
  });
}

/** Resolves on a signal, after which nobody waits for an answer. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => resolve();
    process.once("SIGTERM", stop).once("SIGINT", stop).once("SIGHUP", stop);
    process.stdout.once("error", stop);
  });
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
