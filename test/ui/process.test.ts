// `agentops-mcp ui` as a process: it prints a link that works, ends with its terminal, and says what is wrong with a port.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BUILT, createHome, runCli, SYSTEM_PATH } from "../cli/run-cli.ts";
import { ROOT } from "../support/client.ts";
import { inProcess } from "../support/in-process.ts";
import { createRecorder, storedIds } from "../support/journal.ts";
import { createRepository, repositoryIn, type TestRepository } from "../support/repository.ts";

let repository: TestRepository;
let home: ReturnType<typeof createHome>;
beforeAll(() => {
  repository = createRepository();
  home = createHome();
});
afterAll(() => {
  repository.remove();
  home.remove();
});

async function started(
  env: Record<string, string> = {},
  cwd = repository.dir,
  more: readonly string[] = [],
): Promise<{ child: ChildProcess; told: Record<string, unknown> }> {
  const child = spawn(process.execPath, [BUILT, "ui", "--json", ...more], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: SYSTEM_PATH, HOME: home.home, GIT_CONFIG_NOSYSTEM: "1", ...env },
  });
  const [first] = await once(child.stdout ?? child, "data");
  return { child, told: JSON.parse(String(first)) };
}

it.each(["SIGINT", "SIGTERM"] as const)(
  "serves until %s, with a page open, and lets nobody decide where no person is",
  async (signal) => {
    const { child, told } = await started();
    const ended = once(child, "exit");
    try {
      expect(told).toMatchObject({
        read_only: true,
        opened: false,
        forward: expect.stringContaining(`ssh -L ${told.port}:127.0.0.1:${told.port}`),
      });
      const entered = await fetch(String(told.url));
      const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
      const events = await fetch(`http://127.0.0.1:${told.port}/events`, { headers: { cookie } });
      expect(events.headers.get("content-type")).toBe("text/event-stream");
      events.body?.getReader().closed.catch(() => {});
    } finally {
      child.kill(signal);
    }
    expect(await ended).toEqual([0, null]);
  },
);

it("answers from a process beside it, which goes with it however it ends", async () => {
  const { child, told } = await started();
  const entered = await fetch(String(told.url));
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const get = (where: string) => fetch(`http://127.0.0.1:${told.port}${where}`, { headers: { cookie } });
  expect(await (await get("/")).text()).toContain("No lesson is stored yet");
  expect(await (await get("/waiting/compared")).text()).toContain('<div id="compared">');
  expect((await get("/awake")).status).toBe(204);
  const besides = () =>
    readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").split(" ").filter(Boolean);
  // Another one takes the place of one that dies.
  for (const pid of besides()) process.kill(Number(pid), "SIGKILL");
  while (besides().length > 0) await setTimeout(50);
  expect((await get("/")).status).toBe(200);
  const beside = besides();
  expect(beside).toHaveLength(1);
  child.kill("SIGKILL");
  await once(child, "exit");
  while (beside.some((pid) => existsSync(`/proc/${pid}`))) await setTimeout(50);
});

it("names the layer of what a task brings up, and looking writes nothing into it", async () => {
  const cli = (...args: string[]) => runCli(repository.dir, args, { home: home.home });
  cli("layer", "add", "personal");
  const body = "vite preview takes the next port silently while an old one runs; wait for it to end.";
  cli("add", "vite preview takes another port", "--layer", "personal", "--kind", "gotcha", "--body", body);
  const personal = path.join(home.home, ".local/share/agentops/personal");
  const [id = ""] = storedIds(repositoryIn(personal), "learning");
  expect(cli("edit", id, "--title", "vite preview takes the port after its own").code).toBe(0);
  const { child, told } = await started();
  const ended = once(child, "exit");
  const entered = await fetch(String(told.url));
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const asked = `http://127.0.0.1:${told.port}/?q=vite+preview+takes+the+next+port`;
  const page = await (await fetch(asked, { headers: { cookie } })).text();
  expect(page).toMatch(
    /vite preview takes the port after its own<\/bdi><\/h3>\s*<p[^>]*><span class="chip warn">layer personal/,
  );
  // It has no page here, where the team's lessons are.
  expect(page).toMatch(
    /<li><bdi>vite preview takes another port<\/bdi> <span class="chip warn">layer personal<\/span> <span class="soft">superseded by/,
  );
  child.kill("SIGINT");
  await ended;
  expect(storedIds(repositoryIn(personal), "retrieval")).toEqual([]);
});

