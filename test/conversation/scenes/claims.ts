// This scene goes from a claim to its verdict and to the locks that follow: checks, judges, signatures, the gate, goals.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Talk } from "../talk.ts";
import { writeBelow } from "../world.ts";

const CHECK = `import { readFileSync } from "node:fs";
const value = Number(readFileSync("value.txt", "utf8"));
if (!(value < 10)) { console.error("too large: " + value); process.exit(1); }
console.log(value);
`;
const policy = (judge: string, key: string) => `checks:
  - id: small
    run: [node, check.mjs]
    inputs: [value.txt, check.mjs]
    metric: { direction: lower, tolerance: 1 }
  - id: readme
    run: [grep, -q, test, README.md]
    inputs: [README.md]
levels:
  - { paths: ["payments/**"], level: L2 }
judges:
  - { id: strict, adapter: command, vendor: ours, run: [node, ${JSON.stringify(judge)}] }
signers:
  - { principal: ci@example.org, key: ${JSON.stringify(key)} }
research:
  paths: ["payments/**"]
`;
const JUDGE = `import { readFileSync } from "node:fs";
const packet = readFileSync(0, "utf8");
const ids = /^criteria: (.*)$/m.exec(packet)[1].split(", ");
const bad = packet.includes("float");
const findings = bad ? [{ criterion: ids[0], level: "error", location: "payments/sum.txt:1", message: "a float holds no cents" }] : [];
const result = bad ? "FAILED" : "PASSED";
process.stdout.write(JSON.stringify({ decision: bad ? "FAIL" : "PASS", criteria: ids.map((id) => ({ id, result, because: "" })), findings }));
`;
const GOALS = `goals:
  - id: value
    why: A small value is read faster.
    check: { run: [node, check.mjs] }
    direction: lower
    target: 3
  - id: first-pass
    why: Work that fails its first verdict is paid for twice.
    metric: first_pass
    direction: higher
    target: 0.8
    deadline: "2999-12-31"
`;
const CRITERIA = [{ id: "small", text: "the value stays below 10", check: "small" }];
const UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

export async function claims(talk: Talk): Promise<void> {
  const judge = path.join(talk.folder, "judges/strict.mjs");
  const key = path.join(talk.folder, "signing");
  writeBelow(path.dirname(judge), { "strict.mjs": JUDGE });
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ci", "-f", key], { env: talk.env });
  const [type, body] = readFileSync(`${key}.pub`, "utf8").split(" ");
  talk.hide(body ?? "", "<public key>");
  talk.hideDigests();
  talk.commit("policy", {
    "README.md": "# test\n",
    "check.mjs": CHECK,
    "value.txt": "5\n",
    "payments/sum.txt": "0\n",
    ".agentops/config.yaml": policy(judge, `${type} ${body}`),
    ".agentops/goals.yaml": GOALS,
  });
  talk.git("checkout", "-q", "-b", "work");
  talk.commit("smaller", { "value.txt": "4\n" });
  const first = await passed(talk);
  await failed(talk);
  const council = await judged(talk);
  await gate(talk, first, council);
  await signed(talk, key);
  await goals(talk);
  talk.scene("the journal");
  talk.journal();
}

async function passed(talk: Talk): Promise<string> {
  talk.scene("a claim that passes");
  const worker = await talk.start("worker");
  await worker.call("check_ratchet");
  await worker.call("submit_claim", {
    statement: "The value is small",
    criteria: [{ id: "a", text: "b", check: "none" }],
  });
  await worker.call("submit_claim", {
    statement: "The value is small",
    criteria: [{ id: "a", text: "it is nice" }],
  });
  await worker.call("submit_claim", {
    statement: "The value is small",
    criteria: CRITERIA,
    commit: "nowhere",
  });
  talk.write({ "value.txt": "3\n" });
  await worker.call("submit_claim", { statement: "The value is small", criteria: CRITERIA });
  talk.git("checkout", "-q", "value.txt");
  const { id } = await worker.call("submit_claim", {
    statement: "The value is small",
    criteria: CRITERIA,
    evidence: [{ type: "path", ref: "value.txt" }],
  });
  const claim = String(id);
  await worker.read(`agentops://claims/${claim}`);
  const { verdict } = await worker.call("request_verdict", { claim, wait_seconds: 50 });
  await worker.call("request_verdict", { claim });
  await worker.call("request_verdict", { claim: UNKNOWN });
  for (const name of [`claims/${claim}`, `verdicts/${String(verdict)}`, `verdicts/${claim}`, "locks"])
    await worker.read(`agentops://${name}`);
  await worker.call("check_ratchet");
  await worker.call("trace_record", { id: claim });
  await worker.end();
  return claim;
}

