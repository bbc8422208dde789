// Takes a person's decision on a lesson, whichever command it was typed as.
import type { CurationParts } from "../learnings/curation/decide.ts";
import Learning from "../learnings/records/learning.ts";
import { curationDraft, storeCuration } from "../use-cases/curate-knowledge.ts";
import { asPerson } from "./as-person.ts";
import type { CommandInput, OptionSpec } from "./define-command.ts";
import { textIn } from "./option-values.ts";
import { line } from "./reading.ts";

export const DECISION_OPTIONS = {
  reason: { type: "string", value: "<text>", description: "why; kept for ever" },
  authority: { type: "string", value: "<name>", description: "who decided it (default: your user name)" },
  yes: { type: "boolean", description: "do not ask" },
} as const satisfies Record<string, OptionSpec>;

/** Exit code 1 when nobody agreed. */
export const decide = (input: CommandInput, parts: CurationParts): Promise<number> =>
  asPerson(input, "a decision on a lesson", async (write, person) => {
    const { options, terminal } = input;
    const authority = textIn(options.authority) || person.authority;
    const draft = await curationDraft(write, parts, { authority, attested: "terminal" });
    const title = line((await write.state()).get(Learning, draft.learning)?.title ?? "");
    const what = `${parts.action} ${draft.learning}${draft.stage ? ` to ${draft.stage}` : ""}`;
    terminal.note(title);
    if (options.yes !== true && !(await terminal.confirm(`${what}?`, false))) {
      terminal.answer({ decided: false }, "Nothing was decided.");
      return 1;
    }
    const { id } = await storeCuration(write, draft);
    terminal.answer({ decided: true, id, ...draft }, `${what}: stored as ${id}.`);
    return 0;
  });
