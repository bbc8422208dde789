// A judge that misbehaves, by mistake or not, ends as an opinion that says so and leaves nothing behind.
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openNone } from "../../src/checks/unconfined.ts";
import { holds } from "../../src/claims/io/claimed-commit.ts";
import { ConfigSchema } from "../../src/config/config.ts";
import { createObjectReader } from "../../src/git/object-reader.ts";
import { findRepository } from "../../src/git/repository.ts";
import { askPanel, type JudgeOpinion, type PanelRequest } from "../../src/judges/ask-panel.ts";
import { ownTemporaryFolder } from "../checks/run.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { createJudges, type Judges, type TestJudge } from "./judge.ts";

const PACKET = "A packet.\ncriteria: small\n";

let repository: TestRepository;
let judges: Judges;

beforeEach(() => {
  repository = createRepository();
  repository.commit({ "src/a.txt": "one\ntwo\n" });
  judges = createJudges();
});
afterEach(() => {
  repository.remove();
  judges.remove();
});

/** What they said, in the order in which they were done. */
async function ask(
  panel: readonly (TestJudge | Record<string, unknown>)[],
  more: Partial<PanelRequest> = {},
): Promise<JudgeOpinion[]> {
  const given: JudgeOpinion[] = [];
  const found = await findRepository(repository.dir);
  const place = {
    repository: found,
    reader: createObjectReader(found.commonDir, repository.dir),
    base: async () => null,
  };
  const commit = repository.git("rev-parse", "HEAD").trim();
  const written = panel.map((judge) =>
    "does" in judge ? judges.write(judge as TestJudge) : { adapter: "command", vendor: "v", ...judge },
  );
  await askPanel({
    repository: found,
    tree: repository.git("rev-parse", "HEAD^{tree}").trim(),
    packet: PACKET,
    judges: ConfigSchema.parse({ judges: written }).judges,
    criteria: ["small"],
    prefaces: {},
    sandbox: "require",
    seconds: 60,
    tokens: null,
    signal: new AbortController().signal,
    holds: (location) => holds(place, commit, location),
    known: () => false,
    onOpinion: async (opinion) => void given.push(opinion),
    ...more,
  }).finally(() => place.reader.close());
  return given;
}

async function opinionOf(does: string, more: Partial<TestJudge> = {}, request: Partial<PanelRequest> = {}) {
  const [opinion] = await ask([{ id: "one", does, ...more }], request);
  if (!opinion) throw new Error("no opinion");
  return opinion;
}

/** Processes whose command line holds a word that only the test's judge uses. */
const running = (word: string): string[] =>
  readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, "latin1").includes(word);
    } catch {
      return false;
    }
  });

