// A person's hands on the live page in a real browser, while real servers record: it is seen, steered and usable by everybody.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startClient } from "../support/client.ts";
import { command } from "../support/command.ts";
import { createRecorder } from "../support/journal.ts";
import { createRepository } from "../support/repository.ts";
import { type Served, serve } from "../ui/served.ts";
import { PROJECT_ROOT } from "./runtimes/installed.ts";
import { type Browser, type Page, startBrowser, until, violationsOn } from "./ui/browser.ts";
import { askFor, fillShop } from "./ui/shop.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

/** What a page asked for and complained of, whatever a test looks at. */
async function open(served: Served): Promise<{ page: Page; asked: string[]; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(served.server.link());
  await page.waitForURL(/:\d+\/$/);
  return { page, asked, complaints };
}

const foreign = (asked: readonly string[], { server }: Served): string[] =>
  asked.filter((url) => !url.startsWith(`http://127.0.0.1:${server.port}/`) && !url.startsWith("data:"));

it("a page opens with what was shown last, and brings what is stored by now by itself", async () => {
  const main = { markup: '<div id="results"><ul class="items"><li class="item">As it was</li></ul></div>' };
  const served = await serve({
    repository: await fillShop(),
    meanwhile: { shown: { status: 200, title: "Lessons", view: "lessons", main }, news: "As it was" },
  });
  try {
    const { page, asked, complaints } = await open(served);
    await page.waitForSelector('#results a[href^="/lesson/"]');
    const shown = await page.evaluate<string>("document.body.innerText");
    expect(shown).toContain("The proxy closes idle sockets after 55 s");
    expect(shown).not.toContain("As it was");
    await until(page, "document.getElementById('news').hidden");
    // It was not loaded a second time: what came was put into its place.
    expect(asked.filter((url) => url.endsWith("/page.js"))).toHaveLength(1);
    expect([foreign(asked, served), complaints]).toEqual([[], []]);
    await page.close();
  } finally {
    await served.close();
  }
});

/** Every view, as it is called and where it lies. */
const VIEWS = [
  ["lessons", "/"],
  ["search", "/?q=ECONNRESET+on+a+kept+connection+behind+the+proxy"],
  ["used", "/?show=used"],
  ["could-go", "/?show=go"],
  ["lesson", "LESSON"],
  ["edit", "LESSON/edit"],
  ["map", "/map"],
  ["map-folder", "/map?at=src"],
  ["waiting", "/waiting"],
  ["claim", "CLAIM"],
  ["now", "/now"],
  ["session", "/session?of=reader-1"],
  ["outcomes", "/outcomes"],
  ["story", "STORY"],
  ["record", "/new"],
  ["not-here", "/nowhere"],
] as const;

const SIZES = { phone: [360, 740], wide: [1920, 1080], usual: [1280, 860] } as const;
const PICTURES = join(PROJECT_ROOT, "docs/ui");

