// A question keeps its answer while the history grows around it.
import { expect, it } from "vitest";
import { restates } from "../../src/history/answers.ts";
import { type Past, pastFor } from "../../src/history/past.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";

const past = (number: number, subject: string): Past => ({
  id: number.toString(16).padStart(40, "0"),
  kind: "commit",
  day: "2026-01-02",
  subject,
  body: "",
  paths: [`src/module${number}.ts`],
  revertedBy: null,
  commands: false,
});

const ASKED = "Why does package-lock.json name the packages of every platform?";
const ANSWER = past(0, "fix: name every platform's packages in the lock file, so that installing works");

/** Work of the kind that every repository has, in the words of the question, each with a name of its own. */
const later = (count: number): Past[] =>
  Array.from({ length: count }, (_, at) =>
    past(
      at + 1,
      [
        `build: the package of part${at} is built`,
        `fix: the lock of part${at} is let go`,
        `feat: the name of part${at}`,
        `ci: part${at} on a second platform`,
      ][at % 4] ?? "",
    ),
  );

const namedAmong = (items: readonly Past[]): string | undefined => {
  const engine = createSearchEngine();
  engine.add(items.map((each) => ({ ...each, title: each.subject, tags: [] })));
  const byId = new Map(items.map((each) => [each.id, each]));
  return pastFor({ engine, item: (id) => byId.get(id) ?? null }, ASKED, [], 2)[0]?.subject;
};

it("a subject that says a question again answers it among 40 commits and among 4,000 of the same words", () => {
  for (const count of [40, 400, 4_000]) expect(namedAmong([ANSWER, ...later(count)])).toBe(ANSWER.subject);
  expect(namedAmong(later(400))).toBeUndefined();
});

it("a few words in common, or a short question, say nothing again", () => {
  expect(restates(ANSWER.subject, ASKED)).toBe(true);
  expect(restates(ANSWER.subject, `something else\n${ASKED}`)).toBe(true);
  expect(restates("build: the package has a lock", ASKED)).toBe(false);
  expect(restates(ANSWER.subject, "lock the packages")).toBe(false);
  expect(restates("", "")).toBe(false);
});