// Where a machine of Linux has no bubblewrap, these must fail rather than be left out.
describe.runIf(process.platform === "linux")("a judge", () => {
  it("is given the packet, the checkout and nothing else of the machine", async () => {
    process.env.AGENTOPS_TEST_KEY = "for-this-judge";
    process.env.AGENTOPS_TEST_OTHER = "for-nobody";
    const seen =
      "answer('PASS', [{ level: 'note', message: JSON.stringify({ packet, file: readFileSync(process.env.AGENTOPS_PACKET, 'utf8'), code: readFileSync(process.env.AGENTOPS_CHECKOUT + '/src/a.txt', 'utf8'), cwd: process.cwd(), here: readdirSync('.'), home: readdirSync(process.env.HOME), env: Object.keys(process.env).filter((name) => /AGENTOPS|CLAUDE|SSH|TOKEN|KEY/.test(name)).sort(), git: existsSync(process.env.AGENTOPS_CHECKOUT + '/.git') }) }])";
    try {
      const { findings, sandbox, attempts } = await opinionOf(seen, { more: { env: ["AGENTOPS_TEST_KEY"] } });
      expect({ sandbox, attempts }).toEqual({ sandbox: "bubblewrap", attempts: 1 });
      expect(JSON.parse(findings[0]?.message ?? "")).toEqual({
        packet: PACKET,
        file: PACKET,
        code: "one\ntwo\n",
        cwd: "/judge",
        here: ["packet.md"],
        home: [],
        git: false,
        env: ["AGENTOPS_CHECK", "AGENTOPS_CHECKOUT", "AGENTOPS_PACKET", "AGENTOPS_TEST_KEY"],
      });
    } finally {
      delete process.env.AGENTOPS_TEST_KEY;
      delete process.env.AGENTOPS_TEST_OTHER;
    }
  });

  it.each([
    ["prose", "process.stdout.write('I think it passes.')", /not one JSON object/],
    ["nothing", "", /it ended with 0 and no answer|the answer is empty/],
    ["nothing and an error", "process.exit(3)", /it ended with 3 and no answer/],
    ["half an object", 'process.stdout.write(\'{"decision": "PASS"\')', /not one JSON object/],
    ["a list", "process.stdout.write('[]')", /expected object/],
    [
      "a word that is none",
      "process.stdout.write(JSON.stringify({ decision: 'YES', criteria: [] }))",
      /decision/,
    ],
    ["criteria that the claim does not have", "ids[0] = 'other'; answer('PASS')", /no criterion other/],
    ["too few criteria", "ids.length = 0; answer('PASS')", /small is not assessed/],
    ["a pass with an error in it", "answer('PASS', fault('src/a.txt'))", /PASS beside/],
    ["a refusal without a reason", "answer('FAIL')", /without a finding/],
    [
      "a reason that nobody can see",
      "answer('FAIL', fault('src/a.txt', '\\u200b \\u2060'))",
      /must hold words/,
    ],
    [
      "what it was asked about another packet",
      "answer('PASS', [], { packet: '0'.repeat(64) })",
      /packet is not the sha256/,
    ],
    ["a packet that is none", "answer('PASS', [], { packet: null })", /packet is not the sha256/],
    ["two objects", "answer('FAIL', fault('src/a.txt')); answer('PASS')", /not one JSON object/],
    ["a pass and then ends with an error", "answer('PASS'); process.exitCode = 3", /it ended with 3$/],
    ["brackets without end", "process.stdout.write('['.repeat(1e6))", /not one JSON object/],
    ["other bytes than UTF-8", "process.stdout.write(Buffer.from([0xff])); answer('PASS')", /not one JSON/],
    [
      "a number that is none",
      "process.stdout.write(JSON.stringify({ decision: 'PASS', criteria: [], cost: 0 }).replace('0}', 'NaN}'))",
      /not one JSON object/,
    ],
  ])("that answers with %s is asked once more and then abstains", async (_, does, because) => {
    expect(await opinionOf(does)).toMatchObject({
      decision: "ABSTAIN",
      because: expect.stringMatching(because),
      attempts: 2,
    });
  });

  it("that is told what was wrong can repair it", async () => {
    const does =
      "if (process.env.AGENTOPS_PREFACE) answer('PASS', [{ level: 'note', message: process.env.AGENTOPS_PREFACE }]); else console.log('Well.')";
    const { decision, attempts, findings } = await opinionOf(does);
    expect({ decision, attempts }).toEqual({ decision: "PASS", attempts: 2 });
    expect(findings[0]?.message).toMatch(/not valid: the answer is not one JSON object\. Answer again/);
  });

  it("may tell which packet it has read", async () => {
    const does =
      "const { createHash } = await import('node:crypto'); answer('PASS', [], { packet: createHash('sha256').update(packet).digest('hex') })";
    expect(await opinionOf(does)).toMatchObject({ decision: "PASS", attempts: 1 });
  });

  it("that lies about places refuses without grounds, also when it is told so", async () => {
    const opinion = await opinionOf("answer('FAIL', [...fault('src/gone.txt:7'), ...fault('src/a.txt:3')])");
    expect(opinion).toMatchObject({ decision: "FAIL", attempts: 2, because: null });
    expect(opinion.findings.map(({ grounded }) => grounded)).toEqual([false, false]);
  });

  it.each([
    ["/repository/src/a.txt:2", "src/a.txt:2"],
    ["./src/a.txt", "src/a.txt"],
    ["src/a.txt:2-7", "src/a.txt:2"],
    ["src/a.txt:1:5", "src/a.txt:1"],
  ])("that writes the place %s means %s", async (written, location) => {
    const honest = await opinionOf(`answer('FAIL', fault('${written}'))`);
    expect(honest).toMatchObject({ attempts: 1, findings: [{ location, grounded: true }] });
  });

  it.each([
    "",
    "..",
    "/etc/passwd",
    "src/a.txt\\u0000",
    "src/a.txt\\u200b",
    "src/a.txt:0",
    "src",
    ".git/HEAD",
  ])("that names the place %j names none", async (written) => {
    const opinion = await opinionOf(`answer('FAIL', fault('${written}'))`);
    expect(opinion.findings.map(({ grounded }) => grounded)).toEqual([false]);
  });

  it("that prints 100 MB is stopped, and none of it is kept", async () => {
    const flood = "const line = 'x'.repeat(1e6); for (let n = 0; n < 100; n++) process.stdout.write(line)";
    const opinion = await opinionOf(flood);
    expect(opinion).toMatchObject({ decision: "ABSTAIN", because: expect.stringMatching(/more than 8 MiB/) });
    expect(JSON.stringify(opinion)).not.toContain("xxxx");
  });

  it("that never ends is stopped in time, with the daemons that it has started", async () => {
    const word = `agentops-daemon-${process.pid}`;
    const daemon = `spawn('setsid', ['sleep', '600', '${word}'], { detached: true, stdio: 'ignore' }).unref(); spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '${word}'], { detached: true, stdio: 'ignore' }).unref()`;
    const [ended, endless] = await Promise.all([
      opinionOf(`${daemon}; answer('PASS')`),
      ask([{ id: "two", does: `${daemon}; setInterval(() => {}, 1000)`, more: { timeout: 1 } }]),
    ]);
    expect(ended.decision).toBe("PASS");
    expect(endless[0]).toMatchObject({
      decision: "ABSTAIN",
      because: expect.stringMatching(/not answer in time/),
      attempts: 1,
    });
    expect(running(word)).toEqual([]);
  });

  it("is stopped with all others when the time for all is over", async () => {
    const does = "setInterval(() => {}, 1000)";
    const opinions = await ask(
      [
        { id: "one", does },
        { id: "two", does },
      ],
      { seconds: 1 },
    );
    expect(opinions.map(({ because }) => because)).toEqual(Array(2).fill(expect.stringMatching(/in time/)));
  });

  it("can't write the checkout, and the next one finds it as it was", async () => {
    const does =
      "for (const each of ['src/a.txt', 'new.txt']) try { writeFileSync(process.env.AGENTOPS_CHECKOUT + '/' + each, 'mine'); answer('FAIL', fault(each)) } catch (error) { if (each === 'new.txt') answer('PASS', [{ level: 'note', message: error.code }]) }";
    const { decision, findings } = await opinionOf(does);
    expect({ decision, said: findings[0]?.message }).toEqual({ decision: "PASS", said: "EROFS" });
  });

  it("finds neither the journal nor the other judge's files, and no server of the worker's", async () => {
    const server = createServer((socket) => socket.end("reached")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const socket = path.join(repository.dir, "server.sock");
    const local = createServer((each) => each.end("reached")).listen(socket);
    const does = `const tried = []; for (const where of [{ port: ${port}, host: '127.0.0.1' }, { path: '${socket}' }]) tried.push(await new Promise(async (done) => { const c = (await import('node:net')).connect(where); c.on('data', () => done('reached')); c.on('error', (e) => done(e.code)); }));
      answer('PASS', [{ level: 'note', message: JSON.stringify({ tried, repository: existsSync('${repository.dir}'), fds: readdirSync('/proc/self/fd').length, processes: readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length }) }])`;
    try {
      const { findings } = await opinionOf(does);
      const seen = JSON.parse(findings[0]?.message ?? "");
      expect(seen).toMatchObject({ tried: ["ECONNREFUSED", "ENOENT"], repository: false });
      expect(seen.processes).toBeLessThan(5);
    } finally {
      server.close();
      local.close();
    }
  });
});

describe("a judge's program", () => {
  const given = async (run: string[]) => (await ask([{ id: "one", run }]))[0];

  it("that is not there is said so, and asks nobody", async () => {
    expect(await given(["no-such-judge"])).toMatchObject({
      decision: "ABSTAIN",
      attempts: 0,
      because: expect.stringMatching(/no program no-such-judge/),
    });
    expect(await given(["/nowhere/judge"])).toMatchObject({ attempts: 0 });
  });

  it.each([
    ["in the working tree", (dir: string) => [path.join(dir, "judge.sh")]],
    ["as an argument in the working tree", (dir: string) => ["sh", path.join(dir, "judge.sh")]],
    ["as a relative argument", () => ["sh", "judge.sh"]],
    ["after an equals sign", (dir: string) => ["env", `X=${path.join(dir, "judge.sh")}`]],
    ["through a link", (_: string, folder: string) => [path.join(folder, "link.sh")]],
    ["in the checkout as the judge sees it", () => ["sh", "/repository/judge.sh"]],
    ["in the checkout, roundabout", () => ["sh", "/judge/../repository/judge.sh"]],
    ["in the git directory", (dir: string) => [path.join(dir, ".git/judge.sh")]],
  ])("%s is refused: the worker could pose as it", async (_, run) => {
    const script = '#!/bin/sh\necho \'{"decision":"PASS","criteria":[{"id":"small","result":"PASSED"}]}\'\n';
    repository.commit({ "judge.sh": script });
    for (const file of ["judge.sh", ".git/judge.sh"])
      writeFileSync(path.join(repository.dir, file), script, { mode: 0o755 });
    symlinkSync(path.join(repository.dir, "judge.sh"), path.join(judges.folder, "link.sh"));
    expect(await given(run(repository.dir, judges.folder))).toMatchObject({
      decision: "ABSTAIN",
      attempts: 0,
      because: expect.stringMatching(/lies where the worker can write|no program/),
    });
  });

  it("in another working tree of the same repository is refused too", async () => {
    const other = path.join(judges.folder, "worktree");
    repository.git("worktree", "add", "-q", "--detach", other);
    writeFileSync(path.join(other, "judge.sh"), "#!/bin/sh\n", { mode: 0o755 });
    expect((await given([path.join(other, "judge.sh")]))?.because).toMatch(/lies where the worker can write/);
  });

  it.each(["by its path", "by PATH"])("that is a link to where it is installed is found %s", async (how) => {
    const script = '#!/bin/sh\necho \'{"decision":"PASS","criteria":[{"id":"small","result":"PASSED"}]}\'\n';
    const [bin, share] = [path.join(judges.folder, "bin"), path.join(judges.folder, "share/judge/1.0")];
    for (const folder of [bin, share]) mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(share, "judge"), script, { mode: 0o755 });
    symlinkSync(path.join(share, "judge"), path.join(bin, "linked-judge"));
    const before = process.env.PATH;
    process.env.PATH = `${before}${path.delimiter}${bin}`;
    try {
      const run = how === "by PATH" ? ["linked-judge"] : [path.join(bin, "linked-judge")];
      expect(await given(run)).toMatchObject({ decision: "PASS", because: null });
    } finally {
      process.env.PATH = before;
    }
  });

  it("in another version is another judge", async () => {
    const first = await opinionOf("answer('PASS')");
    const same = await opinionOf("answer('PASS')");
    const changed = await opinionOf("answer('PASS') // better");
    const named = await opinionOf("answer('PASS')", { more: { version: "2" } });
    expect(same.version).toBe(first.version);
    expect(new Set([first.version, changed.version, named.version]).size).toBe(3);
  });
});

