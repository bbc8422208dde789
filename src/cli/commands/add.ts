// `agentops-mcp add`: records a lesson from the command line, a pipe or an editor, through the gate as an agent's.
import { LessonFields } from "../../learnings/lesson-fields.ts";
import { createLog } from "../../shared/log.ts";
import { recordLearning } from "../../use-cases/record-learning.ts";
import { authorOf } from "../author.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { inEditor, LESSON_OPTIONS, type LessonParts, lessonIn, partsIn, pipedText } from "../lesson-text.ts";
import { openSession } from "../open-session.ts";
import { textIn } from "../option-values.ts";
import { recordedText } from "../recorded-text.ts";
import { typedFields } from "../typed-fields.ts";

const EXAMPLE =
  'agentops-mcp add "The proxy closes idle sockets after 55 s" --kind gotcha --body "Set keep-alive to 50 s in src/net."';
/** The text with which the editor opens. */
const BLANK = "---\ntitle: \nkind: gotcha\ntags: []\npaths: []\n---\n\n";

export default defineCommand({
  summary: "record a lesson: from options, from what is piped in, or at a terminal in your editor",
  everyday: true,
  positionals: "[<title>...]",
  options: {
    ...LESSON_OPTIONS,
    supersedes: { type: "string", value: "<id>", description: "the lesson that it replaces" },
    distinct: { type: "string", value: "<text>", description: "what sets it apart from one that is like it" },
  },
  examples: [EXAMPLE, "agentops-mcp add --kind decision < lesson.txt", "agentops-mcp add"],

  /** Throws GATE_REFUSED or DUPLICATE, as record_learning does. */
  async run(input) {
    const { options, positionals, terminal } = input;
    await ready(input);
    const title = positionals.join(" ").trim();
    const given = { ...partsIn(options), ...(title === "" ? {} : { title }) };
    if (given.body !== undefined) return store(input, given);
    const piped = await pipedText();
    if (piped !== "")
      return store(input, { ...(await lessonIn(piped, given.title !== undefined)), ...given });
    if (Object.keys(given).length > 0 || !terminal.interactive) return store(input, given);
    return inEditor(BLANK, process.env, (written) => store(input, written));
  },
});

/** Checked first, as nobody wants to write a lesson and then hear that there is no repository for it. */
async function ready({ options, terminal }: CommandInput): Promise<void> {
  const session = openSession(options, "worker", createLog("warn", null));
  try {
    await session.contexts(authorOf(terminal, "add", Date.now()), new AbortController().signal);
  } finally {
    session.close();
  }
}

async function store(input: CommandInput, parts: LessonParts): Promise<number> {
  const { options, terminal } = input;
  const given = {
    ...parts,
    ...(options.supersedes === undefined ? {} : { supersedes: textIn(options.supersedes) }),
    ...(options.distinct === undefined ? {} : { distinct_because: textIn(options.distinct) }),
  };
  const lesson = typedFields(LessonFields, given, {
    names: { distinct_because: "distinct" },
    example: EXAMPLE,
  });
  const author = authorOf(terminal, "add", Date.now());
  const session = openSession(options, "worker", createLog("warn", null));
  try {
    const { write } = await session.contexts(author, new AbortController().signal);
    const recorded = await recordLearning(write, lesson);
    const by = author.person === null ? author.runtime : `${author.person.authority} at a terminal`;
    terminal.answer({ ...recorded, by }, recordedText(`recorded ${recorded.id} by ${by}`, recorded));
    return 0;
  } finally {
    session.close();
  }
}
