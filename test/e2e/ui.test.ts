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
    kept: { status: 200, title: "Lessons", view: "lessons", main },
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
    expect(complaints).toEqual([]);
    await page.close();
  } finally {
    await served.close();
  }
});

describe("a person", () => {
  it("sees a lesson arrive, edits it, retires one and decides drafts by key; the next session gets the edit", async () => {
    const served = await serve({ repository: await fillShop() });
    const { page, asked, complaints } = await open(served);
    const worker = await startClient(served.repository.dir, { session: "at-work" });
    try {
      const told = await worker.call("record_learning", {
        title: "The queue drops jobs above 256 kB",
        kind: "gotcha",
        body: "`enqueue()` in src/jobs/file-2.ts answers 200 and drops what is above 256 kB. Store it, and queue its id.",
        paths: ["src/jobs/file-2.ts"],
      });
      const id = String(told.facts.id);
      await page.waitForSelector(`a[href="/lesson/${id}"]`);

      // By keys alone: to the newest lesson, into it, and into its form.
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.waitForURL(new RegExp(`/lesson/${id}$`));
      await page.keyboard.press("e");
      await page.waitForURL(/\/edit$/);
      await page.fill("#f-title", "The queue drops jobs above 192 kB");
      await page.click("form.stack button");
      await page.waitForSelector(".told");
      expect(await page.textContent(".told")).toContain("it replaces");

      await page.keyboard.press("1");
      await page.waitForSelector("#results .item");
      await page.keyboard.press("g");
      await page.waitForURL(/show=go/);
      await page.waitForSelector("#results .item");
      for (;;) {
        await page.keyboard.press("j");
        const title = await page.evaluate<string>("document.activeElement.querySelector('h3').innerText");
        if (title.includes("make 3.81")) break;
      }
      await page.keyboard.press("r");
      await page.waitForSelector(".told");
      expect(await page.textContent(".told")).toContain("retire: recorded as");

      await askFor(served.repository, [
        ["stuck", "Unexpected token in JSON at line 3 of rates.json"],
        ["lost", "npm run fixtures ends with ENOSPC in /var/tmp"],
        ["slow", "the socket of the mail server times out after STARTTLS"],
      ]);
      await page.keyboard.press("3");
      await page.waitForURL(/\/waiting$/);
      for (const answer of ["rates.yaml is the source", "fixtures go to /srv since May", "use port 465"]) {
        await focusItem(page, "What is known of");
        await page.keyboard.press("a");
        await page.keyboard.type(answer);
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        await page.waitForSelector(".told");
        expect(await page.textContent(".told")).toContain("answer: recorded as");
        await page.goto(page.url());
      }
      for (const [key, words] of [
        ["a", "Recorded as"],
        ["d", "Dismissed"],
        ["d", "Dismissed"],
      ] as const) {
        await focusItem(page, "Asked for a ruling, answer");
        await page.keyboard.press(key);
        await page.waitForSelector(".told");
        expect(await page.textContent(".told")).toContain(words);
        await page.goto(page.url());
      }
      expect(await page.textContent("main")).not.toContain("Asked for a ruling, answer");
      await focusItem(page, "Limits of payments");
      await page.keyboard.press("p");
      await page.waitForSelector(".told");
      expect(await page.textContent(".told")).toContain("the claim is now passed");

      const next = await startClient(served.repository.dir, { session: "tomorrow" });
      const task = "enqueue drops jobs that are too large";
      const { facts } = await next.call("retrieve_context", { task });
      await next.close();
      expect(facts.items).toMatchObject([{ title: "The queue drops jobs above 192 kB" }]);
      expect([foreign(asked, served), complaints, served.faults]).toEqual([[], [], []]);
    } finally {
      await worker.close();
      await page.close();
      await served.close();
    }
  });
});

/** With `j`, as a person without a mouse would. */
async function focusItem(page: Page, words: string): Promise<void> {
  const count = await page.evaluate<number>("document.querySelectorAll('main .item').length");
  for (let step = 0; step <= count; step += 1) {
    await page.keyboard.press("j");
    if ((await page.evaluate<string>("document.activeElement.innerText")).includes(words)) return;
  }
  throw new Error(`no item says ${words}`);
}

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
