// Who is let in: the browser with the link, once, by the page's own names, and nobody else.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pathOf, type Served, serve } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.close());

const PAGES = [
  "/",
  "/waiting",
  "/now",
  "/outcomes",
  "/new",
  "/style.css",
  "/page.js",
  "/events",
  "/lesson/x",
  "/story/x",
];
const form = { "content-type": "application/x-www-form-urlencoded" };
const body = "title=x&kind=gotcha&body=y";

describe("without the cookie", () => {
  it.each(PAGES)("%s tells nothing", async (page) => {
    const { status, text } = await served.ask(page);
    expect(status).toBe(403);
    expect(text).toContain("was not let in");
  });

  it("nothing is recorded, whatever else fits", async () => {
    const origin = `http://127.0.0.1:${served.server.port}`;
    const { status } = await served.ask("/new", { method: "POST", headers: { ...form, origin }, body });
    expect(status).toBe(403);
  });

  it("neither a guessed one nor another port's lets anybody in", async () => {
    const name = `agentops_ui_${served.server.port}`;
    for (const cookie of [`${name}=`, `${name}=${"0".repeat(64)}`, `agentops_ui_1=${"0".repeat(64)}`])
      expect((await served.ask("/", { headers: { cookie } })).status).toBe(403);
  });
});

describe("the link", () => {
  it("lets in once, by a cookie that no script and no other site gets", async () => {
    const link = served.server.link();
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\?token=[0-9a-f]{64}$/);
    const first = await served.ask(pathOf(link));
    expect([first.status, first.headers["set-cookie"]]).toEqual([
      200,
      [expect.stringMatching(/^agentops_ui_\d+=[0-9a-f]{64}; HttpOnly; SameSite=Strict; Path=\/$/)],
    ]);
    const second = await served.ask(pathOf(link));
    expect([second.status, second.headers["set-cookie"]]).toEqual([403, undefined]);
  });

  it("works no longer once there is a newer one, nor with another token", async () => {
    const old = served.server.link();
    const link = served.server.link();
    expect((await served.ask(pathOf(old))).status).toBe(403);
    expect((await served.ask("/open?token=")).status).toBe(403);
    expect((await served.ask("/open")).status).toBe(403);
    expect((await served.ask(pathOf(link))).status).toBe(200);
  });

  it("may be clicked in another page, which may ask for nothing else", async () => {
    const cookie = await cookieOf();
    const cross = { "sec-fetch-site": "cross-site" };
    expect((await served.ask(pathOf(served.server.link()), { headers: cross })).status).toBe(200);
    expect((await served.ask("/", { headers: { ...cross, cookie } })).status).toBe(403);
    expect((await served.ask("/", { headers: { "sec-fetch-site": "same-site", cookie } })).status).toBe(403);
  });
});

describe("with the cookie", () => {
  it.each([
    ["another name that leads here (DNS rebinding)", "rebound.example"],
    ["another name with the right port", "rebound.example:PORT"],
    ["the right name without its port", "127.0.0.1"],
    ["another port", "127.0.0.1:1"],
    ["a name that begins alike", "127.0.0.1.example:PORT"],
    ["a name with a user", "127.0.0.1:PORT@rebound.example"],
    ["another name of this machine", "0.0.0.0:PORT"],
  ])("%s is refused", async (_, host) => {
    const headers = { cookie: await cookieOf(), host: host.replace("PORT", String(served.server.port)) };
    expect((await served.ask("/", { headers })).status).toBe(421);
  });

  it.each([
    ["another site's form", "https://evil.example"],
    ["a page on another port", "http://127.0.0.1:1"],
    ["a sandboxed frame, or a file", "null"],
    ["the same name over https", "https://127.0.0.1:PORT"],
    ["no origin at all", ""],
  ])("%s records nothing", async (_, origin) => {
    const own = origin.replace("PORT", String(served.server.port));
    const headers = { cookie: await cookieOf(), ...form, ...(own === "" ? {} : { origin: own }) };
    const { status } = await served.ask("/new", { method: "POST", headers, body });
    expect(status).toBe(403);
  });

  it.each(["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])("there is no %s", async (method) => {
    expect((await served.ask("/", { method, headers: { cookie: await cookieOf() } })).status).toBe(405);
  });

  it("a form of another kind, or a longer one than any, is refused in words", async () => {
    const headers = { cookie: await cookieOf(), origin: `http://127.0.0.1:${served.server.port}` };
    const json = { ...headers, "content-type": "application/json" };
    expect(await served.ask("/new", { method: "POST", headers: json, body: "{}" })).toMatchObject({
      status: 400,
      text: expect.stringContaining("no form of this page"),
    });
    const long = `title=${"x".repeat(200_000)}`;
    expect(
      await served.ask("/new", { method: "POST", headers: { ...headers, ...form }, body: long }),
    ).toMatchObject({ status: 400, text: expect.stringContaining("more than a form") });
  });

  it("every answer forbids what is not this page's own", async () => {
    for (const page of ["/", "/nowhere", "/lesson/xxxxxx"]) {
      const { headers } = await served.get(page);
      expect(headers["content-security-policy"]).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'/,
      );
      expect(headers).toMatchObject({
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      });
    }
  });

  it("odd addresses are answered in words", async () => {
    for (const page of [
      "/nowhere",
      "/lesson/a/b/c",
      "/lesson/%E0%A4%A",
      "/story/01ARZ3NDEKTSV4RRFFQ69G5FAV",
      "/lesson/zzzzzz/edit",
    ])
      expect((await served.get(page)).status).toBe(404);
    for (const elsewhere of ["//rebound.example/", "/\\rebound.example/", "/\\["])
      expect((await served.get(elsewhere)).status).toBe(400);
    expect(served.faults).toEqual([]);
  });
});

async function cookieOf(): Promise<string> {
  const { headers } = await served.ask(pathOf(served.server.link()));
  return String(headers["set-cookie"]).split(";")[0] ?? "";
}
