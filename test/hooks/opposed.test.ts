// Whoever is given a lesson by a hook learns in the same breath that another one says the opposite.
import { afterEach, beforeEach, expect, it } from "vitest";
import { opposedText } from "../../src/hooks/injection.ts";
import { MOST_OPPOSED, opposedTo } from "../../src/hooks/opposed.ts";
import { createSearchEngine } from "../../src/retrieval/engine.ts";
import { sampleDocument } from "../retrieval/samples.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { hook, store } from "./run-hook.ts";

const LESSONS = [
  { id: "a", title: "The importer listens on port 8080", body: "The importer listens on port 8080." },
  { id: "b", title: "The importer's port", body: "The importer listens on port 9090." },
  { id: "c", title: "The importer keeps its log for a week", body: "Older ones go at night." },
];
const engine = createSearchEngine();
engine.add(LESSONS.map(({ id, title, body }) => sampleDocument(id, title, body)));
const item = (id: string) => LESSONS.find((lesson) => lesson.id === id) ?? null;
const [first, second, third] = LESSONS;

it("names what says another number in the same place, each pair once, and nothing that can hold beside it", () => {
  if (!first || !second || !third) throw new Error("there are three");
  expect(opposedTo([first], engine.search, item)).toEqual([
    { given: first, other: second, says: "importer listens on port 9090" },
  ]);
  expect(opposedTo([first, second], engine.search, item)).toHaveLength(1);
  expect(opposedTo([third], engine.search, item)).toEqual([]);
});

it("names a few, each in one line that nothing in a lesson can end", () => {
  const many = Array.from({ length: 9 }, (_, at) => ({
    id: `m${at}`,
    title: `Retries are limited to ${at}`,
    body: `The client retries ${at} times.`,
  }));
  const large = createSearchEngine();
  large.add(many.map(({ id, title, body }) => sampleDocument(id, title, body)));
  const of = (id: string) => many.find((lesson) => lesson.id === id) ?? null;
  expect(opposedTo(many.slice(0, 2), large.search, of)).toHaveLength(MOST_OPPOSED);
  const hostile = { given: { id: "x" }, other: { id: "y", title: 'a "quoted"\u2028title' }, says: 'b\n"c"' };
  expect(opposedText([hostile]).split(/[\n\u2028]/)).toHaveLength(2);
  expect(opposedText([])).toBe("");
});

let repository: TestRepository;
beforeEach(() => {
  repository = createRepository();
});
afterEach(() => repository.remove());

it("a prompt's hook gives the one and names the other", async () => {
  const { dir } = repository;
  const ids = await store(
    dir,
    { title: "The importer listens on port 8080", body: "In production the importer listens on port 8080." },
    { title: "Ports of the importer", body: "In production the importer listens on port 9090." },
  );
  const { context } = await hook(dir, "UserPromptSubmit", {
    session_id: "s",
    prompt: "which port does the importer listen on in production?",
  });
  expect(context).toContain("In conflict with another lesson");
  for (const id of ids) expect(context).toContain(id);
});
