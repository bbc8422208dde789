// Proposes the block of guidance in a repository's rules files as a change to review, and writes it when asked to.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ReadContext } from "../api/context.ts";
import { setGuidance } from "../runtimes/guidance-block.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { earnedGuidance } from "../use-cases/earned-guidance.ts";
import type { CommandInput } from "./define-command.ts";
import { showChange } from "./init/diff.ts";
import { createDraft, type FileChange } from "./init/draft.ts";
import { placeOf } from "./init/place.ts";
import { writeChanges } from "./init/write.ts";
import { countIn } from "./option-values.ts";
import { line } from "./reading.ts";

const USUAL = 400;
const MOST = 4_000;

export async function proposeGuidance(
  context: ReadContext,
  { options, terminal }: CommandInput,
): Promise<number> {
  const most = countIn("budget", options.budget, USUAL, MOST);
  const { lessons, lines, left } = await earnedGuidance(context, most);
  const changes = await changesOf(context.code.root, lines);
  const writes = options.write === true && changes.length > 0;
  if (writes) await writeChanges(changes);
  const shown = changes.map(showChange);
  const unchanged =
    lessons.length === 0 ? "No learning is guidance yet." : "The rules files hold all guidance already.";
  const end = writes
    ? "Written. Review it and commit it with the reason."
    : changes.length > 0
      ? "Nothing was written. To write it: agentops-mcp curate --guidance --write"
      : unchanged;
  const rest = left.map(({ id, title }) => `no room within ${most} tokens: ${id}  ${line(title)}`);
  terminal.answer(
    {
      guidance: lessons.map(({ id, title, body }) => ({ id, title, body })),
      left_out: left.map(({ id, title }) => ({ id, title })),
      changes: changes.map((change) => ({ file: change.file, change: showChange(change) })),
      written: writes,
    },
    [...shown, ...rest, end].join("\n\n"),
  );
  return 0;
}

/** In AGENTS.md, and in a CLAUDE.md that does not include it. Throws CONFIG_INVALID for a block edited by hand. */
export async function changesOf(top: string | null, lines: readonly string[]): Promise<FileChange[]> {
  if (top === null)
    throw new AgentOpsError(
      "NOT_A_REPOSITORY",
      "A bare repository has no rules files.",
      "Run this in a working tree of it.",
    );
  const draft = createDraft(placeOf(top));
  const files = ["AGENTS.md", "CLAUDE.md"].map((name) => path.join(top, name));
  for (const [at, file] of files.entries()) {
    if (at > 0 && (!existsSync(file) || /^[ \t]*@AGENTS\.md[ \t\r]*$/m.test(readFileSync(file, "utf8"))))
      continue;
    if (lines.length === 0 && !existsSync(file)) continue;
    // A link to the first file has the block by then.
    await draft.edit(file, (text, shown) => setGuidance(text, lines, shown));
  }
  return draft.changes();
}
