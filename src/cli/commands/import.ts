// `agentops-mcp import`: takes existing notes through the gate and into the journal.

import { FORMATS } from "../../import/formats.ts";
import { LEARNING_KINDS } from "../../records/evidence.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { defineCommand } from "../define-command.ts";
import { importNotes } from "../import-notes.ts";

export default defineCommand({
  summary: "take existing notes through the gate into the journal; publish makes files of them on a branch",
  everyday: true,
  positionals: "<path>...",
  options: {
    format: {
      type: "string",
      choices: FORMATS,
      description: "what the notes are (default: auto, told by their content)",
    },
    kind: {
      type: "string",
      choices: LEARNING_KINDS,
      description: "for notes that name no kind (default: what their text reads like)",
    },
    accept: {
      type: "string",
      value: "<file:line,...>",
      description: "also store the near-duplicates held back at these places, or `all`",
    },
    "dry-run": { type: "boolean", description: "show what would happen and store nothing" },
  },
  examples: [
    "agentops-mcp import learnings.md --dry-run",
    "agentops-mcp import .agents",
    "agentops-mcp import CLAUDE.md ~/.claude/projects/-home-ann-shop/memory",
    "agentops-mcp import export.jsonl --json",
    "agentops-mcp import notes.md --accept notes.md:12,notes.md:30",
    "gh gist view 4f0c9k | agentops-mcp import -",
  ],

  /** Exit code 1 when nothing in the notes is admitted now or was before, 130 after Ctrl-C. */
  async run(input) {
    if (input.positionals.length === 0) {
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "import needs a file or a folder, or - for what another program prints.",
        "For example: agentops-mcp import learnings.md --dry-run",
      );
    }
    return importNotes(input);
  },
});
