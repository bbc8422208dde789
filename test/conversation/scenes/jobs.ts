// This scene queues, starts, hands over and escalates jobs, and rules on them, inside an envelope.
import type { Talk } from "../talk.ts";

const POLICY = `envelope:
  write: ["src/**", "test/**"]
  deny: ["**/.env*"]
  commands: [[npm, test], [git, status]]
  network: [registry.npmjs.org]
jobs: { lease_seconds: 3600 }
escalation: { same_failure: 2 }
`;
const LIST = `- key: lexer
  title: Return an end token from the lexer
  write: [src/lexer/**]
  acceptance: [an empty file has one token]
- title: Parse an empty file
  write: [src/parser/**]
  after: [lexer]
  risk: medium
  minutes: 60
`;
const HANDOFF = {
  goal: "parse empty input without an exception",
  done: "the lexer returns an end token; test/lexer.test.ts passes",
  decisions: "an empty file is a program without statements, as in the grammar",
  next: "parser.ts still asks for a first statement",
};

export async function jobs(talk: Talk): Promise<void> {
  talk.commit("policy", {
    ".agentops/config.yaml": POLICY,
    "src/lexer/lexer.ts": "export const lex = 1;\n",
    "README.md": "# test\n",
  });
  const names = await queued(talk);
  await worked(talk, names);
  await bounds(talk, names);
  await looped(talk, names);
  await fromTerminal(talk);
  talk.scene("the journal");
  talk.journal();
}

async function queued(talk: Talk): Promise<{ printer: string; docs: string }> {
  talk.scene("queueing");
  const boss = await talk.start("boss", "supervisor");
  const queue = async (args: unknown) => String((await boss.call("create_job", args)).id);
  const printer = await queue({
    title: "Print empty files",
    write: ["src/printer/**"],
    acceptance: ["an empty file prints nothing"],
    isolate: true,
  });
  const docs = await queue({
    title: "Describe the printer",
    write: ["docs/**"],
    after: [printer],
    risk: "high",
    attempts: 2,
  });
  await queue({ title: "Print empty files" });
  await queue({ title: "Leave the repository", write: ["../**"] });
  await queue({ title: "Touch git", write: [".git/**"] });
  await queue({ title: "After nothing", after: ["j-00000000"] });
  await boss.read(`agentops://jobs/${docs}`);
  await boss.end();
  await talk.cli("jobs");
  await talk.cli("jobs", "--json");
  await talk.cli("jobs", docs);
  return { printer, docs };
}

async function worked(talk: Talk, { printer, docs }: { printer: string; docs: string }): Promise<void> {
  talk.scene("working on one");
  const ann = await talk.start("ann");
  await ann.call("report_progress", { note: "nothing yet" });
  await ann.call("start_job", { job: docs });
  await ann.call("start_job", { job: "j-00000000" });
  await ann.call("start_job", { job: printer, title: "both" });
  await ann.call("start_job");
  await ann.call("report_progress", { note: "the printer has a file", utilisation: 0.2 });
  await ann.call("start_job", { title: "A second one", write: ["src/other/**"] });
  await ann.call("report_progress", { note: "join() adds a blank line", approach: "join", failed: true });
  await ann.call("extract_learnings");
  await ann.call("extract_learnings", { job: "j-00000000" });
  await ann.call("finish_job", { outcome: "done", handoff: { goal: "print" } });
  await ann.call("finish_job", {
    outcome: "hand_off",
    handoff: HANDOFF,
    none_because: "nothing beyond the grammar",
  });
  await ann.end();
  const bob = await talk.start("bob");
  await bob.call("start_job", { job: printer });
  await bob.call("report_progress", { note: "goes on from the handoff", utilisation: 0.95 });
  await bob.request("prompts/get", { name: "handoff" });
  const { id } = await bob.call("record_learning", {
    title: "join() of the printer adds a blank line after an empty file",
    kind: "gotcha",
    body: "`lines.join('\\n') + '\\n'` in src/printer prints one blank line for an empty file, because join of nothing is an empty text. Return early where there are no lines.",
    paths: ["src/printer"],
  });
  await bob.call("finish_job", { outcome: "done", handoff: HANDOFF, learnings: [id] });
  await bob.end();
  await talk.cli("jobs", printer, "--json");
  await talk.cli("trace", printer);
  await talk.cli("extract", "--job", printer);
}