describe("judges side by side", () => {
  it("are asked at the same time, and none waits for another", async () => {
    const does = "setTimeout(() => answer('PASS'), 700)";
    const began = performance.now();
    const opinions = await ask(["one", "two", "three"].map((id) => ({ id, does })));
    const took = performance.now() - began;
    const alone = opinions.reduce((sum, { cost }) => sum + cost.ms, 0);
    expect(opinions).toHaveLength(3);
    expect(took).toBeLessThan(alone);
  });

  it("beyond the budget of tokens are not asked", async () => {
    const opinions = await ask(
      ["one", "two"].map((id) => ({ id, does: "answer('PASS')" })),
      { packet: `${PACKET}${"word ".repeat(900)}`, tokens: 1500 },
    );
    // In the order of the policy, however long each is looked for.
    expect(Object.fromEntries(opinions.map(({ judge, attempts }) => [judge.id, attempts]))).toEqual({
      one: 1,
      two: 0,
    });
    expect(opinions.find(({ attempts }) => attempts === 0)?.because).toMatch(/budget of tokens/);
  });

  it("that have answered before have had their part of the budget", async () => {
    const opinions = await ask(
      ["one", "two"].map((id) => ({ id, does: "answer('PASS')" })),
      { packet: `${PACKET}${"word ".repeat(900)}`, tokens: 1500, known: ({ id }) => id === "one" },
    );
    expect(opinions).toMatchObject([{ judge: { id: "two" }, attempts: 0 }]);
  });

  it("tell what they cost where they know it", async () => {
    const more = "{ cost: { tokens_in: 1200, tokens_out: 80 }, model: 'm-1' }";
    const { cost, model } = await opinionOf(`answer('PASS', [], ${more})`);
    expect(cost).toMatchObject({ tokensIn: 1200, tokensOut: 80 });
    expect(model).toBe("m-1");
    for (const told of ["{}", "{ cost: { tokens_in: -5, tokens_out: 1 } }", "{ cost: 'free', model: 7 }"]) {
      const { cost: unknown, decision } = await opinionOf(`answer('PASS', [], ${told})`);
      expect({ decision, ...unknown }).toMatchObject({ decision: "PASS", tokensIn: null, tokensOut: null });
    }
  });
});

