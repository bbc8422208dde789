// A kept checkout equals a fresh one to the byte, for any two commits one after the other: AGENTOPS_PAIRS says how many pairs.
import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { openCheckout } from "../../src/checks/checkout.ts";
import { findRepository } from "../../src/git/repository.ts";
import { createRepository, removeFolder, temporaryFolder } from "../support/repository.ts";

const PAIRS = Number(process.env.AGENTOPS_PAIRS ?? 25);
const repository = createRepository();
const folder = temporaryFolder();
afterAll(() => {
  repository.remove();
  removeFolder(folder);
});

const ATTRIBUTES = [
  "* text=auto\n",
  "*.txt eol=crlf\n",
  "*.txt text eol=crlf\n*.sh eol=lf\n",
  "*.txt ident\n",
  "*.txt working-tree-encoding=UTF-16LE eol=crlf\n",
  "* -text\n",
  "[attr]odd eol=crlf\n*.sh odd\n",
  "*.txt filter=lfs diff=lfs merge=lfs -text\n",
  "* eol=crlf\n",
  "sub/** crlf\n",
];
const CONTENTS = [
  "one\ntwo\n",
  "one\r\ntwo\r\n",
  "mixed\r\nends\n",
  "$Id$\n",
  "",
  "\0binary\n",
  "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
  "\u{fffd} no text \xff\n",
];
const NAMES = [
  "a.txt",
  "b.sh",
  "sub/a.txt",
  "sub/deep/c.txt",
  "sub",
  ".agentops/learnings/x.md",
  "\xe9\xff.txt",
  "\xe9\xfe.txt",
];
const SUBMODULE = "1".repeat(40);

/** One file of a tree: a plain one, an executable one, a link, a submodule or attributes. */
const file = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      mode: fc.constantFrom("100644", "100755"),
      name: fc.constantFrom(...NAMES),
      text: fc.constantFrom(...CONTENTS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      mode: fc.constant("120000"),
      name: fc.constantFrom(...NAMES),
      text: fc.constantFrom("a.txt", "..", "nowhere"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      mode: fc.constant("160000"),
      name: fc.constantFrom("sub", "module"),
      text: fc.constant(SUBMODULE),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      mode: fc.constant("100644"),
      name: fc.constantFrom(".gitattributes", "sub/.gitattributes", "sub/deep/.gitattributes"),
      text: fc.constantFrom(...ATTRIBUTES),
    }),
  },
);
type File = { readonly mode: string; readonly name: string; readonly text: string };

/** The trees of these commits, in two processes. */
function treesOf(commits: readonly (readonly File[])[]): string[] {
  const input = Buffer.from(commits.map(commitOf).join(""), "latin1");
  execFileSync("git", ["fast-import", "--quiet", "--force"], { cwd: repository.dir, input });
  return repository.git("log", "--reverse", "--format=%T", `-${commits.length}`, "pair").trim().split("\n");
}

/** For fast-import. Later files take the place of earlier ones that are in their way. */
function commitOf(files: readonly File[]): string {
  const kept = new Map<string, File>();
  for (const each of files) {
    for (const name of [...kept.keys()])
      if (name === each.name || name.startsWith(`${each.name}/`) || each.name.startsWith(`${name}/`))
        kept.delete(name);
    kept.set(each.name, each);
  }
  const commands = [
    "commit refs/heads/pair\ncommitter T <t@localhost> 1700000000 +0000\ndata 0\ndeleteall\n",
  ];
  for (const { mode, name, text } of kept.values()) {
    const quoted = `"${[...name].map((letter) => (letter < "\x7f" ? letter : `\\${letter.charCodeAt(0).toString(8)}`)).join("")}"`;
    const bytes = Buffer.from(text, "latin1").toString("latin1");
    commands.push(
      mode === "160000"
        ? `M ${mode} ${text} ${quoted}\n`
        : `M ${mode} inline ${quoted}\ndata ${bytes.length}\n${bytes}\n`,
    );
  }
  return commands.join("");
}

/** Files whose bytes depend on attributes, and some of those: most faults show only where the two meet. */
const SENSITIVE: readonly File[] = [
  { mode: "100644", name: "kept.txt", text: "$Id$\none\n" },
  { mode: "100755", name: "kept.sh", text: "one\n" },
  { mode: "100644", name: ".gitattributes", text: "kept.* ident eol=crlf\n" },
];

/** A second commit: with more files, with fewer, or with nothing but other attributes. */
function after(first: readonly File[], more: readonly File[], how: string): File[] {
  if (how === "grows") return [...first, ...more];
  if (how === "shrinks") return first.filter((_, at) => at % 2 === 0);
  const isAttributes = ({ name }: File) => name.endsWith(".gitattributes");
  return [...first.filter((each) => !isAttributes(each)), ...more.filter(isAttributes)];
}

/** Kind, mode and bytes of all that lies there, by name. */
function contents(place: Buffer, below = ""): [string, string][] {
  return readdirSync(place, { encoding: "buffer" }).flatMap((entry): [string, string][] => {
    const at = Buffer.concat([place, Buffer.from("/"), entry]);
    const name = `${below}/${entry.toString("latin1")}`;
    const { mode } = lstatSync(at);
    const kind = mode.toString(8);
    if ((mode & 0o170000) === 0o040000) return [[name, kind], ...contents(at, name)];
    const bytes =
      (mode & 0o170000) === 0o120000 ? readlinkSync(at, { encoding: "buffer" }) : readFileSync(at);
    return [[name, `${kind} ${bytes.toString("latin1")}`]];
  });
}

it(`of ${PAIRS} pairs each`, async () => {
  const found = await findRepository(repository.dir);
  let fresh = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(file, { maxLength: 8 }),
      fc.array(file, { maxLength: 4 }),
      fc.constantFrom("grows", "shrinks", "attributes", "attributes"),
      async (some, more, how) => {
        const first = [...some, ...SENSITIVE];
        const trees = treesOf([first, after(first, more, how)]);
        const pool = path.join(folder, "pool");
        for (const tree of trees) {
          fresh += 1;
          const other = path.join(folder, `fresh${fresh}`);
          for (const each of [pool, other]) {
            mkdirSync(each, { recursive: true });
            await (await openCheckout(each, found)).reset(tree);
          }
          const [kept, anew] = [pool, other].map(
            (each) => new Map(contents(Buffer.from(path.join(each, "files")))),
          );
          expect(kept).toEqual(anew);
          removeFolder(other);
        }
      },
    ),
    { numRuns: PAIRS },
  );
}, 3_600_000);
