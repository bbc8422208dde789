// `agentops-mcp report`: tells reviewers what a change teaches and proves, as a comment for its pull request and as SARIF.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { mergeBase } from "../../git/containment.ts";
import { changedLessons } from "../../learnings/io/changed-lessons.ts";
import { openKeptTexts } from "../../learnings/io/kept-texts.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { reportChange } from "../../use-cases/report-change.ts";
import { defineCommand } from "../define-command.ts";
import { VERSION } from "../help.ts";
import { pullRequestText } from "../pull-request-text.ts";
import { reading } from "../reading.ts";
import { sarifOf } from "../sarif.ts";
import { withJournal } from "../with-journal.ts";

export default defineCommand({
  summary: "what a change teaches and proves: one comment for its pull request, and SARIF",
  positionals: "[<commit>]",
  options: {
    "pull-request": { type: "boolean", description: "as markdown, against base (the default)" },
    out: { type: "string", value: "<file>", description: "write the comment there instead of to stdout" },
    sarif: { type: "string", value: "<file>", description: "also write the findings as SARIF" },
  },
  examples: [
    "agentops-mcp report --pull-request",
    "agentops-mcp report --pull-request --base refs/remotes/origin/main --out comment.md --sarif agentops.sarif",
    "agentops-mcp report --json",
  ],

  /** Runs no check and sends nothing; exit code 0 whatever it reports. */
  async run(input) {
    const { options, positionals, terminal } = input;
    const [asked = "HEAD", ...more] = positionals;
    if (more.length > 0 || asked.startsWith("-"))
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "report takes one commit.",
        "See agentops-mcp report --help.",
      );
    const change = await withJournal(input, async ({ repository, reader, base: findBase }) => {
      const commit = await reader.resolve(`${asked}^{commit}`);
      if (commit === null)
        throw new AgentOpsError(
          "NOT_FOUND",
          "There is no such commit.",
          "Name a commit or a branch of this repository.",
        );
      const { commit: base, name } = await findBase();
      const { commonDir, objectFormat } = repository;
      const from = base === null ? null : await mergeBase(commonDir, base, commit);
      const source = {
        reader,
        dir: commonDir,
        idBytes: objectFormat === "sha256" ? 32 : 20,
        texts: openKeptTexts(path.join(commonDir, "agentops"), objectFormat),
      };
      return { from, commit, base: name, ...(await changedLessons(source, from, commit)) };
    });
    return reading(input, async (context) => {
      const report = await reportChange(context, change);
      const text = pullRequestText(report);
      if (typeof options.sarif === "string")
        await write(options.sarif, `${JSON.stringify(sarifOf(report, VERSION), null, 2)}\n`);
      if (typeof options.out === "string") await write(options.out, text);
      const written = [options.out, options.sarif].filter((each) => typeof each === "string");
      terminal.answer(
        { ...report, written },
        typeof options.out === "string" ? `Written: ${written.join(", ")}` : text.trimEnd(),
      );
      return 0;
    });
  },
});

async function write(file: string, text: string): Promise<void> {
  await writeFile(path.resolve(file), text).catch((error: NodeJS.ErrnoException) => {
    throw new AgentOpsError("READ_ONLY", `${file} can't be written (${error.code}).`, "Name another file.");
  });
}
