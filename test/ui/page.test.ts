// The live page as a person uses it: to find, to record, to edit beside others, to decide, and to see what is new.
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { html } from "../../src/page/markup.ts";
import { type Meanwhile, shown } from "../../src/ui/answer.ts";
import { openingOf } from "../../src/ui/frame.ts";
import { openKeptView } from "../../src/ui/io/kept-view.ts";
import { withClient } from "../support/clients.ts";
import { plant, storedIds } from "../support/journal.ts";
import { encodeRecord, recordPath } from "../support/kinds.ts";
import { learning } from "../support/records.ts";
import { type Got, type Served, serve } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
});
afterAll(() => served.close());

const PROXY = {
  title: "The proxy closes idle sockets after 55 s",
  kind: "gotcha",
  body: "The proxy in front of src/net.ts closes idle sockets after 55 s.\nSet keep-alive to 50 s, below its limit.",
};
const idIn = ({ text }: Got): string => /Recorded as (\w{26})/.exec(text)?.[1] ?? "";
const fieldsIn = ({ text }: Got) => ({ revision: /name="revision" value="(\w+)"/.exec(text)?.[1] ?? "" });
const lessons = () => storedIds(served.repository, "learning").length;

describe("an empty page", () => {
  it.each([
    ["/", "write the first one yourself"],
    ["/?show=used", "No session was given a lesson"],
    ["/?show=go", "Nothing speaks for letting a lesson go"],
    ["/map", "No lesson names a file here yet"],
    ["/waiting", "Nothing waits for you"],
    ["/now", "Start an agent in this repository"],
    ["/outcomes", "No goals yet"],
  ])("%s says what to do first", async (view, words) => {
    const { status, text } = await served.get(view);
    expect([status, text]).toEqual([200, expect.stringContaining(words)]);
  });
});

describe("a lesson", () => {
  it("is recorded through the gate, as the person's, and found as an agent finds it", async () => {
    const recorded = await served.post("/new", {
      ...PROXY,
      tags: "proxy, http",
      symptoms: "ECONNRESET after a pause",
    });
    const id = idIn(recorded);
    expect(recorded.text).toContain(".agentops/learnings/");
    const { text } = await served.get("/?q=why+does+the+proxy+close+idle+sockets");
    expect(text).toContain(`href="/lesson/${id}"`);
    expect(text).toMatch(/relevance \d\.\d\d, covers \d+ % of the task/);
    expect(text).toContain("below its limit");
    const story = (await served.get(`/story/${id}`)).text;
    expect(story).toContain("recorded by <bdi>terminal</bdi>");
    expect(storedIds(served.repository, "retrieval")).toEqual([]);
  });

  it("that the gate refuses keeps what was typed, and names what to change", async () => {
    const before = lessons();
    const refused = await served.post("/new", {
      title: "Be careful",
      kind: "pattern",
      body: "Always write good code.",
    });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("GATE_REFUSED");
    expect(refused.text).toContain("Always write good code.");
    expect(refused.text).toContain('<option value="pattern" selected>');
    const twin = await served.post("/new", { ...PROXY, body: `${PROXY.body} ` });
    expect([twin.status, twin.text]).toEqual([400, expect.stringContaining("DUPLICATE")]);
    expect(lessons()).toBe(before);
  });

  it("says of a pack of words that nothing fits", async () => {
    expect((await served.get("/?q=sourdough+bread")).text).toContain("Nothing that is stored fits this task");
    expect((await served.get("/?kind=decision")).text).toContain("None of 1 lessons fits");
  });
});

describe("an edit", () => {
  it("in two tabs is stored once: the slower one is told, and keeps its text", async () => {
    const { text } = await served.get("/");
    const id = /href="\/lesson\/(\w{26})"/.exec(text)?.[1] ?? "";
    const form = await served.get(`/lesson/${id}/edit`);
    expect(form.text).toContain("below its limit.</textarea>");
    const before = lessons();
    const first = await served.post(`/lesson/${id}/edit`, {
      ...PROXY,
      ...fieldsIn(form),
      title: "The proxy closes idle sockets after 60 s",
    });
    expect(first.text).toContain(`it replaces ${id}`);
    const second = await served.post(`/lesson/${id}/edit`, {
      ...PROXY,
      ...fieldsIn(form),
      title: "The proxy closes idle sockets after 70 s",
    });
    expect(second.status).toBe(409);
    expect(second.text).toContain("CHANGED_MEANWHILE");
    expect(second.text).toContain('value="The proxy closes idle sockets after 70 s"');
    expect(second.text).toContain(`${idIn(first)} replaces it`);
    expect(lessons()).toBe(before + 1);
    expect((await served.get(`/lesson/${id}`)).text).toContain(`superseded by ${idIn(first)}`);
  });

  it("beside an agent's own is told as well", async () => {
    const { text } = await served.get("/?state=served");
    const id = /href="\/lesson\/(\w{26})"/.exec(text)?.[1] ?? "";
    const form = await served.get(`/lesson/${id}/edit`);
    await withClient(served.repository.dir, { session: "agent" }, async (client) => {
      await client.call("record_learning", {
        ...PROXY,
        title: "The proxy closes idle sockets after 65 s",
        supersedes: id,
      });
    });
    const late = await served.post(`/lesson/${id}/edit`, { ...PROXY, ...fieldsIn(form), title: "Mine" });
    expect([late.status, late.text]).toEqual([409, expect.stringContaining("CHANGED_MEANWHILE")]);
  });
});

