// Lets a person act with a supervisor's authority, at a terminal and not from within an agent.
import os from "node:os";
import { AgentOpsError } from "../shared/errors.ts";
import { programsAbove } from "./processes-above.ts";
import type { Terminal } from "./terminal.ts";

/** Variables that runtimes set for the commands that they run, without those that people set for runtimes. */
const AGENT_VARIABLES =
  /^(CLAUDECODE|CLAUDE_CODE_(ENTRYPOINT|SESSION_ID)|CODEX_(SANDBOX|THREAD|CI).*|GEMINI_CLI|QWEN_CODE|COPILOT_CLI|CURSOR_AGENT|OPENCODE|AI_AGENT)$/;
/** Programs whose descendants belong to an agent, whatever variables were unset. */
export const AGENT_PROGRAMS =
  /^(claude|codex|copilot|gemini|qwen|opencode|cursor-agent|aider|goose|kiro-cli|kilo|crush|junie|droid|amp|grok|agy)$/;

export interface Person {
  readonly session: string;
  readonly runtime: "terminal";
  readonly authority: string;
}

/**
 * Throws PERSON_REQUIRED where nobody is at a terminal, or where an agent runs it. `parent` is the process that started
 * this one.
 */
export function requirePerson(
  terminal: Pick<Terminal, "interactive">,
  env: NodeJS.ProcessEnv,
  what: string,
  parent = process.ppid,
): Person {
  const variable = Object.keys(env).find((name) => AGENT_VARIABLES.test(name));
  const agent = variable === undefined ? agentAbove(parent) : `the variable ${variable}`;
  if (agent !== null) throw withinAgent(what, agent);
  if (!terminal.interactive)
    throw new AgentOpsError(
      "PERSON_REQUIRED",
      `${what} is for a person at a terminal, and there is none here.`,
      "Run it in a terminal, without redirecting its input.",
    );
  const name = os.userInfo().username;
  return { session: `terminal-${name}`.replace(/[^\w.:@-]/g, "_"), runtime: "terminal", authority: name };
}

export interface SigningActor {
  readonly session: string;
  readonly runtime: "terminal" | "ci";
  /** True where a person is asked before anything is signed. */
  readonly asks: boolean;
}

/**
 * Who may use a signing key: a person at a terminal, or CI, but never an agent, not even in CI. Base says which keys count.
 */
export function requireSigner(
  terminal: Pick<Terminal, "interactive">,
  env: NodeJS.ProcessEnv,
  parent = process.ppid,
): SigningActor {
  if (!env.CI || env.CI === "false")
    return { ...requirePerson(terminal, env, "verdict sign", parent), asks: true };
  const variable = Object.keys(env).find((name) => AGENT_VARIABLES.test(name));
  if (variable !== undefined) throw withinAgent("verdict sign", `the variable ${variable}`);
  return { session: "ci-signer", runtime: "ci", asks: false };
}

const withinAgent = (what: string, agent: string): AgentOpsError =>
  new AgentOpsError(
    "PERSON_REQUIRED",
    `${what} is for a person, and this runs within an agent (${agent}).`,
    "Run it yourself, in a terminal of your own.",
  );

/** The name of a runtime among this process's ancestors; null where there is none or they can't be seen. */
const agentAbove = (start: number): string | null =>
  programsAbove(start).find((name) => AGENT_PROGRAMS.test(name)) ?? null;
