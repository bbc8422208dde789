// A runtime's name counts in places beside its own file: whose terminal it is, and which folders go with the last of our files.
import path from "node:path";
import { describe, expect, it } from "vitest";
import { OWN_FOLDER } from "../../src/cli/init/write.ts";
import { AGENT_PROGRAMS } from "../../src/cli/person.ts";
import { RUNTIMES } from "../../src/runtimes/all.ts";

/** In these people type too, so that what runs below them need not be an agent's. */
const EDITORS_AND_TERMINALS = [
  ...["antigravity", "code", "cursor", "kiro", "trae", "zed", "zeditor"],
  ...["oz", "warp", "warp-terminal"],
];
const HOME = "/home/ann";

describe.each(RUNTIMES)("$label", ({ programs, project, user, hooks }) => {
  it("has programs of which is known whether a person types in them", () => {
    const unknown = programs.filter(
      (name) => !AGENT_PROGRAMS.test(name) && !EDITORS_AND_TERMINALS.includes(name),
    );
    expect(unknown).toEqual([]);
  });

  it("leaves no empty folder of its own behind", () => {
    const place = { home: HOME, env: {}, platform: "linux" } as const;
    const own = user(place);
    const files = [
      ...[...project.config, project.instructions, hooks?.file].map(
        (file) => file && path.join("/shop", file),
      ),
      ...[...own.config, own.instructions, hooks?.userFile(place)],
    ];
    const folders = files
      .flatMap((file) => (file ? [path.dirname(file)] : []))
      .filter((folder) => ![HOME, "/shop"].includes(folder));
    expect(folders.filter((folder) => !OWN_FOLDER.test(folder))).toEqual([]);
  });
});
