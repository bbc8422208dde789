// Leaves a message for a job, a path or a session, and escalates messages that nobody was told in time.
import type { WriteContext } from "../api/context.ts";
import { isJobName, jobName } from "../jobs/job-name.ts";
import { findJob } from "../jobs/standing.ts";
import { namedPath } from "../learnings/admission.ts";
import { AgentOpsError } from "../shared/errors.ts";
import { cleanSession } from "../shared/identity.ts";
import { relativise } from "../shared/text/relative-paths.ts";
import { checkText } from "../shared/text/storable-text.ts";
import { unreadReports } from "../supervision/messages.ts";
import Message, { type Addressee, MESSAGE_LIMITS } from "../supervision/records/message.ts";

export interface NewMessage {
  readonly kind: Addressee;
  readonly name: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Throws INVALID_ARGUMENT, NOT_FOUND for a job that is not there, SECRET_FOUND or UNSAFE_TEXT. */
export async function leaveMessage(context: WriteContext, { kind, name, text, until }: NewMessage) {
  const place = context.code;
  const said = relativise(text.trim(), place.root, place.home);
  if (said === "" || said.length > MESSAGE_LIMITS.text)
    throw new AgentOpsError(
      "INVALID_ARGUMENT",
      `A message has 1 to ${MESSAGE_LIMITS.text} characters.`,
      "Say in it what is to be known; evidence can be named by path or id.",
    );
  checkText([said, name], "message");
  const to = { kind, name: await addressOf(context, kind, name) };
  const [stored] = await context.append([
    Message.draft({ to, text: said, until: new Date(until).toISOString() }),
  ]);
  return { id: stored?.record.id ?? "", to, until: new Date(until).toISOString() };
}

/** How long a message waits by default. */
const USUAL_MS = 2 * 86_400_000;

/**
 * For whom a tool's argument names: a job by name, a session as `session:<id>`, else a path. Returns what becomes of it.
 */
export async function leaveNote(context: WriteContext, tell: string, text: string): Promise<string> {
  const [, session] = /^session:(.*)$/s.exec(tell) ?? [];
  const kind = session !== undefined ? "session" : isJobName(tell) ? "job" : "path";
  const until = context.now + USUAL_MS;
  const left = await leaveMessage(context, { kind, name: session ?? tell, text, until });
  return `Left ${left.id} for ${kind} ${left.to.name}; unread by ${left.until.slice(0, 16)} it is escalated.`;
}

async function addressOf(context: WriteContext, kind: Addressee, name: string): Promise<string> {
  if (kind === "job") return jobName(findJob(await context.state(), name).id);
  const address = kind === "path" ? namedPath(name, context.code) : cleanSession(name);
  if (address !== null && address !== "" && address.length <= MESSAGE_LIMITS.name) return address;
  throw new AgentOpsError(
    "INVALID_ARGUMENT",
    `${kind}: that is no name of one.`,
    "Copy it as a list shows it.",
  );
}

/** Once per message, by whoever comes first; returns the ids of the escalations. */
export async function escalateUnread(context: WriteContext): Promise<string[]> {
  const by = { process: context.claims.process, place: context.code, own: await context.ownClones() };
  const due = async () => unreadReports(await context.soon(), context.now, by);
  if ((await due()).length === 0) return [];
  return context.jobs.inTurn(async () => (await context.append(await due())).map(({ record }) => record.id));
}
