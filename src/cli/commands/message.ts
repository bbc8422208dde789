// `agentops-mcp message`: leaves a message for a job, a path or a session, and shows which were told.
import { findRecord } from "../../jobs/find-record.ts";
import type { State } from "../../records/state.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { createLog } from "../../shared/log.ts";
import { countedMessages, jobsOver, messageState, toldOf } from "../../supervision/messages.ts";
import Message, { ADDRESSEES, type MessageRecord } from "../../supervision/records/message.ts";
import { leaveMessage } from "../../use-cases/leave-message.ts";
import { askForUnread } from "../ask-for-unread.ts";
import { authorOf } from "../author.ts";
import { type CommandInput, defineCommand } from "../define-command.ts";
import { openSession } from "../open-session.ts";
import { momentIn, textIn } from "../option-values.ts";
import { line, paragraph, reading } from "../reading.ts";

export default defineCommand({
  summary: "leave a message for whoever works on a job, on a path or in a session; or see which were told",
  positionals: "[<text>... | <id>]",
  options: {
    job: { type: "string", value: "<id>", description: "for whoever works on this job" },
    path: {
      type: "string",
      value: "<path>",
      description: "for the next session that touches this file or folder",
    },
    session: { type: "string", value: "<id>", description: "for this session" },
    within: {
      type: "string",
      value: "<when>",
      description: "escalate it if it is unread after this time: 12h, 2d, 1w (default: 2d)",
    },
  },
  examples: [
    'agentops-mcp message --job j-0hs6vd9x "the fixture is wrong; b.json is right"',
    'agentops-mcp message --path src/billing --within 12h "hands off until the audit is over"',
    "agentops-mcp message",
  ],

  async run(input) {
    const { options, positionals } = input;
    const to = ADDRESSEES.filter((kind) => options[kind] !== undefined);
    const [kind, ...others] = to;
    if (kind === undefined && positionals.length > 1)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "message was not told for whom.",
        'Give --job, --path or --session: agentops-mcp message --path src/billing "…"',
      );
    if (others.length > 0)
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "A message is for a job, a path or a session.",
        "Give one of --job, --path and --session.",
      );
    if (kind === undefined) return show(input, positionals[0]);
    return withWriter(input, async (write) => {
      const now = Date.now();
      const span = now - (momentIn("within", options.within ?? "2d", now) ?? now);
      const message = { kind, name: textIn(options[kind]), text: positionals.join(" "), until: now + span };
      const left = await leaveMessage(write, message);
      input.terminal.answer(
        left,
        `left ${left.id} for ${kind} ${line(left.to.name)}; unread by ${left.until.slice(0, 16)} it is escalated`,
      );
      return 0;
    });
  },
});

async function withWriter(
  { options, terminal }: CommandInput,
  work: (write: Parameters<typeof leaveMessage>[0]) => Promise<number>,
): Promise<number> {
  const author = authorOf(terminal, "message", Date.now());
  const role = author.person === null ? "worker" : "supervisor";
  const session = openSession(options, role, createLog("warn", null));
  try {
    return await work((await session.contexts(author, new AbortController().signal)).write);
  } finally {
    session.close();
  }
}

async function show(input: CommandInput, id: string | undefined): Promise<number> {
  await askForUnread(input);
  return reading(input, async (context) => {
    const state = await context.state();
    const chosen = id === undefined ? countedMessages(state) : [messageNamed(state, id)];
    const isOver = jobsOver(state);
    const messages = chosen.map((each) => {
      const { to, text, session, runtime, at, until } = each;
      const stands = messageState(state, each, context.now, isOver);
      return { id: each.id, at, to, session, runtime, until, state: stands, told: toldOf(state, each), text };
    });
    const text = messages.map(({ id, to, session, state: stands, told, text }) =>
      [
        `${id}  ${stands}${told.length === 0 ? "" : ` to ${told.map(line).join(", ")}`}`,
        `  for ${to.kind} ${line(to.name)}, by session ${line(session)}`,
        paragraph(text, "    "),
      ].join("\n"),
    );
    input.terminal.answer({ messages }, text.join("\n\n") || "No message was left.");
    return 0;
  });
}

function messageNamed(state: State, id: string): MessageRecord {
  const record = findRecord(state, id);
  if (Message.is(record)) return record;
  throw new AgentOpsError(
    "NOT_FOUND",
    `${record.id} is a ${record.record}, not a message.`,
    `Use agentops-mcp trace ${record.id}.`,
  );
}
