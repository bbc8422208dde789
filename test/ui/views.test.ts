// The page's views of what is known, used and done: the map, what could go, a session step by step, and what waits by key.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judged } from "../claims/project.ts";
import { createSmallProject } from "../claims/small-project.ts";
import type { TestClient } from "../support/client.ts";
import { withClient } from "../support/clients.ts";
import { plant, storedIds } from "../support/journal.ts";
import { encodeRecord, recordPath } from "../support/kinds.ts";
import { idOf, learning } from "../support/records.ts";
import { type Served, serve } from "./served.ts";

let served: Served;
beforeAll(async () => {
  const project = createSmallProject();
  served = await serve({ repository: project.repository });
  const files = ["src/net/http.ts", "src/net/dns.ts", "src/store/disk.ts", "docs/a.md", "docs/b.md"];
  served.repository.commit(Object.fromEntries(files.map((file) => [file, "1\n"])), "feat: a start");
});
afterAll(() => served.close());

const as = <T>(session: string, work: (client: TestClient) => Promise<T>): Promise<T> =>
  withClient(served.repository.dir, { session }, work);

async function recorded(client: TestClient, lesson: Record<string, unknown>): Promise<string> {
  const { facts, text, isError } = await client.call("record_learning", lesson);
  if (isError) throw new Error(text);
  return String(facts.id);
}

const HTTP = {
  title: "http.ts retries a POST twice when the socket is reset",
  kind: "gotcha",
  body: "`send()` in src/net/http.ts sends a POST again after ECONNRESET, so orders arrive twice. Set `retry: 0`.",
  paths: ["src/net/http.ts"],
};
const DISK = {
  title: "disk.ts needs fsync of the folder after a rename",
  kind: "failure",
  body: "`save()` in src/store/disk.ts renames a file, and a power cut loses it unless the folder is fsynced too.",
  paths: ["src/store"],
};

describe("the map", () => {
  it("counts lessons where they lie, names stale ones and places that nobody has said a word on", async () => {
    await as("author", async (client) => {
      await recorded(client, HTTP);
      await recorded(client, DISK);
    });
    const row = (text: string, name: string): string[] => {
      const [found = ""] = text.split("<tr>").filter((each) => each.includes(`<bdi>${name}</bdi>`));
      return found.match(/<td.*?<\/td>/g)?.map((cell) => cell.replace(/<[^>]+>/g, "")) ?? [];
    };
    const top = (await served.get("/map")).text;
    expect(row(top, "src").slice(0, 3)).toEqual(["3", "2", "0"]);
    expect(row(top, "docs").slice(0, 2)).toEqual(["2", "0"]);
    const net = (await served.get("/map?at=src%2Fnet")).text;
    expect([row(net, "http.ts").slice(0, 2), row(net, "dns.ts").slice(0, 2)]).toEqual([
      ["1", "1"],
      ["1", "0"],
    ]);
    expect((await served.get("/map?at=src%2Fstore")).text).toContain("About this folder as a whole");
    served.repository.commit({ "src/net/http.ts": "2\n", "docs/a.md": "2\n" }, "feat: more");
    expect(row((await served.get("/map?at=src%2Fnet")).text, "http.ts").slice(0, 3)).toEqual(["1", "1", "1"]);
    expect((await served.get("/map?at=nowhere")).text).toContain("There is no file here");
  });
});

describe("for one person", () => {
  it("what was used this week is told with what came of it", async () => {
    expect((await served.get("/?show=used")).text).toContain("No session was given a lesson");
    await as("reader", async (client) => {
      const { facts } = await client.call("retrieve_context", {
        task: "orders arrive twice after ECONNRESET",
      });
      const [first] = facts.items as { id: string }[];
      await client.call("cite_learnings", { citations: [{ id: first?.id, outcome: "applied" }] });
    });
    const { text } = await served.get("/?show=used");
    expect(text).toContain(HTTP.title);
    expect(text).toContain("given to 1 session; 1 said that it held");
  });

  it("what could go is told with the reason, and goes by a key", async () => {
    const old = learning(7, { title: "The build needs make 3.81", at: "2025-01-05T10:00:00.000Z" });
    plant(served.repository.dir, "aaaaaaaaaa", { [recordPath(old)]: encodeRecord(old) });
    const { text } = await served.get("/?show=go");
    expect(text).toContain("changed since: src/net/http.ts");
    expect(text).toMatch(/given to no session in the \d+ days since it was recorded/);
    const item = text.split('<li class="item"').find((each) => each.includes("make 3.81")) ?? "";
    expect(item).toContain('data-key="r"');
    const fields = { action: "retire", reason: "make is 4.4 everywhere", other: "", from: "going" };
    const after = await served.post(`/lesson/${idOf(7)}/decide`, fields);
    expect(after.text).toContain("retire: recorded as");
    expect(after.text).not.toContain("make 3.81");
  });
});

