// Evidence is shown as what it is, a lesson says what it lacks, and two that contradict each other are both served and named.
import { describe, expect, it } from "vitest";
import { standingOf } from "../../src/learnings/standing.ts";
import { runCli } from "../cli/run-cli.ts";
import { inProcess } from "../support/in-process.ts";
import { EMPTY_HOME } from "../support/journal.ts";

import { fold, learning, START } from "../support/records.ts";
import { storedWork, verdict } from "../support/work-records.ts";
import { createStory, found } from "./directory/story.ts";

const story = createStory();

const LESSON = {
  title: "Set HTTP_TIMEOUT to 30 s in the gateway",
  kind: "decision",
  body: "When a partner's API hangs, the gateway holds the socket until the load balancer gives up after 60 s. Set HTTP_TIMEOUT to 30 s in the gateway, because retries then still fit into one request of the shop.",
  symptoms: ["504 from the shop"],
};

const record = async (changes: Record<string, unknown> = {}, session = "writer") => {
  const writer = await story.start(undefined, { session });
  return writer.call("record_learning", { ...LESSON, ...changes });
};

interface Reason {
  readonly check: string;
  readonly sentence: string | null;
  readonly fix: string;
}
const reasonsOf = ({ facts }: { facts: Record<string, unknown> }) => facts.reasons as Reason[];

describe("evidence", () => {
  it("may be somebody's words, which raise nothing, and are shown as such", async () => {
    const { facts } = await record({ evidence: [{ type: "said", ref: 'Ann: "30 seconds, no more"' }] });
    const reader = await story.start();
    const [item] = await found(reader, "HTTP_TIMEOUT of the gateway");
    expect(item).toMatchObject({ id: facts.id, assurance: "claimed: somebody is quoted" });
    const trace = await reader.call("trace_record", { id: facts.id });
    expect(trace.facts).toMatchObject({
      assurance: "claimed; somebody is quoted",
      stage: "observation",
      derived_from: ['said Ann: "30 seconds, no more"'],
    });
  });

  it("that is a command is labelled no more once a check here has run the same, and not by another clone's word", () => {
    const told = learning(1, { evidence: [{ type: "command", ref: "true" }] });
    const wordsWith = (...runs: ReturnType<typeof storedWork>[]) =>
      standingOf(fold([storedWork(told), ...runs]), told, START).assuranceWords;
    expect(wordsWith()).toBe("evidenced; a command, not run here");
    expect(wordsWith(storedWork(verdict(400, 0, 300, "PASSED")))).toBe("evidenced");
    expect(wordsWith(storedWork(verdict(400, 0, 300, "PASSED"), false))).toContain("not run here");
  });

  it("that quotes nobody is refused", async () => {
    expect((await record({ evidence: [{ type: "said", ref: "?!" }] })).text).toContain("GATE_REFUSED");
  });

  it("is labelled where it is a command that nothing here has run, and not where it can be looked up", async () => {
    const { facts } = await record({ evidence: [{ type: "command", ref: "curl -m 30 localhost" }] });
    const reader = await story.start();
    const [item] = await found(reader, "HTTP_TIMEOUT of the gateway");
    expect(item).toMatchObject({ assurance: "evidenced: a command, not run here" });
    const trace = await reader.call("trace_record", { id: facts.id });
    expect(trace.facts.derived_from).toEqual(["command curl -m 30 localhost (not run here)"]);
    const shown = runCli(story.repository.dir, ["show", String(facts.id)], { home: EMPTY_HOME });
    expect(shown.stdout).toContain("command curl -m 30 localhost (not run here)");
    const other = await record({
      title: "The shop retries twice in checkout.ts",
      body: "checkout.ts retries a failed call of the gateway twice, so a hanging partner is asked three times; count requests by their id and not by the log lines when you measure load.",
      evidence: [
        { type: "command", ref: "grep -c retry" },
        { type: "url", ref: "https://example.org/a" },
      ],
    });
    const both = await reader.call("trace_record", { id: other.facts.id });
    expect(both.facts.assurance).toBe("evidenced");
  });
});

describe("what an answer to a new lesson tells", () => {
  it("is nothing where nothing is missing", async () => {
    expect(reasonsOf(await record())).toEqual([]);
  });

  it("is in one line what a short text lacks", async () => {
    const answer = await record({ body: "HTTP_TIMEOUT is 30 s.", symptoms: [] });
    expect(answer.facts).toMatchObject({ state: "admitted" });
    const reasons = reasonsOf(answer);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatchObject({ check: "specific", sentence: null });
    expect(reasons[0]?.fix).toMatch(
      /^Stored, in \d words\. .*when it bites, why, what to do instead, symptoms [^\n]*$/,
    );
  });

  it("is which paths lead nowhere, but for patterns", async () => {
    story.repository.commit({ "src/gateway.ts": "1" });
    const answer = await record({ paths: ["src/gateway.ts", "src/gone.ts", "src/**/*.sql"] });
    expect(answer.facts).toMatchObject({ state: "admitted" });
    expect(reasonsOf(answer)).toMatchObject([{ check: "validated", sentence: "src/gone.ts" }]);
  });
});

describe("two lessons that contradict each other", () => {
  const OTHER = {
    title: "Set HTTP_TIMEOUT to 5 s in the gateway",
    body: "Partners that hang took all sockets of the gateway on Black Friday, since 200 of them waited at once. Set HTTP_TIMEOUT to 5 s in the gateway, and let the shop's queue retry later instead of the request.",
  };

  it("are both stored, and named in the answer, beside either when asked, and in curation", async () => {
    const first = await record();
    const second = await record(OTHER, "another");
    expect(second.facts).toMatchObject({ state: "admitted" });
    expect(reasonsOf(second)).toMatchObject([
      { check: "unique", sentence: "set http_timeout to 5 s in gateway" },
    ]);
    expect(reasonsOf(second)[0]?.fix).toContain(String(first.facts.id));
    const items = await found(await story.start(), "HTTP_TIMEOUT of the gateway");
    const why = new Map(items.map((item) => [item.id, JSON.stringify(item)]));
    expect(why.get(String(first.facts.id))).toContain(`IN CONFLICT with ${second.facts.id}`);
    expect(why.get(String(second.facts.id))).toContain(`IN CONFLICT with ${first.facts.id}`);
    const supervisor = await inProcess(story.repository.dir, {
      session: "boss",
      args: ["--role", "supervisor"],
    });
    const { facts } = await supervisor.call("curate_knowledge", { list: "contradicted" });
    await supervisor.close();
    expect(facts.items).toMatchObject([
      { id: second.facts.id, why: expect.stringContaining(`in conflict with ${first.facts.id}`) },
      { id: first.facts.id, why: expect.stringContaining(`in conflict with ${second.facts.id}`) },
    ]);
  });

  it("are stored even where the gate would take one for a copy of the other", async () => {
    await record({
      title: "Always use pnpm in web/",
      body: "Always use pnpm in web/, the lockfile is its own.",
    });
    const second = await record(
      { title: "Never use pnpm in web/", body: "Never use pnpm in web/, the lockfile is its own." },
      "another",
    );
    expect(second.facts).toMatchObject({ state: "admitted" });
  });

  it("are at peace once one replaces the other", async () => {
    const first = await record();
    const second = await record({ ...OTHER, supersedes: first.facts.id });
    expect(reasonsOf(second).filter(({ fix }) => fix.includes("In conflict"))).toEqual([]);
  });
});
