// The pages stay true: each file and heading that they lead to exists, in the package too, and no folder, page or decision is left out.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./support/client.ts";
import { FLOORS } from "./support/floors.ts";

const PAGES = ["ARCHITECTURE.md", "AGENTS.md", "CONTRIBUTING.md"];
const DECISIONS = "docs/decisions";
const MOST_LINES = 40;

const read = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
const decisions = readdirSync(path.join(ROOT, DECISIONS)).filter((name) => /^\d{3}-.*\.md$/.test(name));
const pages = [...PAGES, ...["README.md", ...decisions].map((name) => `${DECISIONS}/${name}`)];

it.each(pages)("%s names only files that exist", (page) => {
  const { links, names } = filesIn(read(page));
  const folder = path.posix.dirname(page);
  expect([...links.map((link) => path.posix.join(folder, link)), ...names].filter(isMissing)).toEqual([]);
});

describe.each(["SECURITY.md", "docs/claims.md"])("promises of %s", (page) => {
  /** A test in backticks, and the words in quotes behind it that a name in it has. */
  const NAMED = /`(test\/[\w./-]+)`(?:[^|`";]{0,20}"([^"]+)")?/g;
  const promises = read(page)
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\|(?:---| promise | level | L0 )/.test(line));

  it("name a test each", () => {
    expect(promises.length).toBeGreaterThan(6);
    // The judges' own page has theirs.
    expect(promises.filter((row) => !/`test\/|\]\(judges\.md\)/.test(row))).toEqual([]);
  });

  it("name tests that are there, by names that they have", () => {
    const named = promises.flatMap((row) => [...row.matchAll(NAMED)]);
    const has = (test: string, words: string): boolean => !isMissing(test) && read(test).includes(words);
    expect(named.filter(([, test = "", words = ""]) => !has(test, words)).map(([all]) => all)).toEqual([]);
  });
});

describe("the map", () => {
  it("in CONTRIBUTING.md is the list of floors that the layering test keeps", () => {
    expect(floorsIn(read("CONTRIBUTING.md"))).toEqual(FLOORS);
  });

  it("in ARCHITECTURE.md has each folder, on its floor", () => {
    const rows = read("ARCHITECTURE.md").matchAll(/^\| `([^`]+)\/` \|.*\| (\d+) \|$/gm);
    const floor = (folder: string) => FLOORS.findIndex((rooms) => rooms.includes(folder)) + 1;
    expect(Object.fromEntries([...rows].map(([, folder = "", at]) => [folder, Number(at)]))).toEqual(
      Object.fromEntries(FLOORS.flat().map((folder) => [folder, floor(folder)])),
    );
  });
});

describe("the README", () => {
  /** As a reader sees it: without code, and without where links lead. */
  const seen = read("README.md")
    .replace(/^```[\s\S]*?^```$/gm, "")
    .replace(/`[^`\n]*`/g, "")
    .replace(/\]\([^)]*\)/g, "]");

  it("does without the words that only this project uses, all of which docs/words.md explains", () => {
    const own = [
      "lease",
      "envelope",
      "ratchet",
      "journal",
      "flywheel",
      "skin",
      "council",
      "assurance",
      "escalation",
    ];
    expect(own.filter((word) => new RegExp(`\\b${word}s?\\b`, "i").test(seen))).toEqual([]);
    expect(own.filter((word) => !read("docs/words.md").includes(word))).toEqual([]);
  });

  it("says how it is set up in two lines, and that within its first forty", () => {
    const start = read("README.md").split("\n").slice(0, 40).join("\n");
    for (const line of ["npm ci && npm run demo ", "npm ci && npm test "]) expect(start).toContain(line);
  });
});