it("keeps the list as it was shown last beside the records, until one was redacted", async () => {
  const shop = createRepository();
  try {
    const worker = await inProcess(shop.dir, { session: "monday" });
    const id = await createRecorder(worker, 1)({ title: "The ferry sails on odd days" });
    await worker.close();
    const kept = () => {
      const folder = path.join(shop.dir, ".git/agentops/cache");
      const names = readdirSync(folder).filter((name) => name.startsWith("page-"));
      return names.map((name) => readFileSync(path.join(folder, name), "utf8").includes("The ferry sails"));
    };
    expect(await pageOf(shop.dir)).toContain("The ferry sails on odd days");
    expect(kept()).toEqual([true]);
    const redact = ["redact", id, "--reason", "a name", "--yes"];
    expect(runCli(shop.dir, redact, { home: home.home }).code).toBe(0);
    expect(await pageOf(shop.dir)).not.toContain("The ferry");
    expect(kept()).not.toContain(true);
  } finally {
    shop.remove();
  }
});

it("names the layer that it is opened on, and keeps nothing of it in the team's store", async () => {
  const shop = createRepository();
  try {
    expect(runCli(shop.dir, ["layer", "add", "personal"], { home: home.home }).code).toBe(0);
    const lesson = ["--title", "The left tap drips in winter", "--kind", "gotcha", "--layer", "personal"];
    const body = "`tap --left` drips below 5 degrees. Close it with `tap --shut` before the first frost.";
    const told = runCli(shop.dir, ["add", ...lesson, "--body", body, "--evidence", "command tap --left"], {
      home: home.home,
    });
    expect([told.code, told.stderr]).toEqual([0, ""]);
    const page = await pageOf(shop.dir, ["--layer", "personal"]);
    expect(page).toContain(`<bdi>${path.basename(shop.dir)}, layer personal</bdi>`);
    expect(page).toContain("The left tap drips");
    const teams = await pageOf(shop.dir);
    expect(teams).toContain(`<bdi>${path.basename(shop.dir)}</bdi>`);
    expect(teams).not.toContain("drips");
    const kept = path.join(shop.dir, ".git/agentops/cache");
    const texts = existsSync(kept) ? readdirSync(kept).filter((name) => name.startsWith("page-")) : [];
    expect(texts.map((name) => readFileSync(path.join(kept, name), "utf8")).join()).not.toContain("drips");
  } finally {
    shop.remove();
  }
});

/** What the first page shows once the records are read. */
async function pageOf(dir: string, more: readonly string[] = []): Promise<string> {
  const { child, told } = await started({}, dir, more);
  const entered = await fetch(String(told.url));
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const headers = { cookie };
  const text = await (await fetch(`http://127.0.0.1:${told.port}/`, { headers })).text();
  child.kill("SIGTERM");
  await once(child, "exit");
  return text;
}

it("names the port that another program has, and what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { code, stderr } = runCli(repository.dir, ["ui", "--port", String(port)], { home: home.home });
  other.close();
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(new RegExp(`Port ${port} is in use by another program\\.\\n.*--port`)),
  ]);
  expect(runCli(repository.dir, ["ui", "--port", "99999"], { home: home.home })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("1 to 65535"),
  });
});

it("says at once that there is no repository", () => {
  expect(runCli(home.home, ["ui"], { home: home.home })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no git repository"),
  });
});

it("is in no program that only hooks start", () => {
  for (const program of ["hook", "hook-past", "hook-judge", "agentops-mcp"])
    expect([
      program,
      readFileSync(path.join(ROOT, `dist/${program}.js`), "utf8").includes("agentops_ui_"),
    ]).toEqual([program, false]);
});
