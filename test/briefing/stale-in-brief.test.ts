// The brief says of a lesson that it is stale where this branch has changed what it cites, and of no other.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { briefParts } from "../../src/briefing/brief.ts";
import { joinBrief } from "../../src/briefing/brief-text.ts";
import { openHouse, openReading, type Reading } from "../../src/session/house.ts";
import { createLog } from "../../src/shared/log.ts";
import { inProcess } from "../support/in-process.ts";
import { foldOf, idOf, learning, START } from "../support/records.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";
import { tokensOf } from "../support/tokens.ts";

/** The clone of every lesson that is made here. */
const OWN = { own: new Set(["aaaaaaaaaa"]) };

let repository: TestRepository;
beforeEach(() => {
  repository = createRepository();
  repository.commit({ "src/lexer.ts": "one\n", "src/parser.ts": "one\n" });
});
afterEach(() => repository.remove());

async function reading<T>(read: (opened: Reading) => Promise<T>): Promise<T> {
  const house = await openHouse({ dir: repository.dir, knowledge: null, base: null });
  try {
    return await read(await openReading(house, createLog("silent", null), true));
  } finally {
    house.close();
  }
}

/** The lines of the brief that begin with these ids. */
const linesOf = (ids: readonly string[]): Promise<string[]> =>
  reading(async ({ code, model, journal }) => {
    const own = await journal.ownClones();
    const brief = joinBrief(await briefParts(code, await model.state(), Date.now(), { own }));
    const lines = brief.split("\n");
    return ids.map((id) => lines.find((line) => line.startsWith(id)) ?? expect.fail(`${id} is not shown`));
  });

async function record(...about: string[]): Promise<string[]> {
  const author = await inProcess(repository.dir, { session: "author" });
  try {
    const ids: string[] = [];
    for (const name of about) {
      const { facts } = await author.call("record_learning", {
        title: `The ${name} loses the last token of an empty line`,
        kind: "gotcha",
        body: `The ${name} in src/${name}.ts drops the last token where a line is empty: \`${name}Next()\` returns null twice. Call ${name}Flush() before close().`,
        paths: [`src/${name}.ts`],
        distinct_because: `It is the ${name}'s own loop.`,
      });
      ids.push(String(facts.id));
    }
    return ids;
  } finally {
    await author.close();
  }
}

describe("a lesson of the brief", () => {
  it("is marked as stale where the file that it cites has changed, and not where its file has not", async () => {
    const ids = await record("lexer", "parser");
    expect(await linesOf(ids)).toEqual(ids);
    repository.commit({ "src/lexer.ts": "two\n" });
    const [lexer, parser] = ids;
    expect(await linesOf(ids)).toEqual([
      `${lexer}, stale: src/lexer.ts changed since it was recorded`,
      parser,
    ]);
    repository.commit({ "src/lexer.ts": "one\n" });
    expect(await linesOf(ids)).toEqual(ids);
  });

  it("of another branch is not stale on this one, which never had the file so", async () => {
    repository.git("checkout", "-q", "-b", "other");
    repository.commit({ "src/lexer.ts": "two\n" });
    const ids = await record("lexer");
    repository.git("checkout", "-q", "main");
    expect(await linesOf(ids)).toEqual(ids);
  });

  it("names one file and counts the others, in one line after its stage, and the brief stays within its tokens", async () => {
    const blob = repository.git("rev-parse", "HEAD:src/lexer.ts").trim();
    const commit = repository.git("rev-parse", "HEAD").trim();
    const seen = { "src/lexer.ts": blob, "src/parser.ts": blob };
    repository.commit({ "src/lexer.ts": "two\n", "src/parser.ts": "two\n" });
    const many = Array.from({ length: 60 }, (_, at) =>
      learning(at, { seen, commit, body: "words ".repeat(60) }),
    );
    const brief = await reading(async ({ code }) =>
      joinBrief(await briefParts(code, foldOf(...many), START, OWN)),
    );
    expect(brief).toContain(`\n${idOf(59)}, stale: src/lexer.ts and 1 more changed since it was recorded\n[`);
    expect(tokensOf(brief)).toBeLessThanOrEqual(540);
  });
});
