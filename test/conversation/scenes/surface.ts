// This scene holds all that a client sees before it does anything: lists, prompts, resources, and refusals of malformed calls.
import type { Talk } from "../talk.ts";

const ROLES = ["worker", "judge", "supervisor"] as const;
const METHODS = ["tools/list", "resources/list", "resources/templates/list", "prompts/list"];
const UNKNOWN = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

export async function surface(talk: Talk): Promise<void> {
  talk.commit("first", { "README.md": "# test\n" });
  for (const role of ROLES) {
    talk.scene(`lists of the role ${role}`);
    const session = await talk.start("lists", role);
    for (const method of METHODS) await session.request(method);
    await session.end();
  }
  await prompts(talk);
  await resources(talk);
  await malformed(talk);
  await phases(talk);
}

async function prompts(talk: Talk): Promise<void> {
  talk.scene("prompts");
  const session = await talk.start("prompts");
  const get = (name: string, args?: Record<string, unknown>) =>
    session.request("prompts/get", { name, ...(args ? { arguments: args } : {}) });
  await get("bound", { task: "cache the parser's tables" });
  await get("council");
  await get("council", { claim: UNKNOWN });
  for (const name of ["govern", "handoff", "retro", "select"]) await get(name);
  await get("premortem", { statement: "the parser is twice as fast" });
  await get("prepare", { task: "cache the parser's tables" });
  await get("prepare");
  await get("none");
  await session.end();
}

async function resources(talk: Talk): Promise<void> {
  talk.scene("resources of an empty repository");
  const session = await talk.start("resources");
  const plain = ["brief", "envelope", "escalations", "goals", "locks", "operator-model"];
  for (const name of plain) await session.read(`agentops://${name}`);
  for (let n = 1; n <= 12; n++) await session.read(`agentops://factors/${n}`);
  for (const name of ["factors/0", "factors/iv", "claims/x", "nothing"])
    await session.read(`agentops://${name}`);
  for (const name of ["claims", "jobs", "learnings", "trace", "verdicts"])
    await session.read(`agentops://${name}/${UNKNOWN}`);
  await session.request("completion/complete", {
    ref: { type: "ref/resource", uri: "agentops://factors/{n}" },
    argument: { name: "n", value: "1" },
  });
  await session.end();
}

async function malformed(talk: Talk): Promise<void> {
  talk.scene("calls that are not well formed");
  const worker = await talk.start("malformed");
  const names = [
    ...["cite_learnings", "check_action", "check_ratchet", "escalate", "extract_learnings", "finish_job"],
    ...["record_learning", "record_research", "report_progress", "request_verdict", "retrieve_context"],
    ...["start_job", "submit_claim", "trace_record"],
  ];
  for (const name of names) await worker.call(name, { colour: "blue" });
  await worker.call("retrieve_context", { task: 7 });
  await worker.call("retrieve_context", { task: "x", budget_tokens: 9 });
  await worker.call("retrieve_context", { task: "", kinds: ["poem"] });
  await worker.call("create_job", { title: "not for workers" });
  await worker.call("record_lerning", {});
  await worker.request("tools/call", { arguments: {} });
  await worker.request("tools/none");
  await worker.request("ping");
  await worker.end();
  const judge = await talk.start("malformed", "judge");
  await judge.call("render_verdict", {});
  await judge.call("render_verdict", { claim: UNKNOWN, decision: "maybe" });
  await judge.call("record_learning", {});
  await judge.end();
  const supervisor = await talk.start("malformed", "supervisor");
  for (const name of [
    "create_job",
    "curate_knowledge",
    "measure_outcomes",
    "reverse_lock",
    "rule_on_escalation",
  ])
    await supervisor.call(name, { colour: "blue" });
  await supervisor.end();
}

async function phases(talk: Talk): Promise<void> {
  talk.scene("only the first phase is adopted");
  talk.commit("policy", { ".agentops/config.yaml": "phases: [prepare]\n" });
  const session = await talk.start("phases");
  const { tools } = (await session.request("tools/list")) as { tools: { name: string }[] };
  talk.say(`tools: ${tools.map(({ name }) => name).join(", ")}`);
  await session.call("submit_claim", { statement: "x", criteria: [{ id: "a", text: "b" }] });
  await session.end();
  talk.scene("a policy that does not parse");
  talk.commit("broken", { ".agentops/config.yaml": "phase: [prepare]\nchecks: 7\n" });
  const broken = await talk.start("broken");
  await broken.read("agentops://brief");
  await broken.call("submit_claim", { statement: "x", criteria: [{ id: "a", text: "b" }] });
  await broken.end();
  await talk.cli("check");
  await talk.cli("check", "--json");
}