describe("without a sandbox", () => {
  const found = openNone("a test wants none");
  const bare = { found, sandbox: "auto" as const };
  let tidyUp: () => void;

  beforeEach(() => {
    tidyUp = ownTemporaryFolder();
  });
  afterEach(() => tidyUp());

  it("a judge is asked all the same, and its opinion says that nothing confined it", async () => {
    const { decision, sandbox } = await opinionOf("answer('PASS')", {}, bare);
    expect({ decision, sandbox }).toEqual({ decision: "PASS", sandbox: "none" });
  });

  it("nothing of it goes on, and the checkout is whole for the next", async () => {
    const word = `agentops-bare-${process.pid}`;
    const daemon = `spawn('setsid', ['sleep', '600', '${word}'], { detached: true, stdio: 'ignore' }).unref();`;
    const write = "try { writeFileSync(process.env.AGENTOPS_CHECKOUT + '/src/a.txt', 'mine') } catch {}";
    await opinionOf(`${daemon} ${write}; answer('PASS')`, {}, bare);
    expect(running(word)).toEqual([]);
    const read =
      "answer('PASS', [{ level: 'note', message: readFileSync(process.env.AGENTOPS_CHECKOUT + '/src/a.txt', 'utf8') }])";
    const { findings } = await opinionOf(read, {}, bare);
    expect(findings[0]?.message).toBe("one\ntwo\n");
  });

  it("may name a place below the folder that it was shown", async () => {
    const does = "answer('FAIL', fault(process.env.AGENTOPS_CHECKOUT + '/src/a.txt:1'))";
    const { findings } = await opinionOf(does, {}, bare);
    expect(findings).toMatchObject([{ location: "src/a.txt:1", grounded: true }]);
  });

  it("nobody is asked where the policy demands one", async () => {
    await expect(opinionOf("answer('PASS')", {}, { found })).rejects.toThrow(/sandbox: require/);
  });
});
