// `.agentops/config.yaml`: what it may hold, and errors that name the key, the line and what was probably meant.
import * as z from "zod";
import { PHASES, type Phase } from "./define.ts";
import { AgentOpsError } from "./errors.ts";
import { didYouMean } from "./nearest.ts";

export const CONFIG_PATH = ".agentops/config.yaml";

const Config = z.strictObject({
  phases: z
    .array(z.enum(PHASES))
    .min(1)
    .refine((phases) => phases.every((phase, at) => phase === PHASES[at]), {
      message: `must be a beginning of [${PHASES.join(", ")}], in this order`,
    })
    .default([...PHASES])
    .describe("how far the adoption goes: the phases whose tools are offered"),
});

export interface Config {
  readonly phases: readonly Phase[];
}

export const DEFAULT_CONFIG: Config = Config.parse({});

/** Parses the file's text, or throws CONFIG_INVALID. */
export async function parseConfig(text: string): Promise<Config> {
  const { parseDocument } = await import("./yaml.ts");
  const document = parseDocument(text, { prettyErrors: true });
  const [syntax] = document.errors;
  if (syntax) throw invalid(syntax.message.split("\n")[0] ?? "", "Correct the YAML.");
  const parsed = Config.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    throw invalid(`"${key}" is not a key`, didYouMean(key, Object.keys(Config.shape)));
  }
  const place = issue?.path.join(".") ?? "";
  if (issue?.code === "invalid_value") {
    const given = String(document.getIn(issue.path) ?? "");
    throw invalid(`${place}: "${given}" is none of its values`, didYouMean(given, issue.values.map(String)));
  }
  throw invalid(`${place}: ${issue?.message}`, `Correct this key.`);
}

function invalid(problem: string, fix: string): AgentOpsError {
  return new AgentOpsError(
    "CONFIG_INVALID",
    `${CONFIG_PATH} at the base commit: ${problem}.`,
    `${fix} Commit the change on the base branch.`,
  );
}
