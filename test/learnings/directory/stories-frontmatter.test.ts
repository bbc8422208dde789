// Frontmatter as people leave it: what still reads as the same learning, and where a file that does not is named.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "../../cli/run-cli.ts";
import { runDoctor, troubles } from "../../cli/run-doctor.ts";
import { EMPTY_HOME } from "../../support/journal.ts";
import { writeFiles } from "../../support/repository.ts";
import { createStory, FILE, FOLDER, file, found, LESSON, stateOf, titles } from "./story.ts";

const story = createStory();
const { record, start } = story;
const BETTER = "git clone leaves out refs/agentops";
const PLAIN = ["kind: gotcha", "tags: git", "---", "", LESSON.body];

/** Each is the lesson with a better title, as some editor or person writes it; `ID` stands for its id. */
const READABLE: Record<string, string> = {
  "line ends of Windows": file("ID", { title: BETTER }).replaceAll("\n", "\r\n"),
  "a byte order mark": `\uFEFF${file("ID", { title: BETTER })}`,
  "no quotes": ["---", `title: ${BETTER}`, "id: ID", ...PLAIN].join("\n"),
  "single quotes": ["---", `title: '${BETTER}'`, "id: 'ID'", ...PLAIN].join("\n"),
  "keys of their own, in another order": [
    "---",
    "id: ID",
    "reviewer: ann",
    `title: ${BETTER}`,
    ...PLAIN,
  ].join("\n"),
  "comments and nested keys": [
    "---",
    "# note",
    `title: ${BETTER} # short`,
    "x:\n  - y: 1",
    "id: ID",
    ...PLAIN,
  ].join("\n"),
  "a title over two lines": [
    "---",
    "title: >",
    "  git clone leaves",
    "  out refs/agentops",
    "id: ID",
    ...PLAIN,
  ].join("\n"),
  "tabs after colons, and spaces at line ends": ["---  ", `title:\t${BETTER}  `, "id:\tID\t", ...PLAIN].join(
    "\n",
  ),
  "rules in its text": `${file("ID", { title: BETTER })}\n---\n\nmore: text\n\n---\n`,
};

/** What breaks it -> what is said of it. */
const BROKEN: Record<string, [string, string]> = {
  "a colon in a bare title": [
    ["---", "kind: gotcha", "title: git clone: leaves out refs", "id: ID", "---", "", LESSON.body].join("\n"),
    "its frontmatter between the --- lines is not valid YAML (line 3)",
  ],
  "tabs as indentation": [
    ["---", "title: x", "kind: gotcha", "tags:", "\t- git", "id: ID", "---", "", LESSON.body].join("\n"),
    "its frontmatter between the --- lines is not valid YAML (line 5)",
  ],
  "a title that is a number": [
    ["---", "title: 404", "id: ID", ...PLAIN].join("\n"),
    "frontmatter: title is missing or not valid",
  ],
  "an id that lost letters": [
    ["---", "title: x", "id: 01K8", ...PLAIN].join("\n"),
    "frontmatter: id is missing or not valid",
  ],
  "no second line of dashes": [
    ["---", "title: x", "id: ID", "kind: gotcha", "", LESSON.body].join("\n"),
    "its frontmatter between the --- lines is not valid YAML",
  ],
  "nothing in it": ["", "its frontmatter between the --- lines is not valid YAML"],
};

describe("a file that a person has edited", () => {
  it("reads as the same learning in every form people write it", async () => {
    const id = await record();
    const reader = await start();
    for (const [form, text] of Object.entries(READABLE)) {
      writeFiles(story.repository.dir, { [FILE]: text.replace("ID", id) });
      expect(await found(reader), form).toMatchObject([{ id, title: BETTER }]);
      expect(await stateOf(reader, id), form).toBe("served");
      writeFiles(story.repository.dir, { [FILE]: file(id) });
      expect(await titles(reader), form).toEqual([LESSON.title]);
    }
  });

  it("is named with what to mend when it can't be read, and base's text is served", async () => {
    const id = await record();
    story.repository.commit({ [FILE]: file(id, { title: BETTER }) });
    const reader = await start();
    for (const [fault, [text, said]] of Object.entries(BROKEN)) {
      writeFiles(story.repository.dir, { [FILE]: text.replace("ID", id) });
      expect(await found(reader), fault).toMatchObject([{ id, title: BETTER }]);
      const { facts } = await reader.call("trace_record", { id: FILE });
      expect(facts.state, fault).toContain(said);
    }
    writeFileSync(
      path.join(story.repository.dir, FILE),
      Buffer.from(file(id, { title: "größer" }), "latin1"),
    );
    expect(await titles(reader)).toEqual([BETTER]);
    expect((await reader.call("trace_record", { id: FILE })).facts.state).toContain("is not UTF-8 text");
  });

  it("and that can't be read is seen by whoever looks: in brief, trace, show and doctor", async () => {
    const { dir } = story.repository;
    const id = await record();
    writeFiles(dir, {
      [FILE]: file(id).replace("gotcha", "rule"),
      [`${FOLDER}/other.md`]: `${file(id)}<<<<<<< ours\n`,
    });
    const names = [
      [FILE, "frontmatter: kind is missing or not valid"],
      [`${FOLDER}/other.md`, "holds conflict markers"],
    ] as const;
    const reader = await start();
    expect(await reader.read("agentops://brief")).toContain("2 records could not be read");
    const options = { home: EMPTY_HOME };
    const shown = [
      String(await stateOf(reader, id)),
      runCli(dir, ["show"], options).stdout,
      runCli(dir, ["show", id], options).stdout,
      runCli(dir, ["trace", id], options).stdout,
      troubles(runDoctor(dir, options).checks)
        .map((check) => check.found)
        .join("\n"),
    ];
    for (const text of shown) {
      for (const [name, reason] of names) {
        expect(text).toContain(name);
        expect(text).toContain(reason);
      }
    }
    expect(runCli(dir, ["show", id], options).stdout).toContain(LESSON.body);
  });
});