describe("a session", () => {
  it("is replayed in the order in which it happened, with what it was given and said", async () => {
    const { text, status } = await served.get("/session?of=reader");
    expect(status).toBe(200);
    const steps = text.match(/<li class="item".*?<\/li>/gs) ?? [];
    expect(steps.map((step) => /chip[^>]*>([^<]+)/.exec(step)?.[1])).toEqual(["asked", "applied"]);
    expect(steps.every((step) => step.includes(HTTP.title) && /\+\d+ s/.test(step))).toBe(true);
    expect((await served.get("/now")).text).toContain('href="/session?of=reader"');
    expect((await served.get("/session?of=nobody")).status).toBe(404);
    expect((await served.get("/session")).status).toBe(404);
  });
});

describe("what waits", () => {
  it("has drafts of sessions that recorded nothing: one is taken, one is dismissed and comes no more", async () => {
    for (const [name, failed] of [
      ["stuck", "line 3 of stuck.json ends with Unexpected token in JSON"],
      ["lost", "npm run fixtures ends with ENOSPC in /var/tmp"],
    ] as const)
      await as(name, async (client) => {
        await client.call("escalate", {
          tried: `two parsers on ${name}.json`,
          failed,
          evidence: "npm test prints 3 failures",
          hypothesis: `${name}.json is cut at 64 kB`,
          ask: `Is ${name}.json or ${name}.yaml the source of the fixtures?`,
        });
      });
    const asked = (await served.get("/waiting")).text;
    expect(asked).toContain("Workers ask (2)");
    expect(asked).not.toContain("Drafts from sessions");
    for (const [, id = ""] of asked.matchAll(/action="\/rule\/(\w{26})"/g))
      await served.post(`/rule/${id}`, { ruling: "answer", text: "the yaml file; the json is made of it" });
    const { text } = await served.get("/waiting");
    const items = text.split('<li class="item"').filter((each) => each.includes("Asked for a ruling"));
    expect(items).toHaveLength(2);
    const [first = "", second = ""] = items;
    const fields = [...first.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [
      name,
      value.replaceAll("&quot;", '"').replaceAll("&#39;", "'"),
    ]);
    const taken = await served.post("/new", Object.fromEntries(fields.slice(0, 7)));
    expect(taken.text).toContain("Recorded as");
    const action = /action="(\/draft\/[^"]+\/dismiss)"/.exec(second)?.[1] ?? "";
    const dismissed = await served.post(action, {});
    expect(dismissed.text).toContain("Dismissed");
    expect(dismissed.text).not.toContain("Asked for a ruling");
    expect((await served.post("/draft/%2E%2E%2Fx/dismiss", {})).status).toBe(400);
  });

  it("has claims that need a person's word: passed by a key, refused with a reason and a place", async () => {
    served.repository.commit({ "payments/a.txt": "1\n" });
    const claimed = await as("worker", (client) => judged(client));
    const id = String(claimed.facts.claim);
    const waiting = (await served.get("/waiting")).text;
    expect(waiting).toContain("Claims that need your word (1)");
    expect(waiting).toContain(`action="/claim/${id}/judge"`);
    expect((await served.get(`/claim/${id}`)).text).toContain("payments/a.txt");
    const refused = await served.post(`/claim/${id}/judge`, { decision: "refuse", reason: "", location: "" });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining("VERDICT_REFUSED")]);
    const passed = await served.post(`/claim/${id}/judge`, { decision: "pass", from: "waiting" });
    expect(passed.text).toContain("the claim is now passed");
    expect(passed.text).not.toContain("Claims that need your word");
    served.repository.commit({ "payments/a.txt": "2\n" });
    const second = await as("worker", (client) => judged(client, { statement: "It is small again" }));
    const no = { decision: "refuse", reason: "no unit", location: "payments/a.txt:1", from: "claim" };
    expect((await served.post(`/claim/${String(second.facts.claim)}/judge`, no)).text).toContain(
      "the claim is now refused",
    );
    expect(storedIds(served.repository, "judgment")).toHaveLength(2);
  });

  it("made no fault of the server", () => expect(served.faults).toEqual([]));
});
