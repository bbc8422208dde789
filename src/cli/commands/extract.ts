// `agentops-mcp extract`: drafts lessons from the records of a job or session, a runtime's session file, or the past.

import type { WriteContext } from "../../api/context.ts";
import type { LessonDraft } from "../../lessons/from-records.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { sessionFromProcess, sessionFromRuntime, sessionFromWish } from "../../shared/identity.ts";
import { createLog } from "../../shared/log.ts";
import { counted } from "../../shared/text/count.ts";
import { readTranscript, type TranscriptReport } from "../../transcripts/read.ts";
import { extractLearnings } from "../../use-cases/extract-learnings.ts";
import { recordLearning } from "../../use-cases/record-learning.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";
import { listIn } from "../option-values.ts";
import { line, paragraph, reading } from "../reading.ts";

export default defineCommand({
  summary: "draft lessons from a job's records, a session file or the past; stores nothing without --record",
  positionals: "",
  options: {
    job: { type: "string", value: "<id>", description: "from the records of this job" },
    session: {
      type: "string",
      value: "<name>",
      description: "from what this session recorded without a job",
    },
    transcript: {
      type: "string",
      value: "<file>",
      description: "from a session file of Claude Code or Codex, scrubbed of credentials and homes",
    },
    past: {
      type: "boolean",
      description: "from old commits and talks: the best few that are not dealt with",
    },
    done: {
      type: "string",
      value: "<id,...>",
      description: "with --past: these drafts are dealt with, recorded or worth nothing",
    },
    record: { type: "boolean", description: "take the drafts through the gate, and store what it admits" },
  },
  examples: [
    "agentops-mcp extract --job j-4f0c9k2m",
    "agentops-mcp extract --transcript ~/.claude/projects/-home-ann-shop/6f1c.jsonl",
    "agentops-mcp extract --transcript rollout.jsonl --record --json",
    "agentops-mcp extract --past",
    "agentops-mcp extract --past --done reverted-4f0c9k2m1a2b,talk-0a1b2c3d4e5f",
  ],

  /** Exit code 1 where no draft was admitted; an empty list is 0. */
  async run(input) {
    const { options, terminal } = input;
    const given = ["job", "session", "transcript", "past"].filter((name) => options[name] !== undefined);
    if (given.length !== 1)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "extract takes one of --job, --session, --transcript and --past.",
        "agentops-mcp jobs lists the jobs.",
      );
    if (options.past === true) return fromPast(input);
    if (options.transcript !== undefined) {
      const report = await readTranscript(String(options.transcript), process.env.HOME ?? null, (done, all) =>
        terminal.progress(done, all, "bytes"),
      );
      const { drafts, ...counts } = report;
      return answer(input, drafts, counts, countsIn(report));
    }
    return reading(input, async (context) => {
      const { of, drafts, none_because } = await extractLearnings(context, {
        ...(options.job === undefined ? {} : { job: String(options.job) }),
        ...(options.session === undefined ? {} : { session: String(options.session) }),
      });
      return answer(input, drafts as LessonDraft[], { of, none_because }, none_because ?? `of ${line(of)}`);
    });
  },
});

/** These drafts are raw quotes to be reworded, so none goes to the gate by itself. */
async function fromPast(input: CommandInput): Promise<number> {
  const { options } = input;
  if (options.record === true)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      "--past and --record exclude each other: a draft of the past needs somebody's words.",
      "Reword it, and store it with agentops-mcp add or record_learning.",
    );
  return reading(input, async (context) => {
    await context.history.read((done, all) => input.terminal.progress(done, all, "commits"));
    const found = await extractLearnings(context, { past: true, done: listIn(options.done) });
    const { drafts, left = 0, none_because } = found;
    input.terminal.answer(
      { ...found },
      [
        ...drafts.map((each) => [`draft ${line(each.id ?? "")}`, ...textOf(each)].join("\n")),
        none_because ?? `${left} more after these; --done takes the ids of those that are dealt with`,
      ].join("\n\n"),
    );
    return 0;
  });
}

const countsIn = ({ runtime, lines, steps, tooLong, broken }: TranscriptReport): string =>
  [
    `${counted(lines, "line")} of ${runtime}, ${steps} commands and edits`,
    ...(tooLong > 0 ? [`${counted(tooLong, "line")} too long to be read`] : []),
    ...(broken > 0 ? [`${counted(broken, "line")} broken`] : []),
  ].join(", ");

async function answer(
  input: CommandInput,
  drafts: readonly LessonDraft[],
  facts: Record<string, unknown>,
  note: string,
): Promise<number> {
  const { options, terminal } = input;
  const recorded = options.record === true ? await record(input, drafts) : null;
  const outcome = (at: number): string[] => {
    const told = recorded?.[at];
    return told
      ? [told.id === null ? `  refused: ${line(told.because ?? "")}` : `  recorded ${told.id}`]
      : [];
  };
  terminal.note(note);
  terminal.answer(
    { ...facts, drafts, ...(recorded === null ? {} : { recorded }) },
    drafts.length === 0
      ? "nothing to draft from"
      : drafts.map((draft, at) => [...textOf(draft), ...outcome(at)].join("\n")).join("\n\n"),
  );
  return drafts.length === 0 || recorded === null || recorded.some(({ id }) => id !== null) ? 0 : 1;
}

const textOf = ({ title, kind, body, symptoms, paths, evidence }: LessonDraft): string[] => [
  `${kind}: ${line(title)}`,
  paragraph(body, "  "),
  ...symptoms.map((symptom) => `  seen as ${line(symptom)}`),
  ...(paths.length > 0 ? [`  paths ${paths.map(line).join(", ")}`] : []),
  ...evidence.map(({ type, ref }) => `  from ${type} ${line(ref)}`),
];

interface Recorded {
  readonly id: string | null;
  /** Why the gate refused it; null where it admitted it. */
  readonly because: string | null;
}

/** One after the other, as record_learning does, so that each is compared with those before it. */
async function record({ options }: CommandInput, drafts: readonly LessonDraft[]): Promise<Recorded[]> {
  const session = openSession(options, "worker", createLog("warn", null));
  try {
    const by = {
      session: sessionFromWish(process.env) ?? sessionFromRuntime(process.env) ?? sessionFromProcess(),
      runtime: "agentops-mcp extract",
    };
    const { write } = await session.contexts(by, new AbortController().signal);
    // The author is the session in the file, so whoever ran this command may promote them later.
    const context = { ...write, claims: { ...write.claims, process: null } };
    const recorded: Recorded[] = [];
    for (const draft of drafts) recorded.push(await recordOne(context, draft));
    return recorded;
  } finally {
    session.close();
  }
}

async function recordOne(context: WriteContext, draft: LessonDraft): Promise<Recorded> {
  const lesson = {
    ...draft,
    symptoms: [...draft.symptoms],
    paths: [...draft.paths],
    tags: [],
    evidence: [...draft.evidence],
  };
  try {
    const { id } = await recordLearning(context, lesson);
    return { id, because: null };
  } catch (error) {
    if (error instanceof AgentOpsError && error.code !== "READ_ONLY" && error.code !== "DISK_FULL")
      return { id: null, because: `${error.code}: ${error.message} ${error.fix}` };
    throw error;
  }
}