async function bounds(talk: Talk, { docs }: { docs: string }): Promise<void> {
  talk.scene("bounds");
  const cid = await talk.start("cid");
  const ask = (action: string, ...target: string[]) => cid.call("check_action", { action, target });
  await ask("write", "src/a.ts");
  await ask("write", "package.json");
  await ask("read", ".env");
  await ask("run", "npm", "test");
  await ask("run", "npm test | tail");
  await ask("fetch", "https://registry.npmjs.org/x");
  await ask("fetch", "https://example.org");
  await ask("write", "../outside");
  await cid.call("start_job", { job: docs });
  await cid.call("report_progress", { note: "read the printer" });
  await ask("write", "src/a.ts");
  await ask("write", "docs/printer.md");
  await cid.read("agentops://envelope");
  await cid.call("finish_job", {
    outcome: "failed",
    handoff: HANDOFF,
    none_because: "docs/** lies outside of the envelope",
  });
  await cid.end();
  await talk.cli("envelope");
  await talk.cli("envelope", "--json");
  await talk.cli("envelope", "explain", "src/a.ts");
  await talk.cli("envelope", "explain", "--read", ".env", "--json");
  await talk.cli("envelope", "explain", "npm", "test");
  await talk.cli("envelope", "explain", "--host", "example.org");
  talk.git("checkout", "-q", "-b", "work");
  talk.commit("outside", { "package.json": "{}\n" });
  const dan = await talk.start("dan");
  const criteria = [{ id: "a", text: "b", run: ["true"] }];
  await dan.call("submit_claim", { statement: "it is there", criteria });
  await dan.end();
}

async function looped(talk: Talk, { docs }: { docs: string }): Promise<void> {
  talk.scene("stuck, escalated, ruled on");
  const eve = await talk.start("eve");
  await eve.call("start_job", { title: "Make it fast", write: ["src/fast/**"] });
  for (const n of [1, 2, 3])
    await eve.call("report_progress", { note: `still slow, attempt ${n}`, approach: "cache", failed: true });
  await eve.call("report_progress", { note: "one more" });
  const { id } = await eve.call("escalate", {
    tried: "pinned the parser to 4.1 and to 4.2",
    failed: "test/lexer.test.ts: unexpected end of input",
    evidence: "npm test -- lexer exits 1 at both versions",
    hypothesis: "the fixture was made with a newer grammar",
    ask: "which grammar version is meant?",
  });
  await eve.call("escalate", { tried: "x", failed: "", evidence: "y", hypothesis: "z", ask: "?" });
  await eve.read("agentops://escalations");
  await talk.cli("rule");
  await talk.cli("rule", "--json");
  const boss = await talk.start("boss", "supervisor");
  const rule = (escalation: unknown, ruling: string) =>
    boss.call("rule_on_escalation", {
      escalation,
      ruling,
      text: "version 4.2; regenerate the fixture",
      authority: "lead",
    });
  await boss.read("agentops://escalations");
  await rule(id, "answer");
  await rule(id, "stop");
  await rule("01ARZ3NDEKTSV4RRFFQ69G5FAV", "stop");
  await rule(id, "maybe");
  await boss.end();
  await eve.read("agentops://brief");
  await eve.call("check_action", { action: "write", target: ["src/a.ts"] });
  await eve.call("trace_record", { id });
  await eve.end();
  await talk.cli("jobs", docs);
  await talk.cli("jobs", "--all", "--json");
  await talk.cli("show", "session", "eve");
}

async function fromTerminal(talk: Talk): Promise<void> {
  talk.scene("a person's commands");
  talk.write({
    "jobs.yaml": LIST,
    "circle.yaml": "- { key: a, title: A, after: [b] }\n- { key: b, title: B, after: [a] }\n",
  });
  await talk.cli("jobs", "add", "--file", "jobs.yaml");
  await talk.terminal("", "jobs", "add", "--file", "circle.yaml");
  await talk.terminal("", "jobs", "add", "--file", "jobs.yaml", "--json");
  await talk.terminal("", "jobs");
  await talk.terminal("", "rule");
  await talk.cli("measure", "--json");
}
