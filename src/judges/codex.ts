// Runs Codex as a judge: one prompt in a home of its own, without configuration, hooks or instructions.
import path from "node:path";
import * as z from "zod";
import { type Adapter, Count, FOR_NETWORK, NO_COST } from "./adapter.ts";
import { answerIn } from "./find-answer.ts";

const KEYS = ["CODEX_API_KEY", "OPENAI_API_KEY"];

const Event = z.object({
  type: z.string(),
  item: z
    .object({ type: z.string(), text: z.string().catch("") })
    .optional()
    .catch(undefined),
  usage: z.object({ input_tokens: Count, output_tokens: Count }).optional().catch(undefined),
  error: z
    .object({ message: z.string().catch("") })
    .optional()
    .catch(undefined),
  message: z.string().optional().catch(undefined),
});

export const codex: Adapter = {
  program: "codex",
  variables: () => [...KEYS, "OPENAI_BASE_URL", ...FOR_NETWORK],
  credentials: (env, home) =>
    KEYS.some((name) => env[name])
      ? []
      : [
          {
            from: path.join(env.CODEX_HOME ?? path.join(home, ".codex"), "auth.json"),
            to: ".codex/auth.json",
          },
        ],
  network: () => true,
  command({ model }, { argv, preface, confined }, env) {
    const base = env.OPENAI_BASE_URL;
    return {
      argv: [
        ...[...argv, "exec", "--json", "--skip-git-repo-check", "--ephemeral"],
        // Its own sandbox can't start inside of ours, which shows it less than its own would.
        ...["--sandbox", confined ? "danger-full-access" : "read-only"],
        // Its shell commands need no key.
        ...["-c", 'shell_environment_policy.inherit="core"'],
        ...[
          "--ignore-user-config",
          "--ignore-rules",
          "-c",
          "project_doc_max_bytes=0",
          "-c",
          'web_search="disabled"',
        ],
        ...["-c", "check_for_update_on_startup=false", "-c", "analytics.enabled=false"],
        ...(model === undefined ? [] : ["--model", model]),
        ...(base === undefined
          ? []
          : ownProvider(base, env.CODEX_API_KEY ? "CODEX_API_KEY" : "OPENAI_API_KEY")),
        // With words here as well, what comes in on standard input is appended to them.
        preface === "" ? "-" : preface,
      ],
      env,
    };
  },
  read(stdout) {
    const events = stdout.split("\n").flatMap((line) => {
      try {
        const { data } = Event.safeParse(JSON.parse(line));
        return data ? [data] : [];
      } catch {
        return [];
      }
    });
    const said = events.findLast(({ item }) => item?.type === "agent_message")?.item?.text;
    const failed = events.findLast(({ type }) => type === "turn.failed" || type === "error");
    const usage = events.findLast((event) => event.usage)?.usage;
    const why = failed?.error?.message || failed?.message || "it printed no message";
    return {
      text: answerIn(said ?? ""),
      problem: said === undefined ? why.slice(0, 200) : null,
      model: null,
      cost: usage ? { tokensIn: usage.input_tokens, tokensOut: usage.output_tokens } : NO_COST,
    };
  },
};

/** A server that speaks OpenAI's protocol at another address, as the variable asks for that other programs know. */
const ownProvider = (base: string, key: string): string[] =>
  [
    'model_provider="judge"',
    'model_providers.judge.name="judge"',
    `model_providers.judge.base_url=${JSON.stringify(base)}`,
    `model_providers.judge.env_key="${key}"`,
    'model_providers.judge.wire_api="responses"',
    "model_providers.judge.supports_websockets=false",
  ].flatMap((setting) => ["-c", setting]);
