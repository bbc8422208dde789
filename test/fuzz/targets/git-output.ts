// Fuzzes what reads names, messages and objects out of git, all of which a foreign commit decides.
import { isDeepStrictEqual } from "node:util";
import { otherNames } from "../../../src/git/aliases.ts";
import { createAnswerParser } from "../../../src/git/batch-answers.ts";
import { decodeTree, encodeTree } from "../../../src/git/objects.ts";
import { faultIn } from "../../../src/git/words.ts";
import { parseLog, revertedBy } from "../../../src/history/commit.ts";
import { isRead, sectionsOf } from "../../../src/history/document.ts";
import { storable } from "../../../src/history/storable.ts";
import { must, seedsOf, type Target } from "../target.ts";

const ID = "0123456789abcdef0123456789abcdef01234567";
const commit = (id: string, subject: string, body: string, ...paths: string[]): string =>
  [
    "",
    id,
    "2026-01-02",
    "Dev",
    subject,
    body,
    ...paths.map((each, n) => (n === 0 ? `\n${each}` : each)),
  ].join("\0");

const gitOutput: Target = {
  name: "git-output",
  outcomes: ["tree", "no tree"],
  seeds: () =>
    seedsOf(
      commit(ID, "fix: the cache", "It was keyed wrong.\n\nSigned-off-by: x\n", "src/a.ts", "docs/b.md") +
        commit(ID.replace("0", "f"), 'Revert "fix: the cache"', `This reverts commit ${ID}.\n`, "src/a.ts"),
      `${ID} blob 4\nabcd\n${ID} missing\n${ID} tree 0\n\n`,
      encodeTree([
        { mode: "100644", name: "a", id: ID },
        { mode: "40000", name: "b", id: ID },
        { mode: "120000", name: "ü", id: ID },
      ]),
      "fatal: not a git repository\nerror: unable to write\nfatal: could not read Username",
      "docs/a\tsrc\nsrc/b\t..\nloop\tloop\n",
      "---\ntitle: x\n---\n# Use pnpm #\n\nWe use pnpm because npm breaks the lockfile every week.\n\n```\n# no heading\n```\n\n## Why ##\n\nIt is fast and it is safe, and everybody here knows it.\n",
    ),
  run(bytes) {
    const text = bytes.toString("utf8");
    faultIn(text);
    const commits = parseLog(text);
    must(
      commits.every(({ id, body }) => /^[0-9a-f]{40,64}$/.test(id) && body.length <= 4_000),
      "no commit",
    );
    for (const [id, by] of revertedBy(commits)) must(id !== by, "a commit that takes itself back");
    for (const each of commits) {
      storable(each);
      each.paths.filter(isRead);
    }
    for (const { body, title } of sectionsOf("docs/adr/1.md", text))
      must(body.length <= 4_000 && title !== "", "a section without a title");
    must(
      isDeepStrictEqual(answersIn(bytes, bytes.length), answersIn(bytes, 7)),
      "another answer in other chunks",
    );
    const links = text
      .split("\n")
      .slice(0, 200)
      .map((line) => {
        const [at = "", to] = line.split("\t");
        return { at, to: to ?? null };
      });
    // In so little room it has to be quick, whatever the links are.
    otherNames(links, ["src/a.ts", "docs/b.md"], { work: 50_000, characters: 125_000 });
    return treeIn(bytes);
  },
};
export default gitOutput;

function answersIn(bytes: Buffer, size: number): unknown[] {
  const found: unknown[] = [];
  const parse = createAnswerParser(
    () => true,
    (answer) => found.push(answer),
  );
  for (let at = 0; at < bytes.length; at += Math.max(1, size))
    parse(bytes.subarray(at, at + Math.max(1, size)));
  return found;
}

function treeIn(bytes: Buffer): string {
  let entries: ReturnType<typeof decodeTree>;
  try {
    entries = decodeTree(bytes, 20, "latin1");
  } catch (error) {
    if (error instanceof Error && error.message === "a tree that is none") return "no tree";
    throw error;
  }
  const again = decodeTree(encodeTree(entries, "latin1"), 20, "latin1");
  must(again.length === entries.length, "a tree that has other entries once written");
  return "tree";
}
