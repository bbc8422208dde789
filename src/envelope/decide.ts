// Decides whether an action lies inside the bounds, and names the rule. The paths are resolved by then, so it touches no
// disk.
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
      return ofCommand(bounds, envelope, action, fits);
    case "shell":
      return ofShell(envelope, action.altered);
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

/** True where base has an envelope that has not expired. */
export const isInForce = ({ envelope }: Bounds, now: number): boolean =>
  envelope !== null && expiryOf(envelope, now) === null;

type Command = Extract<Action, { kind: "command" }>;

function ofCommand(bounds: Bounds, envelope: Envelope, action: Command, fits: FitsGlobs): Decision {
  const { argv, words, altered } = action;
  const entries = envelope.commands
    .filter((entry) => entry.every((word, at) => argv[at] === word))
    .toSorted((a, b) => b.length - a.length);
  const line = argv.join(" ");
  const judged = entries.map((entry) => ofWords(bounds, words, entry, fits));
  const isSetup = envelope.setup?.includes(line) === true;
  const reading = action.reading && ofReading(bounds, action.reading, fits);
  const allowed = isSetup
    ? allow(`setup: ${line}`, "`setup` has this very command.")
    : [...judged, ...(reading ? [reading] : [])].find(({ decision }) => decision === "allow");
  if (allowed) return altered ? ofAltered(envelope) : allowed;
  return (
    judged[0] ??
    reading ??
    deny("commands: no entry fits", "It begins with no entry of `commands`.", "commands")
  );
}

/** A command that only reads needs no entry: its files are decided as for any other reading tool. */
function ofReading(bounds: Bounds, words: Command["words"], fits: FitsGlobs): Decision {
  const decision = ofWords(bounds, words, [], fits);
  return decision.decision === "allow"
    ? allow("read: a command that only reads", "`read` names all that it reads.")
    : decision;
}

/** Decides by every word that the entry does not spell itself. */
function ofWords(
  bounds: Bounds,
  words: Command["words"],
  entry: readonly string[],
  fits: FitsGlobs,
): Decision {
  const rule = `commands: ${entry.join(" ")}`;
  for (const word of words) {
    if (word.at < entry.length) continue;
    if (word.is === "refused")
      return deny(
        `${rule}: option`,
        `${word.why} An entry of \`commands\` that spells it out opens it.`,
        "commands",
      );
    const { is, file, named, contents = false } = word;
    const asked = is === "read" ? ({ kind: is, file, contents } as const) : ({ kind: is, file } as const);
    const decision = ofFile(bounds, asked, fits);
    if (decision.decision === "allow" || (named && !decision.byName)) continue;
    return { ...decision, why: `It would ${is} a file. ${decision.why}` };
  }
  return allow(rule, "`commands` has an entry that it begins with.");
}

/** A command that runs otherwise than its words say needs a person, whatever the words are. */
function ofAltered({ shell }: Envelope): Decision {
  const why = "The call asks to run it outside of the sandbox, or in another way than its words say.";
  const decision = shell === "deny" ? "deny" : "ask";
  return { decision, rule: `shell: ${shell}`, why, key: null, by: "envelope" };
}

function ofShell(envelope: Envelope, altered: boolean): Decision {
  const { shell } = envelope;
  const rule = `shell: ${shell}`;
  if (shell === "runtime")
    return altered
      ? ofAltered(envelope)
      : allow(rule, "Lines for a shell are left to the runtime's sandbox.");
  const why = "It is a line for a shell, which is never judged by its text.";
  return { decision: shell, rule, why, key: "shell", by: "envelope" };
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

/** True if the refusal stops the call: while the envelope is on trial, only a job's scope stops one. */
export const stops = ({ envelope }: Bounds, { decision, by }: Decision): boolean =>
  decision !== "allow" && (envelope?.enforce !== "warn" || by === "job");

/** Says that only a person can change the rule, so that the agent does not try to. */
export function howToAsk({ key, by }: Pick<Decision, "key" | "by">, { base, job }: Bounds): string {
  if (key === null)
    return by === "envelope" || job === null
      ? "No setting opens this. Find another way, or tell the person why there is none."
      : `Stay inside the scope of job ${job.id}, or escalate: say what it lacks and why.`;
  return `Find another way inside, or tell the person what you need and why: only they can change envelope.${key} in .agentops/config.yaml on ${base}. Nothing that you write or send does.`;
}

/** Matches words in which no shell sees anything special. zsh replaces a word that begins with = by a program's path. */
const PLAIN_LINE = /^[\w@+:./-]+(?: (?!=)[\w@+:./=-]+)*$/;

/** Each word may be a file and costs a look at the disk. */
export const MOST_WORDS = 2_000;

/** The words of a command line that every shell splits alike; null for a line that needs a shell. */
export function plainWords(line: string): readonly string[] | null {
  const trimmed = line.replace(/^[ \t\n]+|(?<![ \t\n])[ \t\n]+$/g, "");
  if (!PLAIN_LINE.test(trimmed)) return null;
  const words = trimmed.split(" ");
  return words.length > MOST_WORDS ? null : words;
}
