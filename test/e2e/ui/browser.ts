// Starts a real Chromium under the hands of Playwright, both fetched once into a cache so that they never become dependencies.
import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { PROJECT_ROOT } from "../runtimes/installed.ts";

/** As far as these tests use what Playwright calls so. */
export interface Page {
  goto(url: string, options?: { waitUntil?: "load" | "domcontentloaded" }): Promise<unknown>;
  url(): string;
  evaluate<T>(expression: string): Promise<T>;
  waitForSelector(
    selector: string,
    options?: { state?: "attached" | "detached" | "visible" },
  ): Promise<unknown>;
  waitForURL(url: string | RegExp): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  click(selector: string): Promise<void>;
  selectOption(selector: string, value: string): Promise<unknown>;
  textContent(selector: string): Promise<string | null>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  emulateMedia(media: { colorScheme: "light" | "dark" }): Promise<void>;
  screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>;
  on(event: "request", told: (request: { url(): string }) => void): unknown;
  on(event: "pageerror", told: (error: Error) => void): unknown;
  on(event: "console", told: (message: { type(): string; text(): string }) => void): unknown;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  close(): Promise<void>;
}

export interface Browser {
  newPage(options?: { viewport?: { width: number; height: number } }): Promise<Page>;
  close(): Promise<void>;
}

/** Asks again and again, as a policy that lets nothing be evaluated forbids a page to ask itself. */
export async function until(page: Page, expression: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await page.evaluate<boolean>(expression))) {
    if (Date.now() > end) throw new Error(`never true: ${expression}`);
    await setTimeout(20);
  }
}

interface Playwright {
  readonly chromium: {
    launch(options: { executablePath?: string; args: string[] }): Promise<Browser>;
  };
}

const run = promisify(execFile);
const PACKAGES = ["playwright-core@1.65.1", "axe-core@4.14.1"] as const;
const FOLDER = join(PROJECT_ROOT, ".cache", `browser-${PACKAGES.join("-")}`);
const OWN_BROWSERS = join(PROJECT_ROOT, ".cache/browsers");
const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

/** Nothing of its own goes out: a machine without a network would make it wait. */
const ARGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Only root needs it, and a container's user.
  "--no-sandbox",
];

/** Throws where neither this machine has a Chromium nor Playwright can fetch one. */
export async function startBrowser(): Promise<Browser> {
  if (!existsSync(FOLDER)) await install();
  const { chromium } = createRequire(join(FOLDER, "package.json"))("playwright-core") as Playwright;
  const program = process.env.CHROME ?? onPath();
  if (program !== null) return chromium.launch({ executablePath: program, args: ARGS });
  process.env.PLAYWRIGHT_BROWSERS_PATH = OWN_BROWSERS;
  const cli = join(FOLDER, "node_modules/playwright-core/cli.js");
  await run(process.execPath, [cli, "install", "chromium"], { timeout: 300_000 }).catch((error: unknown) => {
    throw new Error(
      `No Chromium: install one (on Debian: apt-get install chromium), or name it by CHROME. ${String(error)}`,
    );
  });
  return chromium.launch({ args: ARGS });
}

/** Beside the final place first: a folder with the final name is always whole. */
async function install(): Promise<void> {
  const partial = `${FOLDER}.partial-${process.pid}`;
  await mkdir(partial, { recursive: true });
  try {
    await writeFile(join(partial, "package.json"), '{"private":true}\n');
    const options = ["--prefix", partial, "--ignore-scripts", "--no-audit", "--no-fund"];
    await run("npm", ["install", ...options, ...PACKAGES], { timeout: 300_000 });
    await rename(partial, FOLDER);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

function onPath(): string | null {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return places.find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface Violation {
  readonly id: string;
  readonly nodes: readonly string[];
}

/** What axe finds against WCAG 2.2 A and AA, and against what it calls good practice. */
export async function violationsOn(page: Page): Promise<Violation[]> {
  const axe = readFileSync(join(FOLDER, "node_modules/axe-core/axe.min.js"), "utf8");
  await page.evaluate(`${axe}; true`);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  return page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, any }) => html.slice(0, 200) + " " + any.map(({ message }) => message).join("; ")) })))`,
  );
}
