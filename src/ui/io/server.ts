// Serves the page on this machine alone, to the one browser that was let in, and tells it when something has changed.
import pageScript from "agentops:page-script";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { STYLE } from "../../page/style.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { codeOf } from "../../shared/files.ts";
import type { Answer, Meanwhile } from "../answer.ts";
import { documentOf, POLICY } from "../frame.ts";
import { type Asked, createGuard, ENTRANCE } from "../guard.ts";
import { UI_STYLE } from "../style.ts";

export interface UiServer {
  readonly port: number;
  /** A new link that lets one browser in; the one before no longer does. */
  link(): string;
  /** Lets the pages that are open know that something has changed. */
  changed(): void;
  /** Ends every connection. */
  close(): Promise<void>;
}

export interface UiOptions {
  /** `form` is null for what only looks. */
  answer(url: URL, form: URLSearchParams | null): Promise<Answer>;
  /** What to show meanwhile, where the answer would take long; null else. A page that opens shows it, and asks again. */
  meanwhile(url: URL): Meanwhile | null;
  /** A person is back at the page, and will ask soon. */
  wake(): void;
  /** True where nobody may change anything. */
  readonly readOnly: boolean;
  /** 0 for one that is free. */
  readonly port: number;
  readonly place: string;
  /** Is told of what is nobody's fault but ours. */
  onFault(error: unknown): void;
}

/** A lesson has at most 6,000 characters; the rest is its other fields, in the coding of forms. */
const MOST_FORM_BYTES = 128_000;
const WORTH_COMPRESSING = 1_000;

const OWN_FILES: ReadonlyMap<string, Sent> = new Map([
  ["/style.css", { type: "text/css", text: STYLE + UI_STYLE }],
  ["/page.js", { type: "text/javascript", text: pageScript }],
]);

/** Throws INVALID_ARGUMENT where the port is taken or may not be used. */
export async function serveUi(options: UiOptions): Promise<UiServer> {
  const { port: wanted, place, readOnly, onFault } = options;
  const guard = createGuard();
  const listeners = new Set<ServerResponse>();
  let told: string | null = null;
  let port = wanted;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = askedBy(request);
    const refusal = guard.refusal(asked, port);
    if (refusal !== null) return plain(request, response, refusal.status, refused(refusal.why));
    const url = new URL(asked.url, `http://127.0.0.1:${port}`);
    if (url.pathname === ENTRANCE) return enter(request, response, url);
    if (asked.method !== "POST" && isServedHere(url, request, response)) return;
    const form = asked.method === "POST" ? await formIn(request) : null;
    // What the page itself asks for at that moment would take away the word that is meant for the page that opens.
    const isFirst = request.headers["sec-fetch-dest"] !== "empty";
    const meanwhile = form === null && told === null ? meanwhileFor(request, url) : null;
    const answer = meanwhile?.shown ?? (await options.answer(url, form));
    if ("to" in answer) {
      told = answer.told;
      response.writeHead(303, { location: answer.to, ...HEADERS }).end();
      return;
    }
    const around = { told: isFirst ? told : null, place, readOnly, meanwhile: meanwhile?.news ?? null };
    if (isFirst) told = null;
    const { status } = answer;
    send(request, response, { status, type: "text/html", text: documentOf(answer, around) });
  }

  /** True where nobody who knows the records has to be asked. */
  function isServedHere({ pathname }: URL, request: IncomingMessage, response: ServerResponse): boolean {
    const own = OWN_FILES.get(pathname);
    if (own) send(request, response, own);
    else if (request.method === "GET" && pathname === "/events") listen(request, response);
    else if (request.method === "GET" && pathname === "/awake") {
      options.wake();
      response.writeHead(204, HEADERS).end();
    } else return false;
    return true;
  }

  /** What a page itself asks for is to be new. */
  const meanwhileFor = ({ headers }: IncomingMessage, url: URL): Meanwhile | null =>
    headers["sec-fetch-dest"] === "document" ? options.meanwhile(url) : null;

  /** The page that moves on by itself is our own, so the browser brings the cookie, wherever the link was clicked. */
  function enter(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const cookie = guard.admit(url.searchParams.get("token") ?? "");
    if (cookie === null) {
      plain(request, response, 403, refused("This link was used already, or is not the newest."));
      return;
    }
    response.setHeader("set-cookie", cookie);
    const moving =
      '<meta http-equiv="refresh" content="0;url=/"><p>One moment, or <a href="/">go on</a>.</p>';
    const text = `<!doctype html><html lang="en"><title>Opening</title>${moving}</html>`;
    send(request, response, { type: "text/html", text });
  }

  function listen(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream" });
    response.write("retry: 2000\n\n");
    listeners.add(response);
    request.once("close", () => listeners.delete(response));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      if (!(error instanceof AgentOpsError)) onFault(error);
      const why =
        error instanceof AgentOpsError
          ? `${error.message} ${error.fix}`
          : "A fault of this server; the terminal that started it says more.";
      if (response.headersSent) response.destroy();
      else plain(request, response, error instanceof AgentOpsError ? 400 : 500, why);
    });
  });
  port = await listening(server, wanted);
  return {
    port,
    link: () => guard.link(port),
    changed() {
      for (const each of listeners) each.write("event: changed\ndata: \n\n");
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: ReturnType<typeof createServer>, wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(portProblem(wanted, error)));
    server.listen({ host: "127.0.0.1", port: wanted, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : wanted);
    });
  });
}

