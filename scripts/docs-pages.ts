// Joins the pages of docs/ into one site: an index, and at the end of each page the way to its neighbours.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { RUNTIMES } from "../src/runtimes/all.ts";

type Page = readonly [file: string, what: string];

/** In the order in which the pages follow each other. */
const SECTIONS: readonly {
  readonly title: string;
  readonly says: string;
  readonly pages: readonly Page[];
}[] = [
  {
    title: "Start",
    says: "Set it up, and see what it does.",
    pages: [
      ["runtimes.md", "install it in your client, take it out again, what to do when something fails"],
      ["knowledge.md", "where lessons lie, how they are found, how they reach colleagues"],
      ["migration.md", "notes that you have already"],
      ["session.md", "what a model is shown in one session, from the brief to the lesson"],
      [
        "working-day.md",
        "a day in real Claude Code: a failure, a compaction, a subagent, a colleague's clone",
      ],
    ],
  },
  {
    title: "Guides",
    says: "One for each thing that a team may want beyond that.",
    pages: [
      ["layers.md", "lessons of your own in every repository, and an organisation's beside the team's"],
      ["ui.md", "see what is known and decide what waits, in a browser"],
      ["curation.md", "which lessons stay, rise or go"],
      ["extraction.md", "lessons drafted from what happened"],
      ["envelope.md", "what agents may read, write, run and reach"],
      ["research.md", "looking before changing"],
      ["jobs.md", "queues of work, one agent a job, working trees of their own"],
      ["checks.md", "commands that decide whether a commit is good"],
      ["claims.md", "nobody grades their own work; what passed must go on passing"],
      ["pull-requests.md", "what a change teaches and proves, in one comment; jobs from and to issues"],
      ["judges.md", "models that decide what no check can"],
      ["calibration.md", "how far a judge's word goes"],
      ["signing.md", "verdicts that a worker can't forge"],
      ["supervision.md", "who is stuck asks, who decides is recorded"],
      ["goals.md", "what the work is for, measured"],
      ["day.md", "four agents and a supervisor over two days"],
    ],
  },
  {
    title: "Reference",
    says: "Written from the code, so that it says what the code does.",
    pages: [
      ["commands.md", "each command of the terminal, with its options"],
      ["configuration.md", "each key of `.agentops/`"],
      ["tools.md", "each tool that a model can call, with a call and its price in tokens"],
      ["resources.md", "what a client can read, prompts and skills"],
      ["errors.md", "each error code"],
      ["words.md", "each word that this project gives a meaning of its own"],
      ["compatibility.md", "what each client was seen to do, by tests"],
      ["platforms.md", "what is promised on which system, Node and package manager"],
      ["release.md", "the packages, and how each was tried"],
    ],
  },
  {
    title: "Explanation",
    says: "Why it does what it does.",
    pages: [
      ["how-it-decides.md", "strength, trust, disputes, where records lie"],
      ["factors.md", "the twelve factors, and the test that shows each"],
      ["scale.md", "what grows with the number of records, what was measured, and where it ends"],
      ["benchmarks.md", "what was measured, on which data, and what was missed"],
    ],
  },
];

const PAGES = SECTIONS.flatMap(({ pages }) => pages.map(([file]) => file));
const FOOTER = /\n*<!-- generated: pages -->[\s\S]*?<!-- end -->\n*$/;

/** Path -> text: the index, and each page with its footer; `written` are pages that others of these programs write. */
export function docsPages(root: string, written: Readonly<Record<string, string>>): Record<string, string> {
  const text = (file: string): string =>
    written[`docs/${file}`] ?? readFileSync(path.join(root, "docs", file), "utf8");
  const runtimes = RUNTIMES.map(({ name }) => `runtimes/${name}.md`);
  const missing = readdirSync(path.join(root, "docs")).filter(
    (name) => name.endsWith(".md") && name !== "README.md" && !PAGES.includes(name),
  );
  if (missing.length > 0) throw new Error(`scripts/docs-pages.ts lacks ${missing.join(", ")}`);
  const titles = new Map([...PAGES, ...runtimes].map((file) => [file, titleOf(file, text(file))]));
  const named = (file: string | undefined): string => (file === undefined ? "" : (titles.get(file) ?? ""));
  const footed = PAGES.map((file, at) => {
    const [before, after] = [PAGES[at - 1], PAGES[at + 1]];
    return [file, withFooter(text(file), "", [before, named(before)], [after, named(after)])] as const;
  });
  const ofRuntimes = runtimes
    .filter((file) => existsSync(path.join(root, "docs", file)))
    .map((file, at) => {
      const [before, after] = [runtimes[at - 1] ?? "runtimes.md", runtimes[at + 1]];
      return [file, withFooter(text(file), "../", [before, named(before)], [after, named(after)])] as const;
    });
  return {
    "docs/README.md": index(named),
    ...Object.fromEntries([...footed, ...ofRuntimes].map(([file, page]) => [`docs/${file}`, page])),
  };
}

function titleOf(file: string, text: string): string {
  const [, title] = /^# (.+)$/m.exec(text) ?? [];
  if (!title) throw new Error(`docs/${file} has no title`);
  return title;
}

function withFooter(
  text: string,
  up: string,
  [before, titleBefore]: readonly [string | undefined, string],
  [after, titleAfter]: readonly [string | undefined, string],
): string {
  const link = (file: string, label: string) => `[${label}](${up}${file})`;
  const ways = [
    ...(before === undefined ? [] : [link(before, `← ${titleBefore}`)]),
    link("README.md", "All pages"),
    ...(after === undefined ? [] : [link(after, `${titleAfter} →`)]),
  ];
  const body = text.replace(FOOTER, "").trimEnd();
  return `${body}\n\n<!-- generated: pages -->\n\n---\n\n${ways.join(" · ")}\n\n<!-- end -->\n`;
}

function index(named: (file: string) => string): string {
  return [
    "<!-- Written by `npm run gen` from scripts/docs-pages.ts; change it there. -->",
    "# Documentation",
    "What it is and how to install it stands in the [README](../README.md), what it promises in [SECURITY.md](../SECURITY.md), what is new in the [changelog](../CHANGELOG.md). All pages lie in the package too, and need no network.",
    ...SECTIONS.flatMap(({ title, says, pages }) => [
      `## ${title}`,
      says,
      pages.map(([file, what]) => `- [${named(file)}](${file}): ${what}`).join("\n"),
    ]),
    "The pages of the single clients, each with what `init` writes for it:",
    RUNTIMES.map(({ name, label }) => `[${label}](runtimes/${name}.md)`).join(" · "),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}
