// The log of git is read to the byte, and nothing is kept that only a program wrote.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LOG_FORMAT, type PastCommit, parseLog, revertedBy } from "../../src/history/commit.ts";
import { createRepository, type TestRepository } from "../support/repository.ts";

const commit = (number: number, subject: string, body = "", paths = ["a.ts"]): PastCommit => ({
  id: number.toString(16).padEnd(40, "0"),
  day: "2026-01-02",
  subject,
  body,
  paths,
});
/** As git prints it. */
const printed = (commits: readonly PastCommit[], author = "somebody"): string =>
  commits
    .map(({ id, day, subject, body, paths }) =>
      ["", id, day, author, subject, `${body}`, `\n${paths.join("\0")}`, ""].join("\0"),
    )
    .join("");

describe("a log", () => {
  let repository: TestRepository;
  beforeEach(() => {
    repository = createRepository();
  });
  afterEach(() => repository.remove());
  const log = () =>
    parseLog(repository.git("log", "-z", "--no-merges", "--name-only", `--format=${LOG_FORMAT}`));

  it("of a real git has every subject, body and path, whatever the names", () => {
    const name = "a".repeat(40);
    repository.commit({ [name]: "1", "с пробелом.ts": "2", "line\nbreak": "3" }, "feat: three files");
    repository.commit({ "a.ts": "4" }, "docs: one\n\nBecause of nothing.\nSigned-off-by: x <x@y>");
    const [one, three] = log();
    expect(one).toMatchObject({ subject: "docs: one", body: "Because of nothing.", paths: ["a.ts"] });
    expect(three?.paths.toSorted()).toEqual(["line\nbreak", name, "с пробелом.ts"].toSorted());
  });

  it("is read back from what it was made of", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 30 }).map((each) => each.replaceAll("\0", ""));
    const words = text.map((each) => `fix ${each.replace(/\s+/g, " ")} it`);
    const commits = fc.array(
      fc.record({
        subject: words,
        body: text.map((each) => each.trim()),
        paths: fc.array(words, { minLength: 1, maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(commits, (made) => {
        const past = made.map(({ subject, body, paths }, at) => commit(at + 1, subject, body, paths));
        expect(parseLog(printed(past)).map(({ id, paths }) => [id, paths])).toEqual(
          past.map(({ id, paths }) => [id, paths]),
        );
      }),
    );
  });

  it("never throws, whatever the text", () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => void parseLog(text)));
  });
});

it.each([
  ["chore: bump version to 1.4.2", "", false],
  ["v2.0.0", "", false],
  ["Update lodash to 4.17.21", "", false],
  ["wip", "", false],
  ["fix typo", "", true],
  ["chore: bump version to 1.4.2", "The 1.4.1 tag was pushed without its build.", true],
  ["fix: dates are compared as numbers", "", true],
])("%j with the body %j is kept: %s", (subject, body, kept) => {
  expect(parseLog(printed([commit(1, subject, body)]))).toHaveLength(kept ? 1 : 0);
});

it("leaves out what a bot wrote, and a sweep over many files without a reason", () => {
  const many = Array.from({ length: 150 }, (_, at) => `src/${at}.ts`);
  expect(parseLog(printed([commit(1, "fix: a")], "dependabot[bot]"))).toEqual([]);
  expect(parseLog(printed([commit(1, "Reformat everything", "", many)]))).toEqual([]);
  expect(
    parseLog(printed([commit(1, "Reformat everything", "so that diffs stay small", many)])),
  ).toHaveLength(1);
});

it("tells what was taken back, by id or by subject, and not what was brought back after that", () => {
  const first = commit(1, "feat: cache the index");
  const second = commit(2, "feat: retry twice");
  const undone = commit(3, 'Revert "feat: cache the index"', `This reverts commit ${first.id}.`);
  const named = commit(4, 'Revert "feat: retry twice"');
  const again = commit(5, "Reapply the cache", `This reverts commit ${undone.id.slice(0, 39)}.`);
  expect(revertedBy([named, undone, second, first])).toEqual(
    new Map([
      [second.id, named.id],
      [first.id, undone.id],
    ]),
  );
  expect(revertedBy([again, undone, first]).has(first.id)).toBe(false);
  const own = { ...first, body: `This reverts commit ${first.id.slice(0, 7)}.` };
  expect(revertedBy([own]).size).toBe(0);
});