async function failed(talk: Talk): Promise<void> {
  talk.scene("a claim that fails, and what it would have broken");
  talk.commit("larger", { "value.txt": "12\n" });
  const worker = await talk.start("worker");
  await worker.call("check_ratchet");
  const own = { id: "mine", text: "my script is content", run: ["node", "-e", "console.log('content')"] };
  const { id } = await worker.call("submit_claim", {
    statement: "Still small",
    criteria: [...CRITERIA, own],
    risk: "high",
  });
  await worker.call("request_verdict", { claim: id, wait_seconds: 50 });
  await worker.read(`agentops://claims/${String(id)}`);
  await worker.call("extract_learnings", { session: "worker" });
  await worker.end();
  await talk.cli("verify");
  await talk.cli("verify", "--json");
  talk.commit("small again", { "value.txt": "4\n" });
}

async function judged(talk: Talk): Promise<string> {
  talk.scene("research and judges");
  const worker = await talk.start("worker");
  talk.commit("float", { "payments/sum.txt": "float\n" });
  const claim = (statement: string) => worker.call("submit_claim", { statement, criteria: CRITERIA });
  await claim("Sums are exact");
  await worker.call("record_research", {
    questions: ["who reads the sum?"],
    scope_in: ["payments/sum.txt"],
    done_when: ["cents are exact"],
    findings: [{ statement: "the sum is one line", source: "payments/sum.txt:1" }],
    negative_findings: ["nothing parses it"],
    risks: ["rounding"],
  });
  await worker.call("record_research", {
    questions: ["q"],
    findings: [{ statement: "x", source: "payments/sum.txt:9" }],
  });
  await worker.call("record_research", { exempt_because: "a new file in a folder of its own" });
  const wrong = await claim("Sums are exact");
  await worker.call("request_verdict", { claim: wrong.id, wait_seconds: 50 });
  await worker.read(`agentops://claims/${String(wrong.id)}`);
  talk.commit("cents", { "payments/sum.txt": "cents\n" });
  const right = String((await claim("Sums are exact in cents")).id);
  await worker.request("prompts/get", { name: "council", arguments: { claim: right } });
  const { verdict } = await worker.call("request_verdict", { claim: right, wait_seconds: 50 });
  await worker.read(`agentops://verdicts/${String(verdict)}`);
  await worker.end();
  const judge = await talk.start("second", "judge");
  await judge.call("render_verdict", { claim: right, decision: "pass", reason: "read it" });
  await judge.call("render_verdict", { claim: right, decision: "refuse" });
  await judge.call("render_verdict", {
    claim: right,
    decision: "refuse",
    reason: "no test",
    location: "payments/none.txt:3",
  });
  await judge.call("render_verdict", { claim: UNKNOWN, decision: "pass" });
  await judge.end();
  const self = await talk.start("worker", "judge");
  await self.call("render_verdict", { claim: right, decision: "pass", reason: "it is mine" });
  await self.end();
  return right;
}

async function gate(talk: Talk, first: string, council: string): Promise<void> {
  talk.scene("the gate and the command line");
  for (const more of [[], ["--json"]]) {
    await talk.cli("check", ...more);
    await talk.cli("verdict", ...more);
    await talk.cli("verify", ...more);
    await talk.cli("trace", council, ...more);
  }
  await talk.cli("verdict", first, "--json");
  await talk.cli("verify", "--require", "L3");
  await talk.cli("show", "stats", "--json");
  await talk.terminal("", "review", council);
  await talk.terminal(
    "y\n",
    "review",
    council,
    "--refuse",
    "--reason",
    "no test",
    "--location",
    "payments/sum.txt:1",
  );
  await talk.terminal("", "review", council, "--pass", "--reason", "has one now", "--yes");
  talk.scene("locks are opened");
  const boss = await talk.start("boss", "supervisor");
  const open = { reason: "the value may grow", authority: "release manager", follow_up: "split it" };
  await boss.call("reverse_lock", { check: "none", ...open });
  await boss.call("reverse_lock", { check: "small", ...open });
  await boss.read("agentops://locks");
  await boss.end();
  await talk.terminal("", "reverse", "readme", "--reason", "x", "--follow-up", "y", "--yes", "--json");
  await talk.cli("verify");
}

async function signed(talk: Talk, key: string): Promise<void> {
  talk.scene("signing");
  await talk.cli("verdict", "sign", "--key", key);
  await talk.terminal("", "verdict", "sign", "--yes", "--key", key);
  await talk.cli("verify", "--require", "L3", "--json");
}

async function goals(talk: Talk): Promise<void> {
  talk.scene("goals");
  const boss = await talk.start("boss", "supervisor");
  await boss.call("measure_outcomes", { dry_run: true });
  await boss.call("measure_outcomes", { only: ["none"] });
  await boss.call("measure_outcomes", { only: ["value"] });
  await boss.call("measure_outcomes");
  await boss.read("agentops://goals");
  await boss.end();
  talk.git("checkout", "-q", "main");
  talk.commit("goals", { ".agentops/goals.yaml": GOALS.replace("target: 3", "target: 6") });
  await talk.cli("measure", "--json", "--only", "value");
  const change = { goal: "value", reason: "3 was out of reach", authority: "lead" };
  const again = await talk.start("boss", "supervisor");
  await again.call("measure_outcomes", { accept_change: change });
  await again.end();
  await talk.cli("measure");
}
