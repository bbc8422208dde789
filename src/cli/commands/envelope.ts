// `agentops-mcp envelope`: tells what agents may do here, and which rule decides about one path or command.

import type { ActionRequest } from "../../envelope/action.ts";
import { howToAsk, stops } from "../../envelope/decide.ts";
import { boundsText } from "../../envelope/text.ts";
import { AgentOpsError } from "../../shared/errors.ts";
import { defineCommand } from "../define-command.ts";
import { line, reading } from "../reading.ts";

export default defineCommand({
  summary: "what agents may do here, and which rule decides about a path, a command or a host",
  positionals: "[explain <path | command…>]",
  wordsAfter: "explain",
  options: {
    read: { type: "boolean", description: "ask about reading the path instead of writing it" },
    write: { type: "boolean", description: "the word is a path, even with spaces in it" },
    command: { type: "boolean", description: "the words are a command, even a single word" },
    host: { type: "boolean", description: "the word is a host or an address" },
    tool: { type: "boolean", description: "the word is a tool, as server/tool" },
  },
  examples: [
    "agentops-mcp envelope",
    "agentops-mcp envelope explain src/auth.ts",
    "agentops-mcp envelope explain --read .env",
    "agentops-mcp envelope explain npm test",
    "agentops-mcp envelope explain 'npm test | tail'",
    "agentops-mcp envelope explain --tool github/get_issue",
  ],

  /** Exit code 1 where the action is not allowed. */
  async run(input) {
    const { options, positionals, terminal } = input;
    const [what, ...words] = positionals;
    if (what !== undefined && (what !== "explain" || words.length === 0))
      throw new AgentOpsError(
        "INVALID_ARGUMENT",
        "envelope takes explain and a path or a command.",
        "See agentops-mcp envelope --help.",
      );
    return reading(input, async ({ envelope, now }) => {
      if (what === undefined) {
        const bounds = await envelope.bounds();
        terminal.answer({ ...bounds }, boundsText(bounds));
        return 0;
      }
      const { action, bounds, decision, target } = await envelope.check(requestOf(words, options), now);
      const { decision: word, rule, why } = decision;
      const trial = bounds.envelope?.enforce === "warn";
      const ask = word === "allow" ? null : howToAsk(decision, bounds);
      const facts = {
        action,
        decision: word,
        rule,
        why,
        target,
        base: bounds.base,
        policy: bounds.digest,
        trial,
        ask,
      };
      const lines = [
        `${word}${word !== "allow" && !stops(bounds, decision) ? ", but only noted: the envelope is on trial" : ""}`,
        `asked   ${ASKED[action]}`,
        `rule    ${line(rule)}`,
        `why     ${why}`,
        `target  ${line(target)}`,
        `base    ${line(bounds.base)}, policy ${bounds.digest ?? "none"}`,
        ...(ask === null ? [] : [`more    ${ask}`]),
      ];
      terminal.answer(facts, lines.join("\n"));
      return word === "allow" ? 0 : 1;
    });
  },
});

/** Says how the words were understood. */
const ASKED = {
  read: "to read a file",
  write: "to write a file",
  command: "to run a command, as words",
  shell: "to run a line for a shell",
  network: "to ask a host",
  tool: "to call a tool",
} as const;

function requestOf(
  words: readonly string[],
  options: Readonly<Record<string, string | boolean | undefined>>,
): ActionRequest {
  const [only = ""] = words;
  if (options.host === true) return { kind: "network", url: only };
  if (options.tool === true) return { kind: "tool", name: only };
  if (options.read === true || options.write === true)
    return { kind: options.read === true ? "read" : "write", path: only };
  // One argument with spaces is a shell line, as a runtime would get it.
  if (words.length === 1 && only.includes(" ")) return { kind: "line", line: only };
  if (words.length > 1 || options.command === true) return { kind: "command", argv: words };
  return { kind: "write", path: only };
}
