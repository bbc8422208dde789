// Decides whether an action lies inside the bounds, and names the rule. It is pure: the paths are resolved already.
import type { Action, Bounds, FitsGlobs } from "./action.ts";
import { allow, type Decision, deny } from "./decision.ts";
import { ofFile } from "./files.ts";
import type { Envelope } from "./settings.ts";

export function decide(bounds: Bounds, action: Action, now: number, fits: FitsGlobs): Decision {
  const { envelope } = bounds;
  const expired = envelope && expiryOf(envelope, now);
  if (action.kind === "read" || action.kind === "write") {
    const decision = ofFile(bounds, action, fits);
    return decision.by === "job" ? decision : (expired ?? decision);
  }
  if (envelope === null) return allow("none", "No envelope is on base, so everything is allowed.");
  if (expired) return expired;
  switch (action.kind) {
    case "command":
      return ofCommand(envelope, action.argv);
    case "shell":
      return ofShell(envelope, action.leavesSandbox);
    case "network":
      return ofNetwork(envelope, action.host);
    case "tool":
      return ofTool(envelope, action.name);
  }
}

function expiryOf({ expires }: Envelope, now: number): Decision | null {
  if (expires === null || now < Date.parse(expires) + 86_400_000) return null;
  return deny(`expires: ${expires}`, "The envelope has run out and grants nothing.", "expires");
}

function ofCommand({ commands, setup }: Envelope, argv: readonly string[]): Decision {
  const prefix = commands.find((words) => words.every((word, at) => argv[at] === word));
  if (prefix) return allow(`commands: ${prefix.join(" ")}`, "`commands` has an entry that it begins with.");
  const line = argv.join(" ");
  if (setup?.includes(line)) return allow(`setup: ${line}`, "`setup` has this very command.");
  return deny("commands: no entry fits", "No entry of `commands` is how it begins.", "commands");
}

function ofShell({ shell }: Envelope, leavesSandbox: boolean): Decision {
  const rule = `shell: ${shell}`;
  if (shell !== "runtime") {
    const why = "It is a line for a shell, which is never judged by its text.";
    return { decision: shell, rule, why, key: "shell", by: "envelope" };
  }
  if (!leavesSandbox) return allow(rule, "Lines for a shell are left to the runtime's sandbox.");
  const why = "Lines for a shell are left to the runtime's sandbox, and this one asks to leave it.";
  return { decision: "ask", rule, why, key: null, by: "envelope" };
}

function ofNetwork({ network }: Envelope, host: string | null): Decision {
  if (network === false) return deny("network: false", "No host may be asked.", "network");
  const fitting = network.find(
    (each) => each === "*" || each === host || (each.startsWith("*.") && host?.endsWith(each.slice(1))),
  );
  if (fitting !== undefined) return allow(`network: ${fitting}`, "`network` names the host.");
  return deny("network: no entry fits", "No entry of `network` names the host.", "network");
}

function ofTool({ tools }: Envelope, name: string): Decision {
  const fitting = tools.find((each) =>
    each.endsWith("*") ? name.startsWith(each.slice(0, -1)) : name === each,
  );
  if (fitting !== undefined) return allow(`tools: ${fitting}`, "`tools` names it.");
  return deny("tools: no entry fits", "No entry of `tools` names it.", "tools");
}

/** True if the refusal stops the call: while the envelope is on trial, only a job's scope does. */
export const stops = ({ envelope }: Bounds, { decision, by }: Decision): boolean =>
  decision !== "allow" && (envelope?.enforce !== "warn" || by === "job");

/** Help that only a person can give about a refusal; the reader is told so that it need not try. */
export function howToAsk({ key, by }: Pick<Decision, "key" | "by">, { base, job }: Bounds): string {
  if (key === null)
    return by === "envelope" || job === null
      ? "No setting opens this. Find another way, or tell the person why there is none."
      : `Stay inside the scope of job ${job.id}, or tell the supervisor what it lacks and why.`;
  return `Find another way inside, or tell the person what you need and why: only they can change envelope.${key} in .agentops/config.yaml on ${base}. Nothing that you write or send does.`;
}

/** Words without anything that a shell would read as more than words; zsh takes one that begins with = for a program's place. */
const PLAIN_LINE = /^[\w@+:./-]+(?: (?!=)[\w@+:./=-]+)*$/;

/** What a command line asks for: the words that it spells where every shell agrees on them, else a line for a shell. */
export function commandAction(line: string, leavesSandbox: boolean): Action {
  const trimmed = line.replace(/^[ \t\n]+|[ \t\n]+$/g, "");
  return PLAIN_LINE.test(trimmed)
    ? { kind: "command", argv: trimmed.split(" ") }
    : { kind: "shell", leavesSandbox };
}
