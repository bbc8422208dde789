// A lesson that was stored under one spelling of a path is found under every other.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeAt } from "../../src/git/place.ts";
import { nameInRepository } from "../../src/git/repository-path.ts";
import type { TestClient } from "../support/client.ts";
import { clientsIn } from "../support/clients.ts";
import { inProcess } from "../support/in-process.ts";
import { SPELLED as FILE, SPELLINGS as NAMES, type SpelledFile, spelledFile } from "../support/spellings.ts";

const CHECKS = "checks:\n  - id: node\n    run: [node, --version]\n";

let spelled: SpelledFile;
let forms: readonly string[];
let client: TestClient;
const clients = clientsIn(() => spelled.cwd);

beforeAll(async () => {
  spelled = spelledFile({ ".agentops/config.yaml": CHECKS });
  forms = spelled.forms;
  client = await clients.start("spelling");
});
afterAll(async () => {
  await clients.closeAll();
  spelled.remove();
});

it("fourteen spellings, stored and asked: 196 of 196 are found", async () => {
  const ids: unknown[] = [];
  for (const [at, form] of forms.entries()) {
    const answer = await client.call("record_learning", {
      title: `Widget${at} of the till loses its session at midnight`,
      kind: "gotcha",
      body: `Widget${at} compares dates as texts, so that 9:59 is after 10:00; compare Widget${at}.at as numbers.`,
      distinct_because: `each widget has another clock and another owner, this one number ${at}`,
      paths: [form],
    });
    expect(answer.isError, answer.text).toBe(false);
    ids.push(answer.facts.id);
  }
  const missed: string[] = [];
  for (const [asked, form] of forms.entries()) {
    const { facts } = await client.call("retrieve_context", {
      task: "change the colour",
      paths: [form],
      budget_tokens: 8_000,
    });
    const found = [...(facts.items as { id: string }[]), ...(facts.dropped as { id: string }[])];
    for (const [stored, id] of ids.entries())
      if (!found.some((each) => each.id === id)) missed.push(`${NAMES[stored]} asked ${NAMES[asked]}`);
  }
  expect(missed).toEqual([]);
});

it("evidence keeps its line, and is stored as the repository names the file", async () => {
  const { facts, text } = await client.call("record_learning", {
    title: "Widget.tick drifts by 40 ms an hour",
    kind: "gotcha",
    body: "Widget.tick adds 1000 to the last time instead of asking the clock; call performance.now() in Widget.tick.",
    evidence: [{ type: "path", ref: "src/café.ts:1" }],
  });
  expect(facts.state, text).toBe("admitted");
  const trace = await client.read(`agentops://trace/${facts.id}`);
  expect(trace).toContain(`${FILE}:1`);
});

describe("a path is named as the repository does", () => {
  const named = (written: string) => {
    const place = placeAt(spelled.repository.dir);
    if (!place) throw new Error("no repository");
    return nameInRepository(written, spelled.cwd, place);
  };

  it.each(NAMES.map((name, at) => [name, at] as const))("%s", (_, at) => {
    const expected = NAMES[at] === "as a glob" ? "packages/app/src/*.ts" : FILE;
    expect(named(forms[at] ?? "")).toMatchObject({ path: expected, isInside: true });
  });

  it.each([
    ["a new file in a folder that is here", "src/new.ts", "packages/app/src/new.ts"],
    ["a new file in a folder of the top", "packages/app/new.ts", "packages/app/new.ts"],
    ["a file that is gone", "lib/gone.ts", "lib/gone.ts"],
    ["a glob of everything", "**/*.ts", "**/*.ts"],
    ["a folder with a slash", "packages/app/", "packages/app"],
  ])("%s", (_, written, path) => expect(named(written)).toMatchObject({ path, isInside: true }));

  it.each([
    ["a place outside", "/usr/lib/node.js"],
    ["the home", "~/notes.md"],
    ["an address", "https://example.org/a"],
  ])("%s stays as it is", (_, written) =>
    expect(named(written)).toMatchObject({ path: written, isInside: false }),
  );
});

describe("what is cited keeps its line and is stored as the repository names it", () => {
  const withLine = (form: string) => form.replace(/[:#][L\d:-]+$/, "");
  const cited = () => forms.filter((_, at) => NAMES[at] !== "as a glob").map((form) => `${withLine(form)}:1`);

  it("as the source of a finding, and in its scope", async () => {
    const { facts, text, isError } = await client.call("record_research", {
      questions: ["what does the module of the cafe export?"],
      scope_in: forms,
      done_when: ["the export has another name"],
      findings: cited().map((source) => ({ statement: "it exports leeway", source })),
    });
    expect(isError, text).toBe(false);
    const trace = await client.read(`agentops://trace/${facts.id}`);
    expect(trace.split(`${FILE}:1`).length - 1, trace).toBeGreaterThanOrEqual(cited().length);
    expect(trace).not.toContain(spelled.repository.dir);
  });

  it("as evidence of a claim", async () => {
    const all = cited();
    for (const some of [all.slice(0, 7), all.slice(7)]) {
      const { facts, text, isError } = await client.call("submit_claim", {
        statement: "the module exports its leeway",
        criteria: [{ id: "exported", text: "leeway is exported", check: "node" }],
        evidence: some.map((ref) => ({ type: "path", ref })),
      });
      expect(isError, text).toBe(false);
      const trace = await client.read(`agentops://trace/${facts.id}`);
      expect(trace.split(`${FILE}:1`).length - 1, trace).toBeGreaterThanOrEqual(some.length);
    }
  });

  it("as the place where a judge refuses a claim", async () => {
    const { facts } = await client.call("submit_claim", {
      statement: "the module exports its leeway",
      criteria: [{ id: "exported", text: "leeway is exported", check: "node" }],
    });
    const options = { session: "judge", args: ["--role", "judge"], ownRuntime: true };
    const judge = await inProcess(spelled.cwd, options);
    for (const location of cited()) {
      const word = { claim: facts.id, decision: "refuse", reason: "it exports none", location };
      const said = await judge.call("render_verdict", word);
      expect(said.isError, `${location}: ${said.text}`).toBe(false);
    }
    const trace = await client.read(`agentops://claims/${facts.id}`);
    expect(trace.split(`refuse at "${FILE}:1"`).length - 1, trace).toBe(cited().length);
    await judge.close();
  });
});
