// Whatever is stored or typed stays text on every view: no tag, no attribute and no address comes of it.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AttemptRecord } from "../../src/jobs/records/attempt.ts";
import type { JournalRecord } from "../../src/records/record.ts";
import { groupBy } from "../../src/shared/group-by.ts";
import { command } from "../support/command.ts";
import { plant } from "../support/journal.ts";
import { encodeRecord, recordPath } from "../support/kinds.ts";
import { citation, cloneOf, curation, idOf, learning } from "../support/records.ts";
import { by, escalation, event, job, retrieval, started } from "../support/work-records.ts";
import { HOSTILE, UNSEEN } from "./hostile-texts.ts";
import { type Served, serve } from "./served.ts";

const OWN_TAGS = new Set(
  "html head meta title link script body a div span bdi nav button p main footer kbd h1 h2 h3 header form label input details summary select option textarea ul ol li meter section article dl dt dd figure figcaption svg line polyline path circle rect text g table thead tbody tr th td time code b i small caption".split(
    " ",
  ),
);
const OWN_ATTRIBUTES =
  /^(?:lang|charset|name|content|rel|href|src|defer|class|id|type|value|aria-[a-z]+|role|tabindex|hidden|for|method|action|required|selected|open|rows|min|max|datetime|viewBox|fill-opacity|data-later|x|y|x1|x2|y1|y2|cx|cy|r|d|width|height|points|scope|data-key|data-typed|autocomplete|spellcheck|text-anchor|title)$/;

/** Those that a file can have for its name. */
const FILE_NAMES = HOSTILE.filter((text) => /^[^\0\n]{1,200}$/.test(text) && !/^\/|\/$|\/\//.test(text)).map(
  (text) => `src/${text}`,
);

let served: Served;
const now = new Date().toISOString();

beforeAll(async () => {
  served = await serve();
  // Names of files are texts that somebody wrote too.
  served.repository.commit(Object.fromEntries(FILE_NAMES.map((name) => [name, "x\n"])));
  const records = HOSTILE.flatMap((text, at) => recordsWith(text, 100 + 10 * at));
  const clones = groupBy(records, ({ clone }) => clone);
  for (const [clone, own] of clones)
    plant(
      served.repository.dir,
      clone,
      Object.fromEntries(own.map((each) => [recordPath(each), encodeRecord(each)])),
    );
});
afterAll(() => served.close());

/** Every kind that a view shows, with the text in every field that may hold it. */
function recordsWith(text: string, number: number): JournalRecord[] {
  const short = text.slice(0, 50);
  const lesson = {
    title: text,
    body: `${text}\n${text}`,
    paths: [text],
    tags: [short],
    symptoms: [text],
    evidence: [{ type: "command" as const, ref: text }],
    runtime: text,
    session: text,
    at: now,
  };
  const attempt: AttemptRecord = {
    ...by(number + 6, 0, text),
    record: "attempt",
    at: now,
    runtime: text,
    note: text,
    approach: short,
    process: null,
  };
  return [
    learning(number, lesson),
    learning(number + 1, { ...lesson, body: `${text} replaces`, supersedes: idOf(number) }),
    learning(number + 9, { ...lesson, body: `${text} is in dispute` }),
    {
      ...citation(number + 2, idOf(number + 9), { session: `${text} reader`, outcome: "wrong", note: text }),
      runtime: text,
    },
    curation(number + 3, idOf(number + 1), "retire", {
      reason: text,
      authority: text,
      session: `${text} boss`,
    }),
    { ...job(number + 4, 0), title: text },
    { ...event(number + 5, 1, { job: number + 4, session: text }, started()), runtime: text },
    attempt,
    {
      ...escalation(number + 7, 2, number + 4),
      tried: text,
      failed: text,
      evidence: text,
      hypothesis: text,
      ask: text,
      session: text,
      signature: String(number).padStart(16, "0"),
    },
    {
      ...retrieval(number + 8, 0, text, [number]),
      at: now,
      runtime: text,
      retrievals: [{ at: now, task: "0123456789abcdef", served: [idOf(number)], tokens: 1 }],
    },
  ].map((each) => ({ ...each, clone: each.record === "citation" ? cloneOf("reader") : "aaaaaaaaaa" }));
}

const tags = (page: string): string[] =>
  [...page.matchAll(/<\/?([a-zA-Z!?][^\s/>]*)[^>]*>/g)].map(([tag]) => tag);

