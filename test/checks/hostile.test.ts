// A check that misbehaves, by mistake or not, ends as a receipt that names it and leaves nothing behind.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { probeSandbox } from "../../src/checks/probe.ts";
import { Receipt } from "../../src/checks/receipt.ts";
import { openNone } from "../../src/checks/unconfined.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { ownTemporaryFolder, receiptOf, runOn, shell } from "./run.ts";

let repository: TestRepository;
let tidyUp: () => void;

beforeEach(() => {
  tidyUp = ownTemporaryFolder();
  repository = createRepository();
});
afterEach(() => {
  repository.remove();
  tidyUp();
});

const MB = 1024 * 1024;
const NONE = openNone("a test wants none");

/** Processes whose command line holds a word that only the test's check uses. */
function running(word: string): string[] {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, "latin1").split("\0").includes(word);
    } catch {
      return false;
    }
  });
}

/** Everything of the git directory that is not our own, by content. */
function gitState(): Record<string, string> {
  const top = path.join(repository.dir, ".git");
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const place = path.join(folder, entry.name);
      if (entry.isDirectory()) return place === path.join(top, "agentops") ? [] : walk(place);
      return [place];
    });
  return Object.fromEntries(
    walk(top).map((file) => [file, createHash("sha256").update(readFileSync(file)).digest("hex")]),
  );
}

