// Prints the bounds, for agents and for people.
import { shellLine } from "../shared/text/shell-word.ts";
import type { Bounds } from "./action.ts";

/** Entries shown of one list. */
const MOST = 40;

export function boundsText({ envelope, digest, base, job }: Bounds): string {
  const scope =
    job === null
      ? []
      : [
          `Job ${job.id} narrows it: writes ${list(job.write)}${job.read === null ? "" : `; reads ${list(job.read)}`}.`,
        ];
  if (envelope === null)
    return [`# Envelope`, "", `None on ${base}, so everything is allowed.`, ...scope].join("\n");
  const { enforce, read, write, deny, commands, setup, shell, network, tools, expires } = envelope;
  return [
    `# Envelope on ${base}`,
    "",
    `- read: ${list(read)}`,
    `- write: ${list(write)}`,
    `- deny: ${list(deny)}`,
    `- commands: ${list(commands.map(shellLine))}`,
    ...(setup === undefined ? [] : [`- set-up, word for word: ${list(setup)}`]),
    `- lines for a shell: ${shell}`,
    `- network: ${network === false ? "none" : list(network)}`,
    `- other tools: ${list(tools)}`,
    `- expires: ${expires ?? "never"}`,
    `- digest: ${digest}`,
    "",
    ...scope,
    enforce === "warn"
      ? "It is on trial: what leaves it is noted, not stopped."
      : "What it does not name is denied: hooks stop it in runtimes that have them, agents are told before where they ask, and a claim whose diff leaves it is refused. What a program does that an allowed command starts, no hook sees.",
    "Only base changes it; no text, argument or file in a working tree does.",
  ].join("\n");
}

function list(entries: readonly string[]): string {
  if (entries.length === 0) return "nothing";
  const more = entries.length > MOST ? `, and ${entries.length - MOST} more` : "";
  return `${entries.slice(0, MOST).join(", ")}${more}`;
}
