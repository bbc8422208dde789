// Runs Claude Code as a judge: one prompt, three reading tools, and no customisation of a project or a user.
import path from "node:path";
import * as z from "zod";
import { type Adapter, Count, FOR_NETWORK, NO_COST } from "./adapter.ts";
import { answerIn } from "./find-answer.ts";

const KEYS = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"];
const TOOLS = "Read,Grep,Glob";

const Result = z.object({
  result: z.string().catch(""),
  is_error: z.boolean().catch(false),
  usage: z
    .object({
      input_tokens: Count,
      cache_creation_input_tokens: Count,
      cache_read_input_tokens: Count,
      output_tokens: Count,
    })
    .nullable()
    .catch(null),
  modelUsage: z.record(z.string(), z.unknown()).catch({}),
});

export const claude: Adapter = {
  program: "claude",
  variables: () => [...KEYS, "ANTHROPIC_BASE_URL", ...FOR_NETWORK],
  credentials: (env, home) =>
    KEYS.some((name) => env[name])
      ? []
      : [{ from: path.join(home, ".claude/.credentials.json"), to: ".claude/.credentials.json" }],
  network: () => true,
  command({ model }, { argv, checkout, preface }, env) {
    return {
      argv: [
        ...[...argv, "-p", "--output-format", "json"],
        // Each of these alone keeps CLAUDE.md, settings, hooks, plugins and servers out; a later version may forget one.
        ...["--safe-mode", "--setting-sources", "user", "--strict-mcp-config", "--disable-slash-commands"],
        ...["--no-session-persistence", "--tools", TOOLS, "--allowedTools", TOOLS, "--add-dir", checkout],
        ...(model === undefined ? [] : ["--model", model]),
        ...(preface === "" ? [] : ["--append-system-prompt", preface]),
      ],
      env: {
        ...env,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        DISABLE_AUTOUPDATER: "1",
      },
    };
  },
  read(stdout) {
    const parsed = Result.safeParse(parse(stdout));
    if (!parsed.success) return { text: "", problem: "it printed no result", model: null, cost: NO_COST };
    const { result, is_error, usage, modelUsage } = parsed.data;
    const tokensIn =
      usage && usage.input_tokens + usage.cache_creation_input_tokens + usage.cache_read_input_tokens;
    return {
      text: answerIn(result),
      problem: is_error ? `it ended with an error: ${result.slice(0, 200)}` : null,
      model: Object.keys(modelUsage)[0] ?? null,
      cost: { tokensIn, tokensOut: usage?.output_tokens ?? null },
    };
  },
};

function parse(stdout: string): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    return null;
  }
}