const portProblem = (port: number, error: unknown): AgentOpsError =>
  new AgentOpsError(
    "INVALID_ARGUMENT",
    codeOf(error) === "EADDRINUSE"
      ? `Port ${port} is in use by another program.`
      : `Port ${port} can't be used (${codeOf(error) ?? String(error)}).`,
    "Name another with --port, or leave it out for one that is free.",
  );

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  // Not `no-referrer`: with that a browser hides the origin of our own forms from us.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

function askedBy({ method = "", url = "", headers }: IncomingMessage): Asked {
  const site = headers["sec-fetch-site"];
  return {
    method,
    url,
    host: headers.host,
    origin: headers.origin,
    cookie: headers.cookie,
    site: typeof site === "string" ? site : undefined,
  };
}

const refused = (why: string): string =>
  `${why}\nOpen the link that agentops-mcp ui prints; pressing Enter in its terminal prints a new one.\n`;

function plain(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  request.resume();
  send(request, response, { status, type: "text/plain", text });
}

interface Sent {
  readonly status?: number;
  readonly type: string;
  readonly text: string;
}

function send(request: IncomingMessage, response: ServerResponse, { status = 200, type, text }: Sent): void {
  const { body, coding } = compressed(Buffer.from(text), String(request.headers["accept-encoding"] ?? ""));
  response.writeHead(status, {
    ...HEADERS,
    "content-type": `${type}; charset=utf-8`,
    "content-length": body.length,
    vary: "accept-encoding",
    ...(coding === null ? {} : { "content-encoding": coding }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function compressed(
  body: Buffer,
  accepted: string,
): { readonly body: Buffer; readonly coding: string | null } {
  if (body.length < WORTH_COMPRESSING) return { body, coding: null };
  if (/\bbr\b/.test(accepted)) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 4 };
    return { body: brotliCompressSync(body, { params }), coding: "br" };
  }
  return /\bgzip\b/.test(accepted) ? { body: gzipSync(body), coding: "gzip" } : { body, coding: null };
}

/** Throws INVALID_ARGUMENT for what is no form of this page. */
async function formIn(request: IncomingMessage): Promise<URLSearchParams> {
  const type = request.headers["content-type"] ?? "";
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MOST_FORM_BYTES) chunks.push(chunk);
  }
  if (type.startsWith("application/x-www-form-urlencoded") && bytes <= MOST_FORM_BYTES)
    return new URLSearchParams(Buffer.concat(chunks).toString("utf8").replaceAll("%0D%0A", "%0A"));
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    bytes > MOST_FORM_BYTES
      ? "That is more than a form of this page holds."
      : "That is no form of this page.",
    "Go back, and send it from the page.",
  );
}