describe("what was done", () => {
  it("is told on the page that opens next, and not taken away by what an open page asks for meanwhile", async () => {
    const { cookie, server } = served;
    const origin = `http://127.0.0.1:${server.port}`;
    const form = {
      title: "The mill stops at noon",
      kind: "gotcha",
      body: "`mill --run` stops at 12:00; run it twice.",
    };
    const sent = await served.ask("/new", {
      method: "POST",
      headers: { cookie, origin, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form).toString(),
    });
    const fetched = await served.ask("/", { headers: { cookie, "sec-fetch-dest": "empty" } });
    expect([sent.status, fetched.text.includes('class="told"')]).toEqual([303, false]);
    expect((await served.get(String(sent.headers.location))).text).toContain("Recorded as");
    expect((await served.get("/")).text).not.toContain("Recorded as");
  });
});

describe("before the records are read", () => {
  const opened = async (meanwhile: Meanwhile | null) => {
    const opening = await serve({ meanwhile });
    const headers = { cookie: opening.cookie, "sec-fetch-dest": "document" };
    const texts = [
      (await opening.ask("/waiting", { headers })).text,
      (await opening.ask("/waiting", { headers: { ...headers, "sec-fetch-dest": "empty" } })).text,
    ];
    await opening.close();
    return texts;
  };

  it("a view stands with its name, and asks for what is stored by itself", async () => {
    const [first, then] = await opened(openingOf(new URL("http://127.0.0.1/waiting")));
    expect(first).toMatch(/<p id="news"[^>]* data-kept hidden><\/p>[\s\S]*<h1>Waiting<\/h1>/);
    expect(first).toContain("What is stored is being read");
    expect(then).toContain("Nothing waits for you");
    expect(then).not.toContain("data-kept");
  });

  it("the list that was kept is shown for the same page alone", () => {
    const store = path.join(served.repository.dir, ".git");
    const list = html`<ul class="items"><li>As it was</li></ul>`;
    openKeptView(store, ["one"]).keep(shown("lessons", "Lessons", list));
    expect(openKeptView(store, ["one"]).read()).toMatchObject({
      shown: { view: "lessons", main: list },
      news: expect.stringContaining("as it was shown last"),
    });
    expect(openKeptView(store, ["other"]).read()).toBeNull();
  });

  it.each(["/lesson/x", "/new", "/nowhere"])("%s has to be known first", (where) => {
    expect(openingOf(new URL(where, "http://127.0.0.1"))).toBeNull();
  });
});

