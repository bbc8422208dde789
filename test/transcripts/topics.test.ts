// A session is cut into topics that can be found and read by themselves.
import { expect, it } from "vitest";
import { createTopics } from "../../src/transcripts/topics.ts";

const NAME = { source: "f", runtime: "codex", session: "s", day: "2026-01-01T00:00:00.000Z" };
const topics = () => createTopics(NAME, (text) => text);
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const LONG =
  "The invoices of March are rounded half up and bookkeeping wants half to even for all of them, please.";

it("a talk holds who said what, its beginning as title, and when it ended", () => {
  const heard = topics();
  heard.hear({ by: "user", text: LONG, at: at(0) });
  heard.hear({ by: "agent", text: "Half to even it is.", at: at(1) });
  const [talk] = heard.talks();
  expect(talk).toMatchObject({ title: LONG, at: at(1), amends: false, commands: false });
  expect(talk?.turns).toEqual([
    { by: "user", text: LONG },
    { by: "agent", text: "Half to even it is." },
  ]);
});

it("another topic begins after a long pause, and with a request that shares no words with what was said", () => {
  const heard = topics();
  const talk = (text: string, minute: number) => {
    heard.hear({ by: "user", text, at: at(minute) });
    heard.hear({ by: "agent", text: `Done: ${text}`, at: at(minute + 1) });
  };
  talk(LONG, 0);
  talk("Bookkeeping says the printed invoices are rounded twice, so leave those alone.", 3);
  talk(
    "Websocket heartbeat proxies close connections quickly: send something every twenty seconds via nginx upstream timeout settings.",
    6,
  );
  talk("And the heartbeat of websocket connections?", 600);
  expect(heard.talks().map(({ title }) => title.slice(0, 9))).toEqual([
    "The invoi",
    "Websocket",
    "And the h",
  ]);
});

it("a session of any length stays within bounds", () => {
  const heard = topics();
  for (let minute = 0; minute < 20_000; minute += 1)
    heard.hear({
      by: minute % 2 ? "agent" : "user",
      text: `${LONG} ${minute} ${"x".repeat(200)}`,
      at: at(minute),
    });
  const talks = heard.talks();
  expect(talks.length).toBeLessThanOrEqual(300);
  for (const { turns } of talks) expect(JSON.stringify(turns).length).toBeLessThan(20_000);
});

it("a copy of a session's beginning in another one is the same talk", () => {
  const [one, other] = ["a", "b"].map((session) => {
    const heard = createTopics({ ...NAME, session }, (text) => text);
    heard.hear({ by: "user", text: LONG, at: at(0) });
    heard.hear({ by: "agent", text: "Half to even it is.", at: at(1) });
    return heard.talks()[0]?.id;
  });
  expect(one).toBe(other);
});

it("a talk that says that it changes a rule is told from one that does not", () => {
  const heard = topics();
  heard.hear({ by: "user", text: `Amendment to the rounding rule. ${LONG}`, at: at(0) });
  heard.hear({ by: "agent", text: "Amended rule, superseding half up: half to even.", at: at(1) });
  expect(heard.talks()[0]?.amends).toBe(true);
});