// Where a machine of Linux has no bubblewrap, these must fail rather than be left out.
describe.runIf(process.platform === "linux")("in a sandbox", () => {
  it("finds one here", async () => {
    expect(await probeSandbox()).toMatchObject({ level: "bubblewrap", leavesNothing: true });
  });

  it("tells an ordinary success and failure in every fact of the receipt", async () => {
    const good = await receiptOf(repository, "echo out; echo err >&2");
    expect(Receipt.parse(good)).toEqual(good);
    expect(good).toMatchObject({
      check: "it",
      authored: "policy",
      cwd: ".",
      exit: 0,
      signal: null,
      reason: "ok",
      metric: null,
      sandbox: "bubblewrap",
      network: false,
      setup: null,
      tail: "",
      tree: repository.git("rev-parse", "HEAD^{tree}").trim(),
      tools: {
        node: expect.stringMatching(/^\d+\./),
        git: expect.stringMatching(/^\d+\./),
        arch: process.arch,
      },
    });
    expect(good.head.split("\n").filter(Boolean).sort()).toEqual(["err", "out"]);
    const sha = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(good.outputDigest).toBe(sha(sha("out\n") + sha("err\n")));
    expect(await receiptOf(repository, "exit 7")).toMatchObject({ exit: 7, reason: "exit", signal: null });
    expect(await receiptOf(repository, "kill -SEGV $$")).toMatchObject({ reason: "exit", signal: "SIGSEGV" });
  });

  it("says which program, folder or sandbox part was not there", async () => {
    const { receipts } = await runOn(repository, {
      checks: [
        { id: "program", run: ["no-such-program"] },
        { id: "folder", run: ["true"], cwd: "nowhere" },
      ],
    });
    expect(receipts.map(({ reason, exit }) => [reason, exit])).toEqual([
      ["not_started", null],
      ["not_started", null],
    ]);
    expect(receipts[0]?.head).toMatch(/no-such-program: there is no such program/);
    expect(receipts[1]?.head).toMatch(/nowhere/);
  });

  it("hides the home, other users' files, the environment and the repository itself", async () => {
    const secret = path.join(os.homedir(), `.agentops-test-${process.pid}`);
    writeFileSync(secret, "from the home\n");
    process.env.AGENTOPS_TEST_TOKEN = "from-the-environment";
    try {
      const line = `cat ${secret}; ls ${repository.dir}; env; echo "home $HOME"; ls -A "$HOME"; cat /etc/shadow`;
      const { head, tail } = await receiptOf(repository, line);
      expect(head).toMatch(/agentops-test-\d+: No such file/);
      expect(head + tail).not.toMatch(/from the home|from-the-environment|root:.*:/);
      expect(head).toMatch(/home \/home\/agentops/);
      expect(head).toContain(`cannot access '${repository.dir}'`);
    } finally {
      delete process.env.AGENTOPS_TEST_TOKEN;
      rmSync(secret);
    }
  });

  it("has no network unless the check says so, and loopback of its own", async () => {
    const server = createServer((socket) => socket.end("reached\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const line = `node -e 'require("net").connect(${port}, "127.0.0.1").on("error", (e) => { console.log(e.code); process.exit(1) }).pipe(process.stdout)'`;
    try {
      expect(await receiptOf(repository, line)).toMatchObject({ reason: "exit", head: "ECONNREFUSED\n" });
      expect(await receiptOf(repository, line, { network: true })).toMatchObject({
        reason: "ok",
        head: "reached\n",
        network: true,
      });
      const own = `node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log("up"); s.close() })'`;
      expect(await receiptOf(repository, own)).toMatchObject({ reason: "ok", head: "up\n" });
    } finally {
      server.close();
    }
  });

  it("can't write to the system, and its changes of git's folder reach nobody", async () => {
    const before = gitState();
    const tries = [
      "mkdir .git && echo '[core] fsmonitor=touch /tmp/ran' > .git/config",
      "mkdir -p src/.git/hooks && echo x > src/.git/hooks/post-checkout",
      "echo x > ../.git/config; echo x > ../../config; touch /usr/left; touch /etc/left; ls -a .",
    ];
    repository.commit({ "src/a.txt": "a\n" });
    const after = gitState();
    expect(Object.keys(after).length).toBeGreaterThan(Object.keys(before).length);
    expect(await receiptOf(repository, tries.join("; "))).toMatchObject({ reason: "ok" });
    expect(gitState()).toEqual(after);
    expect(existsSync("/usr/left") || existsSync("/etc/left")).toBe(false);
    expect(await receiptOf(repository, "find . -name .git -o -name left")).toMatchObject({
      reason: "ok",
      head: "",
    });
  });

  it("ends daemons with the check, and the check that never ends", async () => {
    const word = `3600.${process.pid}`;
    const daemon = `setsid -f sleep ${word}; (setsid sh -c 'setsid -f sleep ${word}' &); sleep 0.2; echo started`;
    expect(await receiptOf(repository, daemon)).toMatchObject({ reason: "ok", head: "started\n" });
    expect(running(word)).toEqual([]);
    const endless = await receiptOf(repository, `trap '' TERM INT; sleep ${word}`, { timeout: 1 });
    expect(endless).toMatchObject({ reason: "timeout", exit: null });
    expect(running(word)).toEqual([]);
  });

  it("stops one that prints without end, and keeps little of it in memory", async () => {
    const before = process.memoryUsage().rss;
    const receipt = await receiptOf(repository, "yes 0123456789 | head -c 1073741824");
    expect(receipt).toMatchObject({ reason: "output", exit: null });
    expect(receipt.head.length + receipt.tail.length).toBeLessThanOrEqual(4000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MB);
  });

  it("stops one that fills the disk, in one file or in many, and frees what it took", async () => {
    const limits = { diskBytes: 40 * MB };
    const many =
      "i=0; while [ $i -lt 400 ]; do dd if=/dev/zero of=$1/f$i bs=1M count=2 2>/dev/null; i=$((i+1)); sleep 0.01; done";
    for (const folder of [".", '"$HOME"', "/tmp", "/var/tmp"]) {
      const line = `write() { ${many}; }; write ${folder}`;
      expect(await receiptOf(repository, line, {}, { limits })).toMatchObject({ reason: "disk" });
    }
    expect(await receiptOf(repository, "truncate -s 100G huge")).toMatchObject({ reason: "disk" });
    const slot = path.join(repository.dir, ".git/agentops/checks/slots/0");
    expect(readdirSync(path.join(slot, "files"))).toEqual(["README.md"]);
    expect(existsSync(path.join(slot, "scratch"))).toBe(false);
  });

  it("stops one that takes too much memory or too many processes", async () => {
    const memory = `node -e 'const kept = []; setInterval(() => kept.push(Buffer.alloc(4e6, 1)), 5)'`;
    expect(await receiptOf(repository, memory, {}, { limits: { memoryBytes: 200 * MB } })).toMatchObject({
      reason: "memory",
    });
    const many = "for i in $(seq 60); do sleep 30 & done; wait";
    expect(await receiptOf(repository, many, {}, { limits: { processes: 40 } })).toMatchObject({
      reason: "processes",
    });
  });

  it("takes a metric only from a last line that is one number", async () => {
    const metric = { metric: { direction: "higher" } };
    const of = async (text: string) => {
      const { reason, metric: value } = await receiptOf(repository, `printf '${text}'; echo 99 >&2`, metric);
      return [reason, value];
    };
    expect(await of("12\\n97.5\\n\\n")).toEqual(["ok", 97.5]);
    for (const text of ["", "none\\n", "NaN\\n", "Infinity\\n", "97.5 percent\\n", "0x10\\n", "1 2\\n"])
      expect(await of(text), text).toEqual(["metric", null]);
    expect(await receiptOf(repository, "echo 5; exit 1", metric)).toMatchObject({
      reason: "exit",
      metric: null,
    });
  });

  it("keeps credentials and what nobody sees out of the receipt", async () => {
    const token = `ghp_${"a1B2c3D4e5F6".repeat(3)}`;
    const { head } = await receiptOf(
      repository,
      `echo before; echo "token ${token}"; printf '\\033[31mred\\033[0m\\n'`,
    );
    expect(head).toBe("before\n[a line with a credential was left out]\nred\n");
  });

  it("ends at once when it is cancelled", async () => {
    const stop = new AbortController();
    const word = `3601.${process.pid}`;
    const run = runOn(repository, shell(`sleep ${word}`), { signal: stop.signal });
    while (running(word).length === 0) await sleep(20);
    stop.abort();
    await expect(run).rejects.toMatchObject({ code: "CANCELLED" });
    expect(running(word)).toEqual([]);
  });
});

describe("without a sandbox", () => {
  it("says so in every receipt, and refuses where the policy demands one", async () => {
    const result = await runOn(repository, shell("echo hello"), { sandbox: NONE });
    expect(result).toMatchObject({ sandbox: "none", about: "a test wants none" });
    expect(result.receipts[0]).toMatchObject({ reason: "ok", sandbox: "none", head: "hello\n" });
    const strict = { ...shell("touch ran"), sandbox: "require" };
    await expect(runOn(repository, strict, { sandbox: NONE })).rejects.toMatchObject({ code: "NO_SANDBOX" });
  });

  it("still gives a clean place outside the repository, a home of its own and a scrubbed environment", async () => {
    process.env.AGENTOPS_TEST_TOKEN = "from-the-environment";
    try {
      const { head } = await receiptOf(repository, "pwd; ls -A; env; git status", {}, { sandbox: NONE });
      expect(head).not.toContain("from-the-environment");
      expect(head).not.toContain(repository.dir);
      expect(head).toMatch(/not a git repository/);
      expect(head).not.toContain(`HOME=${os.homedir()}\n`);
    } finally {
      delete process.env.AGENTOPS_TEST_TOKEN;
    }
  });

  it.runIf(process.platform === "linux")("leaves no daemon behind", async () => {
    const word = `3602.${process.pid}`;
    const line = `setsid -f sleep ${word}; sleep 0.2`;
    expect(await receiptOf(repository, line, {}, { sandbox: NONE })).toMatchObject({ reason: "ok" });
    expect(running(word)).toEqual([]);
  });
});

it("refuses a claim's command that leaves the checkout or is none", async () => {
  const more = [{ run: [] }, { run: ["true"], cwd: "../.." }, { run: ["true"], cwd: "/" }, { run: ["a\0b"] }];
  for (const each of more) {
    const run = runOn(repository, shell("true"), { sandbox: NONE, extra: [{ id: "C1", ...each }] });
    await expect(run).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringMatching(/C1: (run|cwd)/),
    });
  }
});

it("refuses a check that the policy lacks and a commit that is gone", async () => {
  await expect(runOn(repository, shell("true"), { checks: ["its"] })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    fix: expect.stringMatching(/Did you mean it\?/),
  });
  for (const commit of ["0".repeat(40), "HEAD", "--help"])
    await expect(runOn(repository, shell("true"), { commit })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