describe("a decision", () => {
  it("takes a lesson out of service and back in, each with its reason", async () => {
    const { text } = await served.get("/?state=served");
    const id = /href="\/lesson\/(\w{26})"/.exec(text)?.[1] ?? "";
    expect((await served.post(`/lesson/${id}/decide`, { action: "retire", reason: "" })).status).toBe(400);
    const retired = await served.post(`/lesson/${id}/decide`, {
      action: "retire",
      reason: "the proxy is gone",
    });
    expect(retired.text).toContain("retire: recorded as");
    expect(retired.text).toContain("the proxy is gone");
    const again = await served.post(`/lesson/${id}/decide`, { action: "retire", reason: "twice" });
    expect([again.status, again.text]).toEqual([400, expect.stringContaining("out of service already")]);
    const waiting = await served.get("/waiting");
    expect(waiting.text).toContain('data-key="u"');
    const back = await served.post(`/lesson/${id}/decide`, {
      action: "restore",
      reason: "it is back",
      from: "waiting",
    });
    expect(back.text).toContain("restore: recorded as");
    expect((await served.get(`/story/${id}`)).text).toContain("the proxy is gone");
  });

  it("on what sessions dispute waits with a key of its own", async () => {
    const { text } = await served.get("/?state=served");
    const id = /href="\/lesson\/(\w{26})"/.exec(text)?.[1] ?? "";
    served.repository.commit({ "src/net.ts": "1\n" });
    await withClient(served.repository.dir, { session: "reader" }, async (client) => {
      const evidence = [{ type: "path", ref: "src/net.ts" }];
      await client.call("cite_learnings", {
        citations: [{ id, outcome: "wrong", note: "it is 40 s", evidence }],
      });
    });
    const waiting = (await served.get("/waiting")).text;
    expect(waiting).toContain("Disputed (1)");
    expect(waiting).toContain('data-key="r"');
    expect((await served.get(`/lesson/${id}`)).text).toContain("it is 40 s");
  });

  it("on what a worker asks reaches the worker's session", async () => {
    await withClient(served.repository.dir, { session: "stuck" }, async (client) => {
      await client.call("escalate", {
        tried: "two parsers",
        failed: "both stop at line 3 of a.json",
        evidence: "npm test prints 3 failures",
        hypothesis: "the file is cut",
        ask: "Is a.json or b.json the right one?",
      });
    });
    const waiting = (await served.get("/waiting")).text;
    expect(waiting).toContain("Is a.json or b.json the right one?");
    const id = /action="\/rule\/(\w{26})"/.exec(waiting)?.[1] ?? "";
    const refused = await served.post(`/rule/${id}`, { ruling: "answer", text: " " });
    expect(refused.status).toBe(400);
    const ruled = await served.post(`/rule/${id}`, { ruling: "answer", text: "b.json" });
    expect(ruled.text).toContain("answer: recorded as");
    expect(ruled.text).not.toContain("Workers ask");
    // What was answered can be kept as a lesson of the session that recorded none.
    expect(ruled.text).toContain("Asked for a ruling, answer");
  });
});

describe("among many lessons", () => {
  it("what compares each with all others comes after the page", async () => {
    const many = await serve();
    try {
      const records = Array.from({ length: 301 }, (_, number) => learning(number));
      const files = records.map((record) => [recordPath(record), encodeRecord(record)] as const);
      plant(many.repository.dir, "aaaaaaaaaa", Object.fromEntries(files));
      expect((await many.get("/")).text).toContain("301 of 301, newest first; 50 are shown");
      expect((await many.get("/?limit=200")).text).toContain("200 are shown");
      const { text } = await many.get("/waiting");
      expect(text).toContain('data-later="/waiting/compared"');
      expect(text).not.toContain("Said before");
      expect((await many.get("/waiting/compared")).text).toContain('<div id="compared">');
    } finally {
      await many.close();
    }
  });
});

describe("what goes on", () => {
  it("shows what a session was given, as soon as it is recorded", async () => {
    await withClient(served.repository.dir, { session: "wednesday" }, async (client) => {
      await client.call("retrieve_context", { task: "the proxy closes idle sockets" });
    });
    const { text } = await served.get("/now");
    expect(text).toContain("<bdi>wednesday</bdi>");
    expect(text).toContain("at work");
  });

  it("is told to an open page when an agent records", async () => {
    const changed = served.nextChange();
    await withClient(served.repository.dir, { session: "thursday" }, async (client) => {
      await client.call("record_learning", {
        title: "Exports need a BOM for Excel",
        kind: "gotcha",
        body: "Excel reads export.csv as Latin-1 unless the file begins with U+FEFF.",
      });
    });
    await changed;
    expect((await served.get("/")).text).toContain("Exports need a BOM for Excel");
  });
});

describe("the answer", () => {
  it("is compressed where the browser says so, and all of a view is less than 150 kB", async () => {
    const coded = { "accept-encoding": "br" };
    const { cookie } = served;
    let bytes = 0;
    for (const part of ["/", "/style.css", "/page.js"]) {
      const got = await served.ask(part, { headers: { cookie, ...coded } });
      expect(got.headers["content-encoding"]).toBe("br");
      bytes += got.bytes;
    }
    expect(bytes).toBeLessThan(150_000);
    expect((await served.ask("/", { headers: { cookie } })).headers["content-encoding"]).toBeUndefined();
  });
});

describe("without a person at the terminal", () => {
  it("shows everything and changes nothing", async () => {
    const reading = await serve({ readOnly: true });
    try {
      expect((await reading.get("/")).text).toContain("Read only");
      const refused = await reading.post("/new", PROXY);
      expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("PERSON_REQUIRED")]);
      expect(storedIds(reading.repository, "learning")).toEqual([]);
    } finally {
      await reading.close();
    }
  });
});
