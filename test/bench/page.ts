// Measures the live page in a real Chromium: how soon it stands and answers a letter, what it sends, and what it takes while nobody looks.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { BUILT } from "../cli/run-cli.ts";
import { type Browser, type Page, startBrowser } from "../e2e/ui/browser.ts";
import { deleteCache, repositoryWithLearnings } from "./filled-repository.ts";

const { values } = parseArgs({
  options: { lessons: { type: "string", default: "10000" }, rounds: { type: "string", default: "5" } },
});
const TASK = "retry the upload when the connection is closed";
/** From the request to the first paint; the link that lets the browser in comes before. */
const OF_THE_PAGE = "performance.getEntriesByType('paint').at(-1)?.startTime ?? 0";
/** Nobody reads a page and types sooner. */
const BEFORE_TYPING_MS = 1_000;
/** Longer than the process that reads the records is kept after the last question. */
const UNTIL_IDLE_MS = 63_000;
const WATCHED_MS = 20_000;

const { repository } = await repositoryWithLearnings(Number(values.lessons));
const browser = await startBrowser();
try {
  const opened: Record<string, number[]> = {};
  const note = (what: string, ms: number): void => {
    opened[what] = [...(opened[what] ?? []), Math.round(ms)];
  };
  // Makes what is kept of the records, for the starts that find it.
  await measure(browser, () => {});
  const states = [
    ["the page was shown before", () => {}],
    ["the page was never shown", () => forgetPages(repository.dir)],
    ["nothing is kept", () => deleteCache(repository)],
  ] as const;
  for (const [how, prepare] of states)
    for (let round = 0; round < Number(values.rounds); round += 1) {
      prepare();
      await measure(browser, (what, ms) => note(`${how}: ${what}`, ms));
    }
  for (const [what, all] of Object.entries(opened)) {
    const sorted = all.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
    process.stdout.write(`${what}: p50 ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)} ms of ${all.length}\n`);
  }
  await idle(browser);
} finally {
  await browser.close();
  repository.remove();
}

/** As after an installation beside a journal that others have used. */
function forgetPages(dir: string): void {
  const folder = path.join(dir, ".git/agentops/cache");
  for (const name of readdirSync(folder)) if (name.startsWith("page-")) rmSync(path.join(folder, name));
}

async function started(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [BUILT, "ui", "--json"], {
    cwd: repository.dir,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [told] = await once(child.stdout ?? child, "data");
  return { child, url: JSON.parse(String(told)).url };
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await once(child, "exit");
}

async function measure(by: Browser, note: (what: string, ms: number) => void): Promise<void> {
  const { child, url } = await started();
  const page = await by.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto("about:blank");
  const began = performance.now();
  await page.goto(url, { waitUntil: "domcontentloaded" });
  await page.waitForSelector("h1");
  note("until it stands", performance.now() - began);
  await page.waitForSelector("#results .item");
  await settled(page, "document.getElementById('news').hidden");
  note("until it shows what is stored", performance.now() - began);
  note("of that the page itself, as the browser has it", await page.evaluate<number>(OF_THE_PAGE));
  await wait(BEFORE_TYPING_MS);
  for (const [at, letter] of [...TASK].entries()) {
    const ms = await letterTook(page, letter);
    note(at === 0 ? "first letter" : at < 4 ? "second to fourth letter" : "later letters", ms);
    await wait(120);
  }
  await page.close();
  await ended(child);
}

/** From the key to the results in their place, as the page's own clock has it. */
async function letterTook(page: Page, letter: string): Promise<number> {
  await page.evaluate(`(() => {
    window.took = null;
    const field = document.getElementById("q");
    field.focus();
    field.addEventListener("input", () => { window.began = performance.now(); }, { once: true });
    const seen = new MutationObserver(() => {
      seen.disconnect();
      requestAnimationFrame(() => { window.took = performance.now() - window.began; });
    });
    seen.observe(document.getElementById("results"), { childList: true });
  })()`);
  await page.keyboard.type(letter);
  await settled(page, "window.took !== null");
  return page.evaluate<number>("window.took");
}

async function settled(page: Page, expression: string): Promise<void> {
  while (!(await page.evaluate<boolean>(expression))) await wait(5);
}

/** Of the process that stays; where there is a /proc. */
async function idle(by: Browser): Promise<void> {
  if (!existsSync("/proc/self/stat")) return;
  const { child, url } = await started();
  const page = await by.newPage();
  await page.goto(url);
  await page.waitForSelector("#results .item");
  await wait(UNTIL_IDLE_MS);
  const before = ticks(child);
  await wait(WATCHED_MS);
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  const besides = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
  process.stdout.write(
    `with a page open and nobody at it: ${Math.round(kilobytes / 1_024)} MB, ${ticks(child) - before} ticks of 10 ms in ${WATCHED_MS / 1_000} s, processes beside it: ${besides === "" ? 0 : besides.split(" ").length}\n`,
  );
  await page.close();
  await ended(child);
}

function ticks({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