/** Every tag and attribute of the page is one that we write, and every address leads to the page itself. */
function expectOwn(page: string): void {
  const found = tags(page.replace(/^<!doctype html>/, ""));
  const names = found.map((tag) => /^<\/?([^\s/>]+)/.exec(tag)?.[1] ?? "");
  expect(names.filter((name) => !OWN_TAGS.has(name))).toEqual([]);
  for (const tag of found) {
    const plain = tag.replace(/"[^"]*"/g, '""').replace(/^<\/?[^\s/>]+/, "");
    const attributes = [...plain.matchAll(/([^\s=/>"]+)(?:="")?/g)].map(([, name = ""]) => name);
    expect(attributes.filter((name) => !OWN_ATTRIBUTES.test(name))).toEqual([]);
    for (const [, address = ""] of tag.matchAll(/\b(?:href|src|action)="([^"]*)"/g))
      expect(address).toMatch(/^(?:\/(?!\/)|#|data:,$)/);
  }
  expect(page.match(/<script\b/g)).toHaveLength(1);
  expect(page).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\u001B\uFEFF]/);
}

describe("what is stored", () => {
  it("is all there, so that what follows shows something", async () => {
    const { text } = await served.get(`/?limit=1000`);
    expect(text).toContain(`${3 * HOSTILE.length} of ${3 * HOSTILE.length}`);
    expect(HOSTILE.length).toBeGreaterThanOrEqual(60);
  });

  it("reaches every part of the views", async () => {
    const waiting = (await served.get("/waiting")).text;
    for (const heading of ["Workers ask", "Disputed", "Out of service"]) expect(waiting).toContain(heading);
    const goingOn = (await served.get("/now")).text;
    for (const part of ["<table>", "holds it", '<span class="chip ">asked</span>'])
      expect(goingOn).toContain(part);
  });

  it.each(["/?limit=1000", "/?show=used", "/?show=go&limit=1000", "/waiting", "/now", "/outcomes"])(
    "is text on %s",
    async (view) => {
      const { text, status } = await served.get(view);
      expect(status).toBe(200);
      expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
      expectOwn(text);
    },
  );

  it("is text in the names of files and folders on the map", async () => {
    expect(FILE_NAMES.length).toBeGreaterThan(30);
    const { text, status } = await served.get("/map?at=src");
    expect(status).toBe(200);
    expect(text).toContain("<bdi>&lt;ScRiPt&gt;alert(1)&lt;</bdi>/");
    expectOwn(text);
    for (const [, folder = ""] of text.matchAll(/href="(\/map\?at=[^"]+)"/g))
      expectOwn((await served.get(folder.replaceAll("&amp;", "&"))).text);
  });

  it.each(HOSTILE.map((text, at) => [text, 100 + 10 * at] as const))(
    "is text on its own pages: %s",
    async (text, number) => {
      for (const page of [
        `/lesson/${idOf(number)}`,
        `/lesson/${idOf(number + 1)}`,
        ...[`/lesson/${idOf(number + 9)}`, `/lesson/${idOf(number + 9)}/edit`],
        ...[0, 3, 4, 6, 7].map((more) => `/story/${idOf(number + more)}`),
        `/session?${new URLSearchParams({ of: text })}`,
      ]) {
        const got = await served.get(page);
        expect([page, got.status]).toEqual([page, 200]);
        expectOwn(got.text);
      }
      const { text: shown } = await served.get(`/lesson/${idOf(number)}`);
      expect(shown).toContain(escaped(text));
    },
  );
});

describe("the one file of measure --html", () => {
  it("has all views as text, and nothing to run, to send or to fetch", async () => {
    const file = path.join(served.repository.dir, ".git/views.html");
    const { code, stderr } = await command(served.repository.dir, ["measure", "--dry-run", "--html", file]);
    expect([code, stderr]).toEqual([expect.any(Number), expect.stringContaining("wrote ")]);
    const text = readFileSync(file, "utf8");
    for (const heading of ["Known", "Used this week", "Could go", "Map", "Waiting", "Now", "Outcomes"])
      expect(text).toContain(`<h2>${heading}</h2>`);
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    const own = text.replace(/<style>.*<\/style>/s, "");
    expect(own).not.toMatch(/<(?:script|form|button|input|textarea|link|base|iframe|img)\b/i);
    const names = tags(own.replace(/^<!doctype html>/, "")).map(
      (tag) => /^<\/?([^\s/>]+)/.exec(tag)?.[1] ?? "",
    );
    expect(
      names.filter((name) => !OWN_TAGS.has(name) && !["header", "title", "h4", "style"].includes(name)),
    ).toEqual([]);
    const ids = new Set([...own.matchAll(/\bid="([^"]+)"/g)].map(([, id = ""]) => id));
    const targets = [...own.matchAll(/\bhref="([^"]*)"/g)].map(([, target = ""]) => target);
    expect(targets.length).toBeGreaterThan(100);
    expect(targets.filter((target) => !target.startsWith("#") || !ids.has(target.slice(1)))).toEqual([]);
    expect(own.match(/\bid="([^"]+)"/g)?.length).toBe(ids.size);
    expect(own).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B\u001B\uFEFF]/);
  });
});

describe("what is typed", () => {
  it.each([...HOSTILE, ...UNSEEN])("is text where it is shown again: %j", async (text) => {
    const query = new URLSearchParams({
      q: text,
      path: text,
      tag: text,
      kind: text,
      state: text,
      limit: text,
    });
    expectOwn((await served.get(`/?${query}`)).text);
    query.delete("q");
    expectOwn((await served.get(`/?${query}`)).text);
    const typed = {
      title: text,
      kind: text,
      body: text,
      paths: text,
      tags: text,
      symptoms: text,
      evidence: text,
      distinct: text,
    };
    expectOwn((await served.get(`/new?${new URLSearchParams(typed)}`)).text);
    const refused = await served.post("/new", { ...typed, evidence: "" });
    expect(refused.status).toBe(400);
    expectOwn(refused.text);
    const lesson = `/lesson/${idOf(100)}`;
    expectOwn((await served.post(`${lesson}/decide`, { action: text, reason: text, other: text })).text);
    expectOwn((await served.post(`${lesson}/edit`, { ...typed, revision: text })).text);
    expectOwn((await served.get(`/lesson/${encodeURIComponent(text)}`)).text);
  });

  it("is text in a ruling that is refused", async () => {
    for (const text of HOSTILE.filter((_, at) => at % 8 === 0))
      expectOwn((await served.post(`/rule/${idOf(107)}`, { ruling: text, text })).text);
  });

  it("made no fault of the server", () => expect(served.faults).toEqual([]));
});

const escaped = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign] ?? "",
  );
