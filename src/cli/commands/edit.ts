// `agentops-mcp edit`: replaces a lesson by an edited one, from options, from a pipe or in the person's editor.
import { renderLearningFile } from "../../learnings/io/learning-file.ts";
import { LessonFields } from "../../learnings/lesson-fields.ts";
import { standingOf } from "../../learnings/standing.ts";
import type { Session } from "../../session/session.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import {
  editLearning,
  findLesson,
  putInPlace,
  refuseOutOfService,
  revisionOf,
} from "../../use-cases/edit-learning.ts";
import { type Author, authorOf } from "../author.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { inLayerOf } from "../layer-option.ts";
import { inEditor, LESSON_OPTIONS, type LessonParts, lessonIn, partsIn, pipedText } from "../lesson-text.ts";
import { openSession } from "../open-session.ts";
import { recordedText } from "../recorded-text.ts";
import { typedFields } from "../typed-fields.ts";

/** The fields of a lesson that an edit may change. */
const Changes = LessonFields.partial();

export default defineCommand({
  summary: "replace a lesson by an edited one: from options, from what is piped in, or in your editor",
  everyday: true,
  positionals: "<id>",
  options: LESSON_OPTIONS,
  examples: [
    "agentops-mcp edit 01K8ZQ4M3W9T2V5B7C6D8E0F1G",
    'agentops-mcp edit E0F1G2 --title "The proxy closes idle sockets after 40 s" --tags proxy,http',
    "agentops-mcp edit E0F1G2 < lesson.md",
  ],

  /** Throws CHANGED_MEANWHILE where the lesson changed in between, and what the gate throws. */
  async run(input) {
    const [typed = "", ...more] = input.positionals;
    if (typed.length < 6 || more.length > 0)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "edit needs one id, or its first or last 6 characters.",
        "agentops-mcp list names them.",
      );
    const author = authorOf(input.terminal, "edit", Date.now());
    // A person's edit may replace a stronger lesson, which otherwise only a supervisor may.
    const role = author.person === null ? "worker" : "supervisor";
    const { options } = await inLayerOf(input, typed);
    const session = openSession(options, role, createLog("warn", null));
    try {
      return await edit(input, { session, author }, typed);
    } finally {
      session.close();
    }
  },
});

interface By {
  readonly session: Session;
  readonly author: Author;
}

async function edit(input: CommandInput, by: By, typed: string): Promise<number> {
  const { write } = await by.session.contexts(by.author, new AbortController().signal);
  const state = await write.state();
  const learning = findLesson(state, typed);
  refuseOutOfService(learning, standingOf(state, learning, write.now));
  const read = { id: learning.id, revision: revisionOf(state, learning, write.now) };
  const given = partsIn(input.options);
  if (Object.keys(given).length > 0) return store(input, by, { ...read, changes: given });
  const piped = await pipedText();
  if (piped !== "") return store(input, by, { ...read, changes: await lessonIn(piped, true) });
  if (!input.terminal.interactive)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "edit was not told what to change.",
      "Give --title, --body or another option, or run it in a terminal for your editor.",
    );
  return inEditor(renderLearningFile(learning), process.env, (changes) =>
    store(input, by, { ...read, changes }),
  );
}

async function store(
  { terminal }: CommandInput,
  { session, author }: By,
  edited: { readonly id: string; readonly revision: string; readonly changes: LessonParts },
): Promise<number> {
  const changes = typedFields(Changes, { ...edited.changes }, { example: "agentops-mcp edit <id>" });
  const signal = new AbortController().signal;
  const { write } = await session.contexts(author, signal);
  const named = Object.keys(edited.changes);
  const only = Object.fromEntries(Object.entries(changes).filter(([name]) => named.includes(name)));
  const recorded = await editLearning(write, { ...edited, changes: only });
  const { decision, reasons } =
    author.person === null
      ? { decision: null, reasons: recorded.reasons }
      : await putInPlace(
          (await session.contexts(author.person, signal)).write,
          recorded,
          author.person.authority,
        );
  // That it is like the one that it replaces is no news.
  const similar = recorded.similar.filter(({ id }) => id !== recorded.replaces);
  terminal.answer(
    { ...recorded, reasons, decision },
    recordedText(`${recorded.id} replaces ${recorded.replaces}`, { ...recorded, reasons, similar }, "edit"),
  );
  return 0;
}