describe("everybody can use", () => {
  let served: Served;
  let page: Page;
  const complaints: string[] = [];
  const places: Record<string, string> = {};
  beforeAll(async () => {
    served = await serve({ repository: await fillShop() });
    await askFor(served.repository, [["stuck", "Unexpected token in JSON at line 3 of rates.json"]]);
    ({ page } = await open(served));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    const { text } = await served.get("/?q=ECONNRESET+on+a+kept+connection");
    places.LESSON = /href="(\/lesson\/\w{26})"/.exec(text)?.[1] ?? "";
    places.STORY = places.LESSON.replace("lesson", "story");
    places.CLAIM = /href="(\/claim\/\w{26})"/.exec((await served.get("/waiting")).text)?.[1] ?? "";
    if (process.env.AGENTOPS_PICTURES) mkdirSync(PICTURES, { recursive: true });
  });
  afterAll(async () => {
    await page?.close();
    await served?.close();
  });

  const see = async (where: string): Promise<void> => {
    const place = where.replace(/^[A-Z]+/, (name) => places[name] ?? name);
    await page.goto(`http://127.0.0.1:${served.server.port}${place}`);
    await until(
      page,
      "[...document.querySelectorAll('[data-later]')].every((each) => 'arrived' in each.dataset)",
    );
  };

  it.each(VIEWS)(
    "%s, in both themes, by axe and without a bar to scroll sideways on a phone",
    async (name, where) => {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        for (const [size, [width, height]] of Object.entries(SIZES)) {
          await page.setViewportSize({ width, height });
          await see(where);
          expect([name, colorScheme, size, await violationsOn(page)]).toEqual([name, colorScheme, size, []]);
          const beyond = await page.evaluate<number>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth",
          );
          expect([name, size, beyond]).toEqual([name, size, 0]);
          if (process.env.AGENTOPS_PICTURES && isPictured(name, colorScheme, size))
            await page.screenshot({ path: join(PICTURES, `${name}-${colorScheme}-${size}.png`) });
        }
      }
    },
  );

  it.each(VIEWS)(
    "%s by the keyboard: each step can be seen, and nothing holds the focus",
    async (name, where) => {
      await page.setViewportSize({ width: 1280, height: 860 });
      await see(where);
      const seen: string[] = [];
      for (let step = 0; step < 400; step += 1) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate<{ id: string; isShown: boolean } | null>(FOCUSED);
        if (at === null || seen.includes(at.id)) break;
        expect([name, at.id, at.isShown]).toEqual([name, at.id, true]);
        seen.push(at.id);
      }
      const all = await page.evaluate<number>(TABBABLE);
      expect([name, seen.length]).toEqual([name, all]);
    },
  );

  it("the one file of measure --html, in both themes, by axe", async () => {
    const file = join(served.repository.dir, ".git/views.html");
    await command(served.repository.dir, ["measure", "--dry-run", "--html", file]);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`file://${file}`);
      expect(await page.textContent("h1")).toBe("What is known");
      expect([colorScheme, await violationsOn(page)]).toEqual([colorScheme, []]);
    }
  });

  it("without a complaint of the browser", () => {
    // The one page that is not there says so by its status, which a browser notes.
    expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
  });
});

/** Told apart by its place among all elements; shown where it has a ring around it. */
const FOCUSED = `(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  return {
    id: at.tagName + " " + [...document.querySelectorAll("*")].indexOf(at),
    isShown: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && box.width > 0 && box.height > 0,
  };
})()`;
const TABBABLE = `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((each) => each.tabIndex >= 0 && each.checkVisibility() && !each.closest("details:not([open]) > :not(summary)")).length`;

const PICTURED = new Set([
  "lessons light usual",
  "search light usual",
  "lesson light usual",
  "map light usual",
  "map dark usual",
  "waiting light usual",
  "waiting dark phone",
  "now light usual",
  "session light usual",
  "outcomes light usual",
  "could-go light phone",
  "map light phone",
]);
const isPictured = (...words: string[]): boolean => PICTURED.has(words.join(" "));

/** Notes when each lesson's link is on the page for the first time. */
const WATCH = `(() => {
  window.arrived = {};
  const look = () => {
    for (const each of document.querySelectorAll('a[href^="/lesson/"]')) window.arrived[each.getAttribute("href").slice(8)] ??= Date.now();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
})()`;

it("beside four servers that record 200 lessons at once, every one comes to the page", async () => {
  const served = await serve({ repository: createRepository() });
  const { page, complaints } = await open(served);
  await page.goto(`http://127.0.0.1:${served.server.port}/?limit=1000`);
  await page.evaluate(WATCH);
  const told = new Map<string, number>();
  const servers = await Promise.all(
    [1, 2, 3, 4].map((at) => startClient(served.repository.dir, { session: `server-${at}` })),
  );
  try {
    await Promise.all(
      servers.map(async (server, at) => {
        const record = createRecorder(server, 100 + at);
        for (let count = 0; count < 50; count += 1) told.set(await record(), Date.now());
      }),
    );
    await until(page, "Object.keys(window.arrived).length >= 200");
    const arrived = await page.evaluate<Record<string, number>>("window.arrived");
    expect([...told.keys()].filter((id) => arrived[id] === undefined)).toEqual([]);
    const late = [...told].map(([id, at]) => (arrived[id] ?? 0) - at).toSorted((a, b) => a - b);
    const at = (share: number): number => late[Math.floor(share * (late.length - 1))] ?? 0;
    process.stderr.write(
      `from the answer to the page: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms\n`,
    );
    expect([complaints, served.faults]).toEqual([[], []]);
  } finally {
    await Promise.all(servers.map((server) => server.close()));
    await page.close();
    await served.close();
  }
});
