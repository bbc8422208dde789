// Decides whether a request comes from the page of the person who has started it, by its names, its origin and its secret.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

export interface Asked {
  readonly method: string;
  /** Below the host, with its question. */
  readonly url: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, where the browser sends it. */
  readonly site: string | undefined;
  readonly cookie: string | undefined;
}

export interface Refusal {
  readonly status: 400 | 403 | 405 | 421;
  readonly why: string;
}

export interface Guard {
  /** A link that lets one browser in, once; the link before it no longer does. */
  link(port: number): string;
  /** The cookie for whoever brings the link's token for the first time; null for everybody else. */
  admit(token: string): string | null;
  refusal(asked: Asked, port: number): Refusal | null;
}

/** Where the token is taken. */
export const ENTRANCE = "/open";

/** Cookies go to every port of a host, so each has its own name. */
const cookieName = (port: number): string => `agentops_ui_${port}`;

export function createGuard(): Guard {
  let token: string | null = null;
  let port = 0;
  const secret = randomBytes(32).toString("hex");
  return {
    link(at) {
      port = at;
      token = randomBytes(32).toString("hex");
      return `http://127.0.0.1:${at}${ENTRANCE}?token=${token}`;
    },
    admit(given) {
      if (token === null || !isSame(given, token)) return null;
      token = null;
      return `${cookieName(port)}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
    },
    refusal: (asked, at) => foreign(asked, at) ?? stranger(asked, at, secret),
  };
}

/** A name that leads here from elsewhere is no name of this page, and another page's request is none of ours. */
function foreign({ method, url, host, origin, site }: Asked, port: number): Refusal | null {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!["GET", "HEAD", "POST"].includes(method)) return { status: 405, why: "There is no such method." };
  if (host === undefined || !hosts.includes(host.toLowerCase()))
    return { status: 421, why: "This page answers only to 127.0.0.1 and localhost with its own port." };
  if (!/^\/(?![\\/])/.test(url)) return { status: 400, why: "That is no address of this page." };
  if (origin === undefined ? method === "POST" : origin !== `http://${host.toLowerCase()}`)
    return { status: 403, why: "Only this page itself may ask for that." };
  // A link in another page may bring a person here, to the entrance alone; a form or a script may not.
  if (site !== undefined && !["same-origin", "none"].includes(site) && !isEntrance(url))
    return { status: 403, why: "Another page may not ask for that." };
  return null;
}

function stranger({ url, method, cookie }: Asked, port: number, secret: string): Refusal | null {
  if (method !== "POST" && isEntrance(url)) return null;
  const pairs = (cookie ?? "").split(";").map((pair) => pair.trim());
  const name = `${cookieName(port)}=`;
  const isKnown = pairs.some((pair) => pair.startsWith(name) && isSame(pair.slice(name.length), secret));
  return isKnown ? null : { status: 403, why: "This browser was not let in." };
}

const isEntrance = (url: string): boolean => url === ENTRANCE || url.startsWith(`${ENTRANCE}?`);

/** In the same time whatever differs. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
