// How long a folder of notes takes to get into the journal: 1,000 files, or with --full the 10,000 that are promised.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { configuredServer } from "../support/client.ts";
import { createRepository, removeFolder, temporaryFolder } from "../support/repository.ts";
import { createGenerator } from "./generated.ts";
import { type Benchmark, timed } from "./measure.ts";

/** For 10,000 files. */
const PROMISED_S = 60;

export const importing: Benchmark = {
  name: "import",
  title: "Import of a folder of notes",
  async run(full) {
    const count = full ? 10_000 : 1_000;
    const repository = createRepository();
    const notes = temporaryFolder();
    try {
      writeNotes(notes, count);
      const args = [...configuredServer().args, "import", notes, "--json"];
      let answer = "";
      const took = await timed(() => {
        answer = execFileSync("node", args, { cwd: repository.dir, encoding: "utf8", maxBuffer: 1 << 28 });
      });
      const { admitted } = JSON.parse(answer).counts;
      const what = `agentops-mcp import, ${count.toLocaleString("en")} files`;
      return {
        data: `${count} generated learnings, a markdown file with frontmatter each; ${admitted} admitted, the others told as near-duplicates`,
        rows: [{ what, samples: [took / 1000], unit: "s" }],
        targets: [
          ...(full ? [{ what, value: took / 1000, atMost: PROMISED_S, unit: "s" }] : []),
          { what: "not admitted", value: count - admitted, atMost: count / 100, unit: "files" },
        ],
      };
    } finally {
      removeFolder(notes);
      repository.remove();
    }
  },
};

function writeNotes(folder: string, count: number): void {
  const generator = createGenerator(77);
  for (let number = 0; number < count; number += 1) {
    const { title, body, kind, tags } = generator.learning();
    const file = path.join(folder, `${number % 100}`, `note-${number}.md`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `---\ntype: ${kind}\ntags: [${tags.join(", ")}]\n---\n# ${title}\n\n${body}\n`);
  }
}
