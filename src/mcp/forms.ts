// Shows a question as a form in the client's window, in either era of the protocol, and takes what comes back.
import {
  CLIENT_CAPABILITIES_META_KEY,
  type ElicitRequestFormParams,
  type ServerContext,
} from "@modelcontextprotocol/server";
import * as z from "zod";
import type { Question } from "../api/context.ts";
import { sanitise } from "../shared/text/safe-text.ts";
import { NeedsInput } from "./run-tool.ts";

type Request = ServerContext["mcpReq"];

/** The name of the only form in a call. */
const KEY = "answer";
const MOST_CHARACTERS = 2_000;

const Accepted = z.object({
  action: z.literal("accept"),
  content: z.object({ answer: z.string().max(MOST_CHARACTERS) }),
});

/**
 * Null where nobody was asked; empty where the answer is no answer: a decline, a client that hangs or answers in another
 * form. Throws NeedsInput in the newer protocol version, where a server can't ask anybody during a call.
 */
export async function askByForm(
  { envelope, inputResponses, send }: Request,
  declared: unknown,
  question: Question | null,
  signal: AbortSignal,
): Promise<string | null> {
  if (inputResponses) return answerIn(inputResponses[KEY]) ?? "";
  const capabilities = envelope ? Object(envelope)[CLIENT_CAPABILITIES_META_KEY] : declared;
  if (question === null || question.seconds === 0 || !hasForms(capabilities)) return null;
  const params = formOf(question);
  if (envelope) throw new NeedsInput({ [KEY]: { method: "elicitation/create", params } });
  try {
    const timeout = question.seconds * 1000;
    const options = { timeout, maxTotalTimeout: timeout, signal };
    return answerIn(await send({ method: "elicitation/create", params }, options)) ?? "";
  } catch {
    return "";
  }
}

/** Older versions of the protocol declare forms by an empty object. */
function hasForms(capabilities: unknown): boolean {
  const { elicitation } = Object(capabilities);
  if (typeof elicitation !== "object" || elicitation === null) return false;
  return "form" in elicitation || !("url" in elicitation);
}

const formOf = ({ text }: Question): ElicitRequestFormParams & Record<string, unknown> => ({
  mode: "form",
  message: sanitise(text),
  requestedSchema: {
    type: "object",
    properties: {
      answer: { type: "string", title: "Your answer", minLength: 1, maxLength: MOST_CHARACTERS },
    },
    required: ["answer"],
  },
});

function answerIn(response: unknown): string | null {
  const { success, data } = Accepted.safeParse(response);
  return success ? data.content.answer : null;
}