describe("the pages that come with the package", () => {
  const docs = readdirSync(path.join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .map((name) => path.posix.join("docs", name.replaceAll("\\", "/")))
    .filter((name) => name.endsWith(".md") && !name.startsWith(`${DECISIONS}/`));
  const packed = ["README.md", "SECURITY.md", "CHANGELOG.md", ...docs];
  const leads = packed.flatMap((page) => linksIn(read(page)).map((link) => [page, link] as const));
  /** What shows a promise, and what those read who change the program: both are in the repository alone. */
  const inRepository =
    /^(?:test|tools|\.github)\/|^(?:ARCHITECTURE|AGENTS|CONTRIBUTING)\.md$|^docs\/decisions\//;

  it("lead to files and headings that are there", () => {
    const broken = leads.filter(([page, link]) => {
      const [file = "", heading] = targetOf(page, link);
      if (!existsSync(path.join(ROOT, file))) return true;
      return heading !== undefined && !headingsIn(read(file)).includes(heading);
    });
    expect(broken).toEqual([]);
  });

  it("lead out of the package only to what is meant for the repository", () => {
    const { files } = JSON.parse(read("package.json"));
    const inPackage = (file: string) =>
      [...files, "package.json"].some((each: string) => file === each || file.startsWith(`${each}/`)) &&
      !file.startsWith(`${DECISIONS}/`);
    const outside = leads
      .map(([page, link]) => [page, targetOf(page, link)[0] ?? ""] as const)
      .filter(([, file]) => !inPackage(file) && !inRepository.test(file));
    expect(outside).toEqual([]);
  });

  it("are all reached from the README, in two steps at most", () => {
    const from = (page: string) => linksIn(read(page)).map((link) => targetOf(page, link)[0]);
    const reached = new Set([...from("README.md"), ...from("docs/README.md"), "README.md"]);
    expect(packed.filter((page) => !reached.has(page))).toEqual([]);
  });
});

describe("decisions", () => {
  it("are numbered without a gap, and are all in the index", () => {
    expect(decisions.map((name) => Number(name.slice(0, 3)))).toEqual(decisions.map((_, at) => at));
    const index = read(`${DECISIONS}/README.md`);
    expect(decisions.filter((name) => !index.includes(`(${name})`))).toEqual([]);
  });

  it.each(decisions)("%s has all its parts, on one page", (name) => {
    const text = read(`${DECISIONS}/${name}`);
    expect(text.split("\n").length - 1).toBeLessThanOrEqual(MOST_LINES);
    for (const part of ["Context.", "Decision.", "Consequences.", "We would change it"])
      expect(text).toContain(`**${part}**`);
  });

  it("about dependencies holds: an installation pulls in nothing else", () => {
    expect(JSON.parse(read("package.json"))).not.toHaveProperty("dependencies");
  });
});

/** Relative links, and paths of this repository in backticks; a name with a `<part>` in it stands for many. */
function filesIn(text: string): { links: string[]; names: string[] } {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, link = ""]) => link);
  const names = [...text.matchAll(/`([\w./-]+)`/g)]
    .map(([, name = ""]) => name)
    .filter((name) =>
      /^(?:src|tools|resources|scripts|test|docs|\.github|\.ci)\/|^[\w-]+\.(?:md|json)$/.test(name),
    );
  return { links, names };
}

/** Relative ones, outside of blocks of code. */
function linksIn(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g)].map(([, link = ""]) => link);
}

/** The file from the top, and the heading in it. */
function targetOf(page: string, link: string): [string, string | undefined] {
  const [file = "", heading] = link.split("#");
  return [file === "" ? page : path.posix.join(path.posix.dirname(page), file), heading];
}

/** As GitHub names them. */
const headingsIn = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-"),
  );

/** From the ground up, as the list has them; the page has the roof first. */
function floorsIn(text: string): string[][] {
  const rows = text.matchAll(/^\| (\d+) \| (`.*`) \|$/gm);
  return [...rows]
    .map(([, , rooms = ""]) => [...rooms.matchAll(/`([^`]+)\/`/g)].map(([, room = ""]) => room))
    .reverse();
}

/** A room of the list may stand empty for a while: git keeps no folder without a file. */
const isMissing = (file: string): boolean =>
  !existsSync(path.join(ROOT, file)) && !FLOORS.flat().includes(file.replace(/\/$/, ""));
