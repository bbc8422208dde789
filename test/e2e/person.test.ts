// A person at the live page while real Claude Code works: sees its lesson arrive, steers by keys, and the next session gets what was steered.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BUILT, createHome, runCli, SYSTEM_PATH } from "../cli/run-cli.ts";
import type { TestRepository } from "../support/repository.ts";
import { runHeadless } from "./headless.ts";
import type { Turn } from "./protocol.ts";
import { claude } from "./runtimes/claude.ts";
import { startScriptedModel } from "./scripted-model.ts";
import { type Browser, type Page, startBrowser } from "./ui/browser.ts";
import { askFor, fillShop } from "./ui/shop.ts";

let browser: Browser;
let repository: TestRepository;
let home: ReturnType<typeof createHome>;
beforeAll(async () => {
  browser = await startBrowser();
  repository = await fillShop();
  home = createHome();
  expect(runCli(repository.dir, ["init", "--runtime", "claude", "--yes"], { home: home.home }).code).toBe(0);
});
afterAll(async () => {
  await browser?.close();
  repository?.remove();
  home?.remove();
});

const FOUND = {
  title: "The queue drops jobs above 256 kB",
  kind: "gotcha",
  body: "`enqueue()` in src/jobs/file-2.ts answers 200 and drops what is above 256 kB. Store it, and queue its id.",
  paths: ["src/jobs/file-2.ts"],
};
const CORRECTED = {
  title: "The queue drops jobs above 192 kB",
  body: "`enqueue()` in src/jobs/file-2.ts answers 200 and drops what is above 192 kB, since May.",
};
const QUESTIONS = [
  ["stuck", "Unexpected token in JSON at line 3 of rates.json", "rates.yaml is the source"],
  ["lost", "npm run fixtures ends with ENOSPC in /var/tmp", "fixtures go to /srv since May"],
  ["slow", "the socket of the mail server times out after STARTTLS", "use port 465"],
] as const;

it("while Claude Code works, a person sees its lesson arrive, edits it, retires one and decides three drafts by key; the next session gets the edit", async () => {
  const terminal = spawnOnTerminal(["ui", "--no-open"]);
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  try {
    const link = await linkIn(terminal);
    await page.goto(link);
    await page.waitForURL(/:\d+\/$/);
    await page.waitForSelector("#results .item");

    // Its session goes on until the person is done.
    const done = path.join(home.home, "done");
    const atWork = play("Find out why large jobs get lost.", [
      { tool: "record_learning", arguments: FOUND },
      { shell: `until [ -e '${done}' ]; do sleep 0.2; done` },
      { say: "The queue drops them, and that is recorded." },
      { say: "That is all." },
    ]);
    await page.waitForSelector(`text=${FOUND.title}`);
    await editNewest(page, CORRECTED);
    await retire(page, "make 3.81");
    await answerAll(page);
    await decideDrafts(page);
    writeFileSync(done, "");
    const [first] = (await atWork).toolResults;
    expect(first).toContain('"state":"admitted"');

    const next = await play("Say why a large job gets lost: enqueue drops jobs that are too large.", [
      { tool: "retrieve_context", arguments: { task: "enqueue drops jobs that are too large" } },
      { tool: "retrieve_context", arguments: { task: "the build stops at line 12 of the Makefile, make 4" } },
      { say: "It is too large." },
      { say: "That is all." },
    ]);
    const [given, retired] = next.toolResults.map((text) => JSON.parse(text).items);
    expect(given).toMatchObject([{ title: CORRECTED.title, text: expect.stringContaining(CORRECTED.body) }]);
    expect(retired).toEqual([]);
    const foreign = asked.filter((url) => !url.startsWith(new URL(link).origin) && !url.startsWith("data:"));
    expect([foreign, complaints]).toEqual([[], []]);
  } finally {
    await page.close();
    await ended(terminal);
  }
});

/** By keys alone: to the newest lesson, into it, and into its form. */
async function editNewest(page: Page, { title, body }: typeof CORRECTED): Promise<void> {
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/lesson\/\w{26}$/);
  await page.keyboard.press("e");
  await page.waitForURL(/\/edit$/);
  await page.fill("#f-title", title);
  await page.fill("#f-body", body);
  await page.click("form.stack button");
  await page.waitForSelector(".told");
  expect(await page.textContent(".told")).toContain("it replaces");
}

async function retire(page: Page, words: string): Promise<void> {
  await page.keyboard.press("1");
  await page.waitForSelector("#results .item");
  await page.keyboard.press("g");
  await page.waitForURL(/show=go/);
  await page.waitForSelector("#results .item");
  await focusItem(page, words);
  await page.keyboard.press("r");
  await page.waitForSelector(".told");
  expect(await page.textContent(".told")).toContain("retire: recorded as");
}

async function answerAll(page: Page): Promise<void> {
  await askFor(
    repository,
    QUESTIONS.map(([session, failed]) => [session, failed]),
  );
  await page.keyboard.press("3");
  await page.waitForURL(/\/waiting$/);
  for (const [, , answer] of QUESTIONS) {
    await focusItem(page, "What is known of");
    await page.keyboard.press("a");
    await page.keyboard.type(answer);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".told");
    expect(await page.textContent(".told")).toContain("answer: recorded as");
    await page.goto(page.url());
  }
}

async function decideDrafts(page: Page): Promise<void> {
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
}

/** With `j`, as a person without a mouse would. */
async function focusItem(page: Page, words: string): Promise<void> {
  const count = await page.evaluate<number>("document.querySelectorAll('main .item').length");
  for (let step = 0; step <= count; step += 1) {
    await page.keyboard.press("j");
    if ((await page.evaluate<string>("document.activeElement.innerText")).includes(words)) return;
  }
  throw new Error(`no item says ${words}`);
}

/** One session of the real client, with a model that plays `turns`. */
async function play(prompt: string, turns: readonly Turn[]) {
  const model = await startScriptedModel(turns);
  const session = { prompt, cwd: repository.dir, home: home.home, modelUrl: model.url, shell: true };
  const finished = await runHeadless(claude, session).finally(model.close);
  expect(finished, finished.output).toMatchObject({ exitCode: 0, timedOut: false });
  expect(model.faults, finished.output).toEqual([]);
  return { toolResults: model.requests.at(-1)?.toolResults ?? [] };
}

/** At a terminal of its own, by which what is decided at the page is a person's. */
const spawnOnTerminal = (args: readonly string[]): ChildProcess =>
  spawn("/usr/bin/script", ["-qec", [process.execPath, BUILT, ...args].join(" "), "/dev/null"], {
    cwd: repository.dir,
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: SYSTEM_PATH, HOME: home.home, GIT_CONFIG_NOSYSTEM: "1", SHELL: "/bin/sh" },
  });

async function linkIn({ stdout }: ChildProcess): Promise<string> {
  let told = "";
  if (stdout)
    for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
      told += String(chunk);
      const link = /http:\/\/\S+/.exec(told)?.[0];
      if (link !== undefined && told.includes("\n", told.indexOf(link))) return link;
    }
  throw new Error(`no link in ${told}`);
}

/** By Ctrl-C, as a person ends it. */
async function ended(terminal: ChildProcess): Promise<void> {
  const gone = once(terminal, "exit");
  terminal.stdin?.write("\u0003");
  await gone;
}
